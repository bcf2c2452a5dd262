package source

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"regexp"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
)

// reach judges by its syntax tree what a query could touch. Many hands write place
// folders, so a query may read the tables it is there for and the place's code and
// price lists and nothing else of the machine, and it must give the same answer to
// the same rows: no file, no setting, no clock, no chance.
type reach struct {
	query Query
	found []finding
	calls map[string]int // function -> where it is first called
}

// finding is one thing a query may not do, at an offset of its SQL.
type finding struct {
	at                int
	word, reason, fix string
}

const (
	noTable    = " may read only "
	noFunction = " may not call this: it reaches beyond the row, or its answer changes from run to run"
	noRelation = " may not read from this"
	noSample   = "a sample of the rows would differ from run to run"
)

// withinReach refuses a SELECT that goes further than it may; the first offence is told.
func (q Query) withinReach(ctx context.Context, conn *sql.Conn) error {
	tree, err := parse(ctx, conn, q)
	if err != nil {
		return err
	}
	r := reach{query: q, calls: map[string]int{}}
	r.visit(tree, nil)
	if err := r.judgeCalls(ctx, conn); err != nil {
		return err
	}
	if len(r.found) == 0 {
		return nil
	}
	first := slices.MinFunc(r.found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.word, b.word), cmp.Compare(b.reason, a.reason))
	})
	return &fault.Error{Code: fault.Invalid, File: q.File, Line: int64(q.Line + q.lineBreaks(first.at)), Value: first.word, Reason: first.reason, Fix: first.fix}
}

// visit goes through the tree; own are the WITH queries visible there.
func (r *reach) visit(node any, own []string) {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			r.visit(child, own)
		}
	case map[string]any:
		own = r.with(n, own)
		r.see(n, own)
		for key, child := range n {
			switch {
			case key == "cte_map":
			case key == "right" && n["type"] == "RECURSIVE_CTE_NODE":
				r.visit(child, append(slices.Clip(own), word(n, "cte_name")))
			default:
				r.visit(child, own)
			}
		}
	}
}

// with visits a node's WITH queries in their order: each sees those before it.
func (r *reach) with(n map[string]any, own []string) []string {
	ctes, _ := n["cte_map"].(map[string]any)
	list, _ := ctes["map"].([]any)
	for _, item := range list {
		entry, _ := item.(map[string]any)
		r.visit(entry["value"], own)
		own = append(slices.Clip(own), word(entry, "key"))
	}
	return own
}

func (r *reach) see(n map[string]any, own []string) {
	switch n["class"] {
	case nil:
		r.seeRelation(n, own)
	case "FUNCTION", "WINDOW":
		name, at := word(n, "function_name"), r.at(n)
		if first, ok := r.calls[name]; !ok || at < first {
			r.calls[name] = at
		}
	case "COLUMN_REF":
		if names := texts(n["column_names"]); len(names) == 1 && slices.Contains(clocks, strings.ToLower(names[0])) {
			r.report(n, names[0], r.query.May.Who+noFunction, strings.ReplaceAll(r.query.May.Clock, "%s", names[0]))
		}
	}
}

// clocks are functions that SQL lets one call without brackets.
var clocks = []string{"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}

var lists = regexp.MustCompile(`\A(code|price)_[a-z0-9_]+\z`)

// seeRelation judges what stands in a FROM; other nodes without a class pass.
func (r *reach) seeRelation(n map[string]any, own []string) {
	sample, relation := n["sample"]
	if sample != nil {
		r.report(n, "SAMPLE", noSample, "read all rows")
	}
	kind, _ := n["type"].(string)
	name, may := word(n, "table_name"), r.query.May
	switch {
	case !relation || slices.Contains([]string{"SELECT_NODE", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY"}, kind):
	case kind == "BASE_TABLE":
		qualified := word(n, "schema_name")+word(n, "catalog_name") != ""
		if qualified || !slices.Contains(may.Tables, name) && !lists.MatchString(name) && !slices.Contains(own, name) {
			r.report(n, name, may.Who+noTable+may.Read, cmp.Or(may.Table, place.Suggest(name, slices.Concat(own, may.Tables))))
		}
	case kind == "TABLE_FUNCTION":
		call, _ := n["function"].(map[string]any)
		if f := word(call, "function_name"); f != "unnest" {
			r.report(n, f, may.Who+noTable+may.Read, may.File)
		}
	default:
		r.report(n, kind, may.Who+noRelation, may.Only)
	}
}

// judgeCalls lets through what the engine knows as a function of its arguments
// alone; a name it does not know at all is left for it to refuse.
func (r *reach) judgeCalls(ctx context.Context, conn *sql.Conn) error {
	names := slices.Sorted(maps.Keys(r.calls))
	rows, err := conn.QueryContext(ctx, "SELECT function_name FROM impure_call WHERE function_name IN (SELECT unnest("+duck.List(names)+"))")
	if err != nil {
		return fault.Wrap(err, "looking up the functions of %s", r.query.File)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fault.Wrap(err, "looking up the functions of %s", r.query.File)
		}
		r.found = append(r.found, finding{r.calls[name], name, r.query.May.Who + noFunction, r.query.May.Only})
	}
	return fault.Wrap(rows.Err(), "looking up the functions of %s", r.query.File)
}

// impureCalls lists, once in a scratch database, the functions a query may not
// call. The engine itself says which depend on their arguments alone; a few it is
// wrong about, and most of its macros look into its catalogue.
const impureCalls = `CREATE TABLE impure_call AS SELECT function_name FROM duckdb_functions()
	WHERE function_type IN ('aggregate', 'macro', 'scalar')
	GROUP BY function_name
	HAVING NOT bool_and(CASE function_type
		WHEN 'aggregate' THEN true
		WHEN 'macro' THEN NOT internal OR regexp_full_match(function_name,
			'(list|array)_[a-z_]+|nullif|split_part|round_even|roundbankers|fmod|fdiv|geomean|geometric_mean|wavg|weighted_avg|date_add|days_in_month')
		ELSE stability = 'CONSISTENT' AND NOT starts_with(function_name, '__') AND function_name NOT IN
			('current_setting', 'getvariable', 'json_serialize_plan', 'age', 'current_localtime', 'current_localtimestamp')
		END)`

func (r *reach) report(n map[string]any, word, reason, fix string) {
	r.found = append(r.found, finding{r.at(n), word, reason, fix})
}

// at is where a node stands in the SQL; the engine gives a huge number when it does not know.
func (r *reach) at(n map[string]any) int {
	at, _ := n["query_location"].(float64)
	if at > float64(len(r.query.SQL)) {
		return 0
	}
	return int(at)
}

func word(n map[string]any, key string) string {
	s, _ := n[key].(string)
	return strings.ToLower(s)
}
