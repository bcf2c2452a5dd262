package splink

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"pgregory.net/rapid"

	"continuum/internal/duck"
)

// The tests below ask DuckDB, for which Splink writes its conditions, and require
// that every expression means the same here.

// oracleColumns are the columns of the records and their types in DuckDB; here all
// are text.
var oracleColumns = []struct{ name, kind string }{
	{"a", "VARCHAR"}, {"b", "VARCHAR"}, {"n", "DOUBLE"}, {"d", "DATE"}, {"t", "TIMESTAMP"}, {"s", "VARCHAR"}, {"z", "VARCHAR[]"},
}

var oracleRows = [][]string{
	{"smith", "jon", "5", "2020-01-31", "2020-01-31 10:11:12.5", "2020-01-31", "[a, b, c]"},
	{"smyth", "john", "5.5", "2020-02-01", "2020-02-01 00:00:00", "20200201", "[b, NULL, b]"},
	{"", "", "", "", "", "", ""},
	{"Müller", "José", "-3", "1899-12-31", "1969-12-31 23:59:59", "31/12/1899", "[]"},
	{"mueller", "jose", "0", "1970-01-01", "1970-01-01 00:00:00", "1970-1-1", "['a', \"x y\"]"},
	{"O'Neil", "O", "1e3", "2000-02-29", "2000-02-29 12:00:00", "2000-02-30", "[c]"},
	{"LS1 4AP", "ls1 4ap", "2.5", "2020-01-31", "2020-01-31 10:11:12.5", " 12 ", "[a]"},
	{"ca", "abc", "3.5", "2021-01-31", "2021-01-31 10:00:00", "-1.5", "[c, b, a]"},
	{"smith", "smith", "0.1", "1950-06-15", "1950-06-15 06:07:08", "true", "[smith]"},
	{"an@b.org", "x", "-2.5", "2024-12-31", "2024-12-31 23:59:59.999999", "1e2", "[a, b, c, d]"},
	{"  a b ", "ab", "7", "2020-03-01", "2020-03-01 00:00:00", "[a]", "[NULL]"},
	{strings.Repeat("long name ", 9), strings.Repeat("lang nome ", 9), "12", "2020-03-02", "2020-03-02 01:00:00", "no", "[x]"},
}

// oracle is DuckDB holding the records.
func oracle(t testing.TB) *sql.DB {
	t.Helper()
	db, err := duck.Open("", duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var columns, casts []string
	for _, c := range oracleColumns {
		columns = append(columns, c.name)
		casts = append(casts, fmt.Sprintf("CAST(%s AS %s) AS %[1]s", c.name, c.kind))
	}
	var values []string
	for i, row := range oracleRows {
		v := []string{fmt.Sprint(i)}
		for _, s := range row {
			if s == "" {
				v = append(v, "NULL")
			} else {
				v = append(v, duck.Literal(s))
			}
		}
		values = append(values, "("+strings.Join(v, ",")+")")
	}
	_, err = db.ExecContext(t.Context(), fmt.Sprintf("CREATE TABLE x AS SELECT id, %s FROM (VALUES %s) v(id, %s)",
		strings.Join(casts, ","), strings.Join(values, ","), strings.Join(columns, ",")))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func oracleTable() *Table {
	t := &Table{Rows: oracleRows}
	for _, c := range oracleColumns {
		t.Columns = append(t.Columns, c.name)
	}
	return t
}

// answers gives what DuckDB makes of an expression for every pair of records.
func answers(t testing.TB, db *sql.DB, expression string) ([]any, error) {
	rows, err := db.QueryContext(t.Context(), "SELECT ("+expression+") FROM x l, x r ORDER BY l.id, r.id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []any
	for rows.Next() {
		var v any
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, ordinary(v))
	}
	return out, rows.Err()
}

// ordinary makes one Go type of each kind of value.
func ordinary(v any) any {
	switch v := v.(type) {
	case int8:
		return float64(v)
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	case float32:
		return float64(v)
	case duckdb.Decimal:
		return v.Float64()
	case time.Time:
		return v.UnixMicro()
	case []any:
		return fmt.Sprint(len(v))
	}
	return v
}

// parseExpression reads an expression of any kind.
func parseExpression(sql string) (*node, error) {
	p := &parser{lexer: lexer{sql: sql}}
	p.advance()
	n := p.or()
	if p.tok.kind != end {
		p.unexpected("the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

// ours gives what this package makes of an expression for every pair of records.
func ours(t testing.TB, expression string) ([]any, error) {
	n, err := parseExpression(expression)
	if err != nil {
		return nil, err
	}
	c := newCompiler(oracleTable())
	of := c.any(n)
	if err := c.run(t.Context()); err != nil {
		return nil, err
	}
	p := c.pair()
	var out []any
	for i := range oracleRows {
		for j := range oracleRows {
			p.left, p.right = i, j
			p.serial++
			out = append(out, of(p))
		}
	}
	return out, p.err
}

func (c *compiler) any(n *node) func(*pair) any {
	switch {
	case n.kind.number():
		return boxed(c.number(n))
	case n.kind == kTruth:
		return boxed(c.truth(n))
	case n.kind.time():
		return boxed(c.moment(n))
	case n.kind == kList:
		return boxed(apply(c.list(n), func(l list) string { return fmt.Sprint(l.size) }))
	}
	return boxed(c.text(n))
}

func boxed[T any](of evaluator[T]) func(*pair) any {
	return func(p *pair) any {
		if v, known := of(p); known {
			return v
		}
		return nil
	}
}

func same(a, b any) bool {
	x, number := a.(float64)
	y, too := b.(float64)
	if number && too {
		return x == y || x != x && y != y || math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
	}
	return a == b
}

// agree requires the same value of an expression for every pair.
func agree(t testing.TB, db *sql.DB, expression string) {
	t.Helper()
	want, err := answers(t, db, expression)
	if err != nil {
		t.Errorf("DuckDB: %s: %v", expression, err)
		return
	}
	got, err := ours(t, expression)
	if err != nil {
		t.Errorf("%s: %v", expression, err)
		return
	}
	n := len(oracleRows)
	for i := range want {
		if !same(got[i], want[i]) {
			t.Errorf("%s of rows %d and %d: %v, DuckDB says %v", expression, i/n, i%n, got[i], want[i])
			return
		}
	}
}

func TestAgreesWithDuckDB(t *testing.T) {
	db := oracle(t)
	for _, expression := range []string{
		"l.a = r.a", "l.a <> r.b", "l.a::text < r.b AND true", "l.n::double < r.n::double", "l.d::date <= r.d::date", "l.t::timestamp > r.d::date", "not l.a = r.a", "l.a is null or r.a is not null",
		"l.a = 'smith' or null", "null and l.n > 3", "l.a in ('smith', 'ca')", "l.a in ('smith', null)", "l.a not in (r.a, null)", "l.n between 0 and r.n::double",
		"l.n not between r.n::double and 5", "l.a between 'b' and 'smith'", "(l.a = r.a) = (l.b = r.b)", "l.a = r.a is null", "1 + 2 * 3 - 4 / 8", "-l.n - -r.n", "l.n / r.n", "l.n * 2 + r.n",
		"jaro_similarity(l.a, r.b)", "jaro_winkler_similarity(l.a, r.b)", "jaro_winkler_similarity(l.a, r.a) >= 0.88", "levenshtein(l.a, r.b)", "damerau_levenshtein(l.a, r.b)",
		"jaccard(l.a, r.b)", "levenshtein(l.s, r.s)", "damerau_levenshtein(l.s, r.s)", "jaro_similarity(l.s, r.s)", "jaro_winkler_similarity(upper(l.a), lower(r.b))",
		"lower(l.a)", "upper(l.b)", "trim(l.a)", "trim('\u00a0\t a\u2003')", "upper('straße')", "lower('İẞΣ')", "length(l.a)", "l.a || r.b", "concat(l.a, '-', r.b)", "l.a || 1 + 2", "coalesce(l.a, r.b, 'none')", "nullif(l.a, r.b)", "nullif(l.n, 5)",
		"substr(l.a, 2)", "substr(l.a, 2, 3)", "substr(l.a, -2)", "substr(l.a, -3, 2)", "substr(l.a, 0, 2)", "substr(l.a, -99, 97)", "substr(l.a, 3, -2)", "substring(l.a, 2, 0)", "substr(l.a, 99)",
		"regexp_extract(l.a, '^[A-Za-z]{1,2}[0-9]', 0)", "NULLIF(regexp_extract(l.a, '^[^@]+', 0), '') = NULLIF(regexp_extract(r.a, '^[^@]+', 0), '')",
		"regexp_extract(l.a, '([a-z])([a-z])', 2)", "regexp_extract(l.a, 'x')", "regexp_extract(l.a, 'm.', 0)",
		"try_strptime(l.s, '%Y-%m-%d')", "try_strptime(l.s, '%Y%m%d')", "try_strptime(l.s, '%d/%m/%Y')", "try_strptime(l.s, '%y')",
		"abs(epoch(try_strptime(l.s, '%Y-%m-%d')) - epoch(try_strptime(r.s, '%Y-%m-%d'))) <= 2.6298e+06", "epoch(l.d)", "epoch(l.t)",
		"date_diff('day', l.d, r.d)", "datediff('month', l.d, r.t)", "date_diff('year', l.t, r.t)", "date_diff('hour', l.t, r.t)", "date_diff('second', l.t, r.t)",
		"CAST(l.d AS DATE) - CAST(r.d AS DATE)", "l.t::date", "l.d::timestamp", "CAST(CAST(l.d AS DATE) AS VARCHAR)", "CAST(CAST(l.t AS TIMESTAMP) AS TEXT)", "CAST(levenshtein(l.a, r.a) AS VARCHAR)",
		"try_cast(l.s as integer)", "try_cast(l.s as double)", "try_cast(l.s as boolean)", "try_cast(l.s as date)", "try_cast(l.s as timestamp)", "try_cast(l.s as tinyint)",
		"CAST(CAST(l.n AS DOUBLE) AS INTEGER)", "CAST(2.5 AS INTEGER)", "CAST(l.a = r.a AS INTEGER)", "CAST(l.a = r.a AS VARCHAR)", "CAST(l.n AS FLOAT)", "CAST(l.n AS FLOAT) = 0.1", "CAST(l.n AS FLOAT) = 1e-1",
		"CAST(l.n AS FLOAT) + 0.2", "CAST(l.n AS FLOAT) / 3", "abs(CAST(l.n AS FLOAT)) <= 2.5", "CAST(l.n AS FLOAT) = CAST(r.n AS DOUBLE)",
		"len(list_intersect(l.z, r.z))", "array_length(array_intersect(l.z, r.z)) >= 1", "array_length(l.z)", "list_intersect(l.z, r.z)", "len(string_split(l.a, ' '))",
		"array_length(list_intersect(string_split(l.a, ' '), string_split(r.b, ' ')))", "l.z is null",
		"case when l.a = r.a then 'same' when l.a is null then 'none' else r.b end", "case l.a when 'smith' then 1 when r.b then 2 end", "case when null then 1 else 2 end",
		"sin(l.n)", "cos(radians(l.n))", "acos(case when l.n > 1 then 1 when l.n < -1 then -1 else l.n end)", "sqrt(abs(l.n))",
		"cast(acos(case when (sin(radians(l.n)) * sin(radians(r.n)) + cos(radians(l.n)) * cos(radians(r.n))) > 1 then 1 else (sin(radians(l.n)) * sin(radians(r.n)) + cos(radians(l.n)) * cos(radians(r.n))) end) * 6371 as float) <= 500",
		"(abs(l.n - r.n) / (case when CAST(r.n AS DOUBLE) > CAST(l.n AS DOUBLE) then r.n else l.n end)) < 0.5",
		"l.d = '2020-01-31'", "l.n = 5", "'5' = 5", "DATE '2020-01-31' = l.d", "true <> (l.a = r.a)", "l.n <> 0 / 0",
	} {
		agree(t, db, expression)
	}
}

// drawing makes random expressions of one kind each.
type drawing struct{ t *rapid.T }

func (d drawing) one(of ...string) string { return rapid.SampledFrom(of).Draw(d.t, "part") }

func (d drawing) text(depth int) string {
	if depth == 0 {
		return d.one("l.a", "r.a", "l.b", "r.b", "'smith'", "'a'", "'é'", "''")
	}
	x := d.text(depth - 1)
	switch rapid.IntRange(0, 9).Draw(d.t, "text") {
	case 0:
		return "lower(" + x + ")"
	case 1:
		// A start before the text and a length: DuckDB does one thing for ASCII and another for the rest.
		if from := rapid.IntRange(-4, 4).Draw(d.t, "from"); from < 0 {
			return fmt.Sprintf("substr(%s, %d)", x, from)
		}
		return fmt.Sprintf("substr(%s, %d, %d)", x, rapid.IntRange(0, 4).Draw(d.t, "from"), rapid.IntRange(-3, 4).Draw(d.t, "length"))
	case 2:
		return "coalesce(" + x + ", " + d.text(depth-1) + ")"
	case 3:
		return "nullif(" + x + ", " + d.text(depth-1) + ")"
	case 4:
		return "(" + x + " || " + d.text(depth-1) + ")"
	case 5:
		return "concat(" + x + ", " + d.text(depth-1) + ")"
	case 6:
		return "regexp_extract(" + x + ", " + d.one("'^[a-m]+'", "'(.)(.)'", "'[^ ]+$'") + ", " + d.one("0", "1", "2") + ")"
	case 7:
		return "CASE WHEN " + d.truth(depth-1) + " THEN " + x + " ELSE " + d.text(depth-1) + " END"
	case 8:
		return "trim(" + x + ")"
	}
	return "upper(" + x + ")"
}

func (d drawing) number(depth int) string {
	if depth == 0 {
		return d.one("l.n::double", "r.n::double", "0", "1", "2e0", "0.5e0")
	}
	switch rapid.IntRange(0, 9).Draw(d.t, "number") {
	case 0, 1:
		return "(" + d.number(depth-1) + d.one(" + ", " - ", " * ", " / ") + d.number(depth-1) + ")"
	case 2, 3, 4:
		return d.one("jaro_similarity", "jaro_winkler_similarity", "levenshtein", "damerau_levenshtein") + "(" + d.text(depth-1) + ", " + d.text(depth-1) + ")"
	case 5:
		return "length(" + d.text(depth-1) + ")"
	case 6:
		return "abs(" + d.number(depth-1) + ")"
	case 7:
		return "epoch(" + d.moment() + ")"
	case 8:
		return "try_cast(" + d.text(depth-1) + " as " + d.one("double", "integer") + ")"
	}
	return "coalesce(" + d.number(depth-1) + ", " + d.number(depth-1) + ")"
}

func (d drawing) moment() string {
	return d.one("l.t::timestamp", "r.t::timestamp", "try_strptime(l.s, '%Y-%m-%d')", "try_strptime(r.s, '%Y%m%d')", "try_cast(l.s as timestamp)")
}

func (d drawing) truth(depth int) string {
	if depth == 0 {
		return d.one("l.a = r.a", "l.b = r.a", "l.a is null", "r.b = 'x'", "NULL", "true", "false")
	}
	order := d.one(" = ", " <> ", " < ", " <= ", " > ", " >= ")
	switch rapid.IntRange(0, 8).Draw(d.t, "truth") {
	case 0, 1:
		return "(" + d.truth(depth-1) + d.one(" AND ", " OR ") + d.truth(depth-1) + ")"
	case 2:
		return "NOT (" + d.truth(depth-1) + ")"
	case 3:
		return "lower(" + d.text(depth-1) + ")" + order + "upper(" + d.text(depth-1) + ")"
	case 4, 5:
		return d.number(depth-1) + order + d.number(depth-1)
	case 6:
		return "(" + d.text(depth-1) + ") IS " + d.one("", "NOT ") + "NULL"
	case 7:
		return d.text(depth-1) + d.one("", " NOT") + " IN (" + d.text(depth-1) + ", " + d.text(depth-1) + ")"
	}
	return d.moment() + order + d.moment()
}

// TestRandomConditionsAgreeWithDuckDB draws conditions from the grammar.
func TestRandomConditionsAgreeWithDuckDB(t *testing.T) {
	db := oracle(t)
	asked := 0
	rapid.Check(t, func(r *rapid.T) {
		expression := drawing{r}.truth(3)
		want, err := answers(t, db, expression)
		if err != nil {
			return // such as a number out of its range
		}
		got, err := ours(t, expression)
		if err != nil {
			r.Fatalf("%s: %v", expression, err)
		}
		asked++
		for i := range want {
			if !same(got[i], want[i]) {
				n := len(oracleRows)
				r.Fatalf("%s of rows %d and %d: %v, DuckDB says %v", expression, i/n, i%n, got[i], want[i])
			}
		}
	})
	t.Logf("%d conditions asked", asked)
	if asked < 20 {
		t.Errorf("only %d conditions could be asked", asked)
	}
}
