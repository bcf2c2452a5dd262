package splink

import (
	"database/sql"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/duck"
)

// texts are read as every other kind below.
var texts = []string{
	"2020-01-31", "2020-1-2", "2020/01/02", `2020\1\2`, "2020 01 02", "2020-01/02", "2020.01.02", "20200131", "2020-02-30", "2020-13-01", "2020-00-10",
	"2020-01-023", "2020-01-02x", "2020-01-02-", "20-1-2", "0-1-1", "99999-01-02", " 2020-01-02 ", "31/12/1999", "1/2/03", "02 Jan 2020", "2 january 2020", "2  JAN  2020", "02 janu 2020",
	"2020-01-02 10:11:12", "2020-01-02 10:11:12.5", "2020-01-02 10:11:12.1234567", "2020-01-02T1:2:3", "2020-01-02  10:11", "2020-01-02 10:11z", "2020-01-02 10", "2020-01-02T", "2020-01-02 24:00:00", "2020-01-02 24:00:01",
	"2020-01-02 10:11:12Z", "2020-01-02 10:11:12+01", "2020-01-02 10:11:12-01:30", "2020-01-02 10:11:12 UTC", "2020-01-02 10:60:00", "2020-01-02 10:11:12abc", "2020-01-02T03:04:05Z",
	"12:30 PM", "12:30 am", "0:30 am", "13:05 pm", "1:5 pm", "1:5 xm", "1:5 p", "100%", "23:59:59.25", "1969", "69", "68", "7", "",
	"5", "-5", "+5", " 5 ", "5.", ".5", ".", "-", "- 5", "5.5", "-2.5", "3.5", "1e3", "1e", "1e-1", "1e400", "1,000", "0x10", "5d", "inf", "-Infinity", "nan", "128", "127", "-128", "40000", "3000000000", "9e15", "9e18",
	"true", "TRUE", "t", "yes", "Y", "no", "f", "n", "on", "0", "1", " true",
	"[]", "[a]", "[a, b , NULL, null]", " [ a b ] ", "['a, b', \"c\"]", "[a,,b]", "a,b", "['a' b]", "[", "]", "['null', x]",
}

// unlike tells of what is read otherwise on purpose: infinite days, hexadecimal
// numbers, whole numbers that a fraction of 64 bits does not hold, and lists with
// text beside a quote. All are NULL here.
func unlike(text, template string) bool {
	switch text {
	case "inf", "-Infinity":
		return !strings.Contains(template, "double") && !strings.Contains(template, "float")
	case "0x10", "9e18":
		return strings.Contains(template, "int")
	}
	return text == "['a' b]"
}

func oneAnswer(t testing.TB, db *sql.DB, expression string) any {
	t.Helper()
	var v any
	if err := db.QueryRowContext(t.Context(), "SELECT "+expression).Scan(&v); err != nil {
		t.Fatalf("DuckDB: %s: %v", expression, err)
	}
	return ordinary(v)
}

// reading gives what this package makes of an expression without columns.
func reading(expression string) (any, error) {
	n, err := parseExpression(expression)
	if err != nil {
		return nil, err
	}
	p := &pair{}
	v := newCompiler(&Table{}).any(n)(p)
	return v, p.err
}

func TestReadingAgreesWithDuckDB(t *testing.T) {
	db := oracle(t)
	var templates []string
	for _, format := range []string{
		"%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%-d/%-m/%y", "%d %b %Y", "%d %B %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%I:%M %p", "%H:%M:%S.%f", "%y", "%Y", "%Y%%", "%H:%M %p",
	} {
		templates = append(templates, "try_strptime(?, '"+format+"')")
	}
	for _, kind := range []string{"date", "timestamp", "double", "float", "integer", "bigint", "tinyint", "boolean", "varchar[]"} {
		templates = append(templates, "try_cast(? as "+kind+")")
	}
	asked := 0
	for _, template := range templates {
		for _, text := range texts {
			expression := strings.Replace(template, "?", duck.Literal(text), 1)
			want := oneAnswer(t, db, expression)
			if unlike(text, template) {
				want = nil
			}
			got, err := reading(expression)
			if err != nil || !same(got, want) {
				t.Errorf("%s: %v %v, DuckDB says %v", expression, got, err, want)
			}
			asked++
		}
	}
	t.Logf("%d readings", asked)
}

func TestConversionsAgreeWithDuckDB(t *testing.T) {
	db := oracle(t)
	for _, expression := range []string{
		"cast(true as integer)", "cast(2 as boolean)", "cast(0e0 as boolean)", "cast(true as boolean)", "cast(2.5 as integer)", "cast(2.5e0 as integer)", "cast(-3.5e0 as integer)", "try_cast(300 as tinyint)", "try_cast(1e30 as bigint)",
		"cast(cast('2020-01-02 10:11:12' as timestamp) as date)", "cast(cast('1960-01-02 10:11:12' as timestamp) as date)", "cast(date '2020-01-02' as timestamp)", "cast(null as date)", "cast(5 as varchar)", "cast(-5 as varchar) || 'x'",
		"cast(cast('[a]' as varchar[]) as varchar[])", "cast(0.1 as float) + 0.2", "+5", "- -5", "coalesce(null, null)", "nullif('a', null)", "0e0 / 0 = 0e0 / 0", "0e0 / 0 > 1e300", "1e300 < 0e0 / 0", "0e0 / 0 <> 1", "'a' in (null)",
		"case when false then 1 end", "concat(null, 'a', 1, true, date '2020-01-02')", "date_diff('minute', timestamp '1969-12-31 23:59:30', timestamp '1970-01-01 00:00:30')", "coalesce(cast('[a]' as varchar[]), cast('[]' as varchar[]))",
		"case when true then cast('[a, b]' as varchar[]) end", "true is null", "date '2020-01-02' is null", "jaccard('abc', 'bcd')", "length('é')", "asin(1)", "(case when true then date '2020-01-02' end) = timestamp '2020-01-02'",
	} {
		want := oneAnswer(t, db, expression)
		if got, err := reading(expression); err != nil || !same(got, want) {
			t.Errorf("%s: %v %v, DuckDB says %v", expression, got, err, want)
		}
	}
}

// TestRandomDatesAgreeWithDuckDB draws texts that look like days and times.
func TestRandomDatesAgreeWithDuckDB(t *testing.T) {
	db := oracle(t)
	text := rapid.StringMatching(`[0-9]{1,4}[-/ ]{1,2}[0-9]{1,2}[-/ ][0-9]{1,3}([ T]{1,2}[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,7})?)?)?[ Zx]{0,1}`)
	rapid.Check(t, func(r *rapid.T) {
		s := duck.Literal(text.Draw(r, "text"))
		for _, expression := range []string{
			"try_cast(" + s + " as date)", "try_cast(" + s + " as timestamp)", "try_strptime(" + s + ", '%Y-%m-%d')", "try_strptime(" + s + ", '%d/%m/%Y %H:%M:%S')", "try_strptime(" + s + ", '%Y %m-%dT%H:%M:%S.%f')",
		} {
			want := oneAnswer(t, db, expression)
			if got, err := reading(expression); err != nil || !same(got, want) {
				r.Fatalf("%s: %v %v, DuckDB says %v", expression, got, err, want)
			}
		}
	})
}
