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
)

// reach judges by its syntax tree what a feed's SELECT could touch. Many hands
// write place folders, so a feed may read its own raw rows and the place's code
// and price lists and nothing else of the machine, and it must give the same
// answer to the same extract: no file, no setting, no clock, no chance.
type reach struct {
	feed  Feed
	found []finding
	calls map[string]int // function -> where it is first called
}

// finding is one thing a feed may not do, at an offset of its SQL.
type finding struct {
	at                int
	word, reason, fix string
}

const (
	noTable    = "a feed may read only raw, the place's code_NAME and price_NAME, and its own WITH queries"
	noFunction = "a feed may not call this: it reaches beyond the row, or its answer changes from run to run"
	noRelation = "a feed may not read from this"
	noSample   = "a sample of the rows would differ from run to run"
	rowOnly    = "use what the row holds, the code lists and the price lists"
)

// withinReach refuses a SELECT that goes further than a feed may; the first offence is told.
func (f Feed) withinReach(ctx context.Context, conn *sql.Conn) error {
	tree, err := parse(ctx, conn, f)
	if err != nil {
		return err
	}
	r := reach{feed: f, calls: map[string]int{}}
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
	return &fault.Error{Code: fault.Invalid, File: f.Path, Line: int64(f.BodyLine + f.lineBreaks(first.at)), Value: first.word, Reason: first.reason, Fix: first.fix}
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
			r.report(n, names[0], noFunction, "write raw."+names[0]+" if it is a column of the file")
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
	name := word(n, "table_name")
	switch {
	case !relation || slices.Contains([]string{"SELECT_NODE", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY"}, kind):
	case kind == "BASE_TABLE":
		qualified := word(n, "schema_name")+word(n, "catalog_name") != ""
		if qualified || name != "raw" && !lists.MatchString(name) && !slices.Contains(own, name) {
			r.report(n, name, noTable, "declare another file as a feed of its own")
		}
	case kind == "TABLE_FUNCTION":
		call, _ := n["function"].(map[string]any)
		if f := word(call, "function_name"); f != "unnest" {
			r.report(n, f, noTable, "declare a file in the front matter, and read it as raw")
		}
	default:
		r.report(n, kind, noRelation, rowOnly)
	}
}

// judgeCalls lets through what the engine knows as a function of its arguments
// alone; a name it does not know at all is left for it to refuse.
func (r *reach) judgeCalls(ctx context.Context, conn *sql.Conn) error {
	names := slices.Sorted(maps.Keys(r.calls))
	rows, err := conn.QueryContext(ctx, "SELECT function_name FROM impure_call WHERE function_name IN (SELECT unnest("+duck.List(names)+"))")
	if err != nil {
		return fault.Wrap(err, "looking up the functions of %s", r.feed.Path)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fault.Wrap(err, "looking up the functions of %s", r.feed.Path)
		}
		r.found = append(r.found, finding{r.calls[name], name, noFunction, rowOnly})
	}
	return fault.Wrap(rows.Err(), "looking up the functions of %s", r.feed.Path)
}

// impureCalls lists, once in a scratch database, the functions a feed may not
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
	if at > float64(len(r.feed.SQL)) {
		return 0
	}
	return int(at)
}

func word(n map[string]any, key string) string {
	s, _ := n[key].(string)
	return strings.ToLower(s)
}
