package sqltext_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/sqltext"
)

func TestParametersStandInCodeAlone(t *testing.T) {
	sql := `SELECT ':no', x::date, ":nor", a[1:n] -- :neither
	/* :not */ FROM t WHERE d < :index_date AND e >= :from_1`
	var got []string
	for _, p := range sqltext.Parameters(sql) {
		got = append(got, sql[p.From:p.To]+"="+p.Name)
	}
	if diff := cmp.Diff([]string{":n=n", ":index_date=index_date", ":from_1=from_1"}, got); diff != "" {
		t.Error(diff)
	}
}

// The engine's other ways to quote hide a parameter too, and end where it ends them.
func TestWhatHidesAParameter(t *testing.T) {
	for _, hidden := range []string{
		"$$ it's :no $$", "$a$ :no $$ $b$ $a$", `E'it\'s :no'`, `e'\\'`, "/* a /* :no */ :no */", `'a\'`, "a$b$ ", "$1 ", `"a$$b"`,
	} {
		found := sqltext.Parameters("SELECT " + hidden + ", :yes")
		if len(found) != 1 || found[0].Name != "yes" {
			t.Errorf("%s: found %v", hidden, found)
		}
	}
}

func TestFillChangesNothingElse(t *testing.T) {
	value := func(name string) (string, bool) { return "DATE '2026-11-01'", name == "on" }
	got, unknown := sqltext.Fill("SELECT ':on' WHERE x < :on\nAND y > :on", value)
	if unknown != nil || got != "SELECT ':on' WHERE x < DATE '2026-11-01'\nAND y > DATE '2026-11-01'" {
		t.Errorf("%s, unknown %v", got, unknown)
	}
	if _, unknown = sqltext.Fill("SELECT :on, :off", value); unknown == nil || unknown.Name != "off" {
		t.Errorf("unknown is %v", unknown)
	}
}

func TestWith(t *testing.T) {
	for _, c := range []struct{ sql, names, tail string }{
		{"SELECT 1", "", "SELECT 1"},
		{"WITH a AS (SELECT ')' FROM (SELECT 1)) SELECT 2", "a", " SELECT 2"},
		{"-- first\nwith a AS (SELECT 1), -- and\n b(x, y) AS (SELECT 2, 3)\nSELECT x FROM b", "a b", "\nSELECT x FROM b"},
		{`WITH RECURSIVE "a b" AS MATERIALIZED (SELECT 1) TABLE x`, "a b", " TABLE x"},
		{"WITH a AS (SELECT 1", "", "WITH a AS (SELECT 1"},
		{"WITH", "", "WITH"},
	} {
		queries, head, tail := sqltext.With(c.sql)
		var names []string
		for _, q := range queries {
			names = append(names, q.Name)
			if c.sql[q.From:q.From+len(q.Body)] != q.Body || c.sql[q.From-1] != '(' {
				t.Errorf("%s: the body is %q", c.sql, q.Body)
			}
		}
		if strings.Join(names, " ") != c.names || tail != c.tail || head+tail != c.sql {
			t.Errorf("%s: %q %q %q", c.sql, names, head, tail)
		}
	}
}

func TestMentions(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT 1 FROM older": true, "select OLDER.x": true, `FROM "older"`: true, "FROM (older)": true,
		"FROM older_people": false, "SELECT 'older' -- older": false, "FROM boulder": false, `FROM "older people"`: false,
	} {
		if got := sqltext.Mentions(sql, "older"); got != want {
			t.Errorf("%s: %v", sql, got)
		}
	}
}

func TestPlainDropsCommentsAlone(t *testing.T) {
	for sql, want := range map[string]string{"a/**/'x'": "a 'x'", "a $$x$$": "a $$x$$", "a--'x'\nb": "a b", "a/* /* */ */b": "a b"} {
		if got := sqltext.Plain(sql); got != want {
			t.Errorf("%s: %q", sql, got)
		}
	}
}

func ExamplePlain() {
	fmt.Println(sqltext.Plain("\nSELECT  person_id -- who\nFROM a\n  INTERSECT SELECT 'A  b'"))
	// Output: select person_id from a intersect select 'a b'
}

// Whatever the text, its parts add up to it, and nothing hangs or panics.
func FuzzWith(f *testing.F) {
	f.Add("WITH a AS (SELECT ':x' /* ) */), b AS (SELECT :y) SELECT 1")
	f.Fuzz(func(t *testing.T, sql string) {
		queries, head, tail := sqltext.With(sql)
		if head+tail != sql {
			t.Errorf("%q + %q", head, tail)
		}
		for _, q := range queries {
			if !strings.Contains(sql[q.At:], q.Name) {
				t.Errorf("%q is not at %d", q.Name, q.At)
			}
		}
		same, unknown := sqltext.Fill(sql, func(name string) (string, bool) { return ":" + name, true })
		if unknown != nil || same != sql {
			t.Errorf("%q became %q", sql, same)
		}
		sqltext.Plain(sql)
	})
}
