package source

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
)

// CheckSQL judges every feed's SELECT without any extract: that it can be
// parsed and bound to the place's code lists, and that it gives the columns of
// its canonical table, which each sound feed then knows (see Origins). The raw
// columns of a CSV are taken to be those it names.
func CheckSQL(ctx context.Context, p *place.Place, feeds []Feed) ([]place.Problem, error) {
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	in := Ingest{DB: db, Place: p}
	if err := in.prepare(ctx); err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fault.Wrap(err, "opening the analytical engine")
	}
	defer conn.Close()
	var out []place.Problem
	for i, f := range feeds {
		if _, ok := TableNamed(f.Table); !ok || f.SQL == "" {
			continue // already reported
		}
		problem, err := checkSQL(ctx, conn, p, f)
		if err != nil {
			return nil, err
		}
		out = append(out, problem...)
		if len(problem) == 0 {
			m, err := bind(ctx, conn, f, nil)
			if err != nil {
				return nil, err
			}
			feeds[i].gives = m.types
		}
	}
	return out, nil
}

func checkSQL(ctx context.Context, conn *sql.Conn, p *place.Place, f Feed) ([]place.Problem, error) {
	raw := f.rawColumns()
	if f.Format != "fhir" {
		tree, err := parse(ctx, conn, f.query())
		if err != nil {
			return asProblem(f, err)
		}
		raw = rawNames(tree, p)
	}
	err := tryOut(ctx, conn, f, raw)
	for own := ownName(err); slices.Contains(raw, own); own = ownName(err) {
		raw = slices.DeleteFunc(raw, func(name string) bool { return name == own })
		err = tryOut(ctx, conn, f, raw)
	}
	return asProblem(f, err)
}

// tryOut binds the SELECT to an empty raw of these columns.
func tryOut(ctx context.Context, conn *sql.Conn, f Feed, raw []string) error {
	list := []string{"CAST(NULL AS BIGINT) AS _row"}
	for _, name := range raw {
		list = append(list, "CAST(NULL AS VARCHAR) AS "+duck.Ident(name))
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TEMP VIEW raw AS SELECT "+strings.Join(list, ", ")); err != nil {
		return fault.Wrap(err, "checking %s", f.Path)
	}
	m, err := bind(ctx, conn, f, raw)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "EXPLAIN "+m.stage(StageTable(f.Name))); err != nil {
		return f.sqlFault(err, raw)
	}
	return nil
}

var ambiguous = regexp.MustCompile(`Ambiguous reference to column name "([^"]*)"`)

// ownName is a column that the SELECT makes itself and that was taken for one of raw.
func ownName(err error) string {
	if err == nil {
		return ""
	}
	if m := ambiguous.FindStringSubmatch(err.Error()); m != nil {
		return m[1]
	}
	return ""
}

// asProblem shows a feed's own fault as a problem and passes other errors on.
func asProblem(f Feed, err error) ([]place.Problem, error) {
	var bad *fault.Error
	if err == nil {
		return nil, nil
	}
	if !errors.As(err, &bad) || bad.Code != fault.Invalid {
		return nil, err
	}
	return []place.Problem{{File: f.Path, Line: int(bad.Line), Value: cmp.Or(bad.Value, bad.Column), Reason: bad.Reason, Fix: bad.Fix}}, nil
}

// parse gives the engine's syntax tree of a SELECT.
func parse(ctx context.Context, conn *sql.Conn, q Query) (tree any, err error) {
	var text string
	if err := conn.QueryRowContext(ctx, "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", q.SQL).Scan(&text); err != nil {
		return nil, q.Fault(err)
	}
	var answer struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Position   string `json:"position"` // offset in the SQL
		Statements []any  `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return nil, fault.Wrap(err, "reading the syntax tree of %s", q.File)
	}
	if strings.HasPrefix(answer.Message, "Only SELECT") || !answer.Error && len(answer.Statements) != 1 {
		return nil, &fault.Error{
			Code: fault.Invalid, File: q.File, Line: int64(q.Line), Reason: q.May.Who + " is one SELECT and nothing else", Fix: q.May.Alone,
		}
	}
	if answer.Error {
		at, _ := strconv.Atoi(answer.Position)
		return nil, &fault.Error{Code: fault.Invalid, File: q.File, Line: int64(q.Line + q.lineBreaks(at)), Reason: "the SELECT cannot be run: " + answer.Message}
	}
	return answer.Statements[0], nil
}

// rawNames are the columns a SELECT must mean of raw: those of no code list or price list it could join.
func rawNames(tree any, p *place.Place) []string {
	var listed, found []string
	for _, t := range append(slices.Clone(p.Codes), p.Prices...) {
		listed = append(listed, t.Columns...)
	}
	aliases := rawAliases(tree)
	walk(tree, func(node map[string]any) {
		if node["class"] != "COLUMN_REF" {
			return
		}
		names := texts(node["column_names"])
		if len(names) == 0 {
			return
		}
		last := names[len(names)-1]
		own := len(names) == 1 && !slices.Contains(listed, last)
		own = own || len(names) == 2 && slices.Contains(aliases, names[0])
		if own && last != "_row" && !slices.Contains(found, last) {
			found = append(found, last)
		}
	})
	return found
}

// rawAliases are the names the SELECT gives to raw.
func rawAliases(tree any) []string {
	out := []string{"raw"}
	walk(tree, func(node map[string]any) {
		if alias, _ := node["alias"].(string); node["table_name"] == "raw" && alias != "" {
			out = append(out, alias)
		}
	})
	return out
}

func walk(node any, visit func(map[string]any)) {
	switch n := node.(type) {
	case map[string]any:
		visit(n)
		for _, child := range n {
			walk(child, visit)
		}
	case []any:
		for _, child := range n {
			walk(child, visit)
		}
	}
}

func texts(list any) []string {
	items, _ := list.([]any)
	out := make([]string, 0, len(items))
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
