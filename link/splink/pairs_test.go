package splink

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// found runs a model and gives each pair as "left-right/rule".
func found(t testing.TB, m *Model, table *Table) []string {
	t.Helper()
	var out []string
	for p, err := range m.Pairs(t.Context(), table) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%d-%d/%d", p.Left, p.Right, p.Rule))
	}
	return out
}

// byRules is a model with blocking rules and one comparison, of column a.
func byRules(linkType string, rules ...string) *Model {
	m := &Model{LinkType: linkType, Prior: 0.5, Comparisons: []Comparison{{Name: "a", Levels: []Level{{SQL: "l.a = r.a"}, {SQL: "ELSE"}}}}}
	for _, r := range rules {
		m.Rules = append(m.Rules, Rule{SQL: r})
	}
	return m
}

func TestWeightsByHand(t *testing.T) {
	table := &Table{Columns: []string{"name"}, Rows: [][]string{{"ann"}, {"ann"}, {"bob"}, {""}, {"bob"}, {"bob"}}}
	want := map[string]float64{
		// prior 0.01, m 0.9, u the name's own frequency: 2 of 5 and 3 of 5
		"0-1": math.Log2(0.01/0.99) + math.Log2(0.9/0.4),
		"2-4": math.Log2(0.01/0.99) + math.Log2(0.9/0.6), "2-5": math.Log2(0.01/0.99) + math.Log2(0.9/0.6), "4-5": math.Log2(0.01/0.99) + math.Log2(0.9/0.6),
	}
	for p, err := range shortModel(t).Pairs(t.Context(), table) {
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("%d-%d", p.Left, p.Right)
		w, ok := want[key]
		if !ok || math.Abs(p.Weight-w) > 1e-12 || !slices.Equal(p.Gammas, []int8{1}) {
			t.Errorf("%s: %+v, want weight %v", key, p, w)
		}
		if odds := math.Exp2(w); math.Abs(p.Probability-odds/(1+odds)) > 1e-12 {
			t.Errorf("%s: probability %v", key, p.Probability)
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestUntrainedLevelsStartAsInSplink(t *testing.T) {
	c := Comparison{Levels: []Level{{SQL: "x", Null: true}, {}, {}, {U: 0.5}, {}}}
	gammas := c.gammas()
	if !slices.Equal(gammas, []int8{-1, 3, 2, 1, 0}) {
		t.Fatal(gammas)
	}
	for i, want := range [][2]float64{1: {0.95, 0.95 / 1024}, 2: {0.05 / 3, 0.05 / 3 / 8}, 3: {0.05 / 3, 0.5}, 4: {0.05 / 3, 0.05 / 3 * 32}} {
		if i == 0 {
			continue
		}
		if m, u := c.chances(i, gammas[i]); math.Abs(m-want[0]) > 1e-15 || math.Abs(u-want[1]) > 1e-15 {
			t.Errorf("level %d: %v, %v, want %v", i, m, u, want)
		}
	}
	two := Comparison{Levels: []Level{{}, {}}}
	if _, u := two.chances(1, 0); math.Abs(u-0.05*32) > 1e-15 {
		t.Errorf("u of the lower of two levels: %v", u)
	}
}

func TestLinkTypes(t *testing.T) {
	table := &Table{
		Columns: []string{"unique_id", "a", "b"},
		Rows:    [][]string{{"10", "x", "1"}, {"9", "x", "1"}, {"8", "x", ""}, {"9", "x", "2"}, {"7", "y", "1"}},
		Source:  []int{0, 0, 1, 1, 1},
	}
	for _, c := range []struct {
		linkType string
		want     []string
	}{
		{LinkOnly, []string{"0-2/0", "0-3/0", "1-2/0", "1-3/0", "0-4/1", "1-4/1"}},
		{"", []string{"0-2/0", "0-3/0", "1-2/0", "1-3/0", "0-4/1", "1-4/1"}},
		{LinkAndDedupe, []string{"0-1/0", "0-2/0", "0-3/0", "1-2/0", "1-3/0", "2-3/0", "0-4/1", "1-4/1"}},
	} {
		if got := found(t, byRules(c.linkType, "l.a = r.a", "l.b = r.b"), table); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.linkType, got, c.want)
		}
	}
	table.Rows[3][0] = "6"
	want := []string{"3-2/0", "3-1/0", "3-0/0", "2-1/0", "2-0/0", "1-0/0", "4-1/1", "4-0/1"} // ids as numbers: 6, 7, 8, 9, 10
	if got := found(t, byRules(DedupeOnly, "l.a = r.a", "l.b = r.b"), table); !slices.Equal(got, want) {
		t.Errorf("dedupe: %v, want %v", got, want)
	}
	table.Rows[3][0] = "6a"
	want = []string{"0-3/0", "0-2/0", "0-1/0", "3-2/0", "3-1/0", "2-1/0", "0-4/1", "4-1/1"} // ids as text: 10, 6a, 7, 8, 9
	if got := found(t, byRules(DedupeOnly, "l.a = r.a", "l.b = r.b"), table); !slices.Equal(got, want) {
		t.Errorf("dedupe by text: %v, want %v", got, want)
	}
}

func TestWithoutRulesAllPairsAreCompared(t *testing.T) {
	table := &Table{Columns: []string{"a"}, Rows: [][]string{{"x"}, {""}, {"y"}}}
	if got := found(t, byRules(""), table); !slices.Equal(got, []string{"0-1/0", "0-2/0", "1-2/0"}) {
		t.Error(got)
	}
	if got := found(t, byRules(""), &Table{Columns: []string{"a"}}); got != nil {
		t.Error(got)
	}
}

// TestPairsAreThoseOfTheRules compares blocking with asking every rule of every pair.
func TestPairsAreThoseOfTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := drawing{t}
		table := oracleTable()
		table.Source = rapid.SliceOfN(rapid.IntRange(0, 2), len(table.Rows), len(table.Rows)).Draw(t, "sources")
		table.Source[0], table.Source[1] = 0, 1
		kind := draw.one(DedupeOnly, LinkOnly, LinkAndDedupe)
		var rules []string
		for range rapid.IntRange(1, 3).Draw(t, "rules") {
			rules = append(rules, draw.one("l.a = r.a", "l.a = r.a AND r.b = l.b", "lower(l.a) = r.b", "r.z = l.z", "length(l.a) = length(r.b)", "1 = 1")+" AND "+draw.truth(1))
		}
		m := byRules(kind, rules...)
		var want, got []string
		for k, rule := range rules {
			for _, pair := range ask(t, table, rule) {
				l, r := pair[0], pair[1]
				before := slices.ContainsFunc(want, func(s string) bool { return strings.HasPrefix(s, fmt.Sprintf("%d-%d/", l, r)) })
				if !before && inOrder(kind, table, l, r) {
					want = append(want, fmt.Sprintf("%d-%d/%d", l, r, k))
				}
			}
		}
		for p, err := range m.Pairs(context.Background(), table) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%d-%d/%d", p.Left, p.Right, p.Rule))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%s %q\ngot  %v\nwant %v", kind, rules, got, want)
		}
	})
}

// ask gives all ordered pairs of rows of which a condition is true.
func ask(t *rapid.T, table *Table, sql string) (out [][2]int) {
	n, err := parseCondition(sql)
	if err != nil {
		t.Fatal(err)
	}
	c := newCompiler(table)
	condition := c.truth(n)
	if err := c.run(context.Background()); err != nil {
		t.Fatal(err)
	}
	p := c.pair()
	for p.left = range table.Rows {
		for p.right = range table.Rows {
			p.serial++
			if holds(condition, p) {
				out = append(out, [2]int{p.left, p.right})
			}
		}
	}
	return out
}

// inOrder tells whether l may be the left and r the right of a pair, where ids are
// places.
func inOrder(kind string, t *Table, l, r int) bool {
	a, b := t.Source[l], t.Source[r]
	switch kind {
	case DedupeOnly:
		return l < r
	case LinkOnly:
		return a < b
	}
	return a < b || a == b && l < r
}

func TestRunsStop(t *testing.T) {
	table := &Table{Columns: []string{"a"}, Rows: [][]string{{"x"}, {"x"}, {"x"}}}
	n := 0
	for _, err := range byRules("", "l.a = r.a").Pairs(t.Context(), table) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d pairs after the first", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	table.Rows = slices.Repeat([][]string{{"x"}}, 200)
	var err error
	for _, err = range byRules("", "l.a = r.a").Pairs(ctx, table) {
		n++
	}
	if !errors.Is(err, context.Canceled) || n > batch+1 {
		t.Errorf("%v after %d pairs", err, n)
	}
}

func TestRunFaults(t *testing.T) {
	rows := [][]string{{"1", "x"}, {"2", "12"}, {"3", "12"}, {"4", ""}}
	table := func(change func(*Table)) *Table {
		t := &Table{Name: "t.csv", Columns: []string{"id", "a"}, Rows: slices.Clone(rows)}
		change(t)
		return t
	}
	plain := table(func(*Table) {})
	many := table(func(t *Table) { t.Rows = slices.Repeat([][]string{{"1", "x"}}, fewRecords+1) })
	level := func(sql string) *Model {
		m := byRules("", "l.id < r.id::text")
		m.Comparisons[0].Levels[0].SQL = sql
		return m
	}
	withID := byRules("", "l.a = r.a")
	withID.UniqueID = "ID"
	for _, c := range []struct {
		m     *Model
		table *Table
		want  string
	}{
		{byRules("", "l.surname = r.surname"), plain, `t.csv: column "surname": the model needs this column and the records have none; add or rename it`},
		{byRules("", "name(l.a)"), plain, `column "blocking_rules_to_generate_predictions[0].blocking_rule": the function is not supported`},
		{byRules(LinkOnly, "l.a = r.a"), plain, `t.csv: column "link_type": there is only one data set (found "link_only")`},
		{byRules("", "l.a = r.a OR l.id = r.id"), many, `column "blocking_rules_to_generate_predictions[0]": no equality of a left and a right record that all must meet, for 5001 records`},
		{byRules(""), many, `column "blocking_rules_to_generate_predictions": no equality`},
		{byRules("", "l.a::int = r.a::int"), plain, `t.csv:1: not a whole number (found "x"); mend the value, or use TRY_CAST in the condition to make it NULL`},
		{level("l.a::int = r.a::int"), plain, `t.csv:1: not a whole number (found "x")`},
		{level("strptime(l.a, '%Y') = strptime(r.a, '%Y')"), plain, `t.csv:1: not a date of the format %Y (found "x")`},
		{level("abs(l.a - r.a) < 1"), plain, `t.csv:1: not a number (found "x")`},
		{level("acos(length(l.a) + length(r.a)) > 0"), plain, `t.csv:1: acos is not defined there (found "3")`},
		{level("levenshtein(concat(l.a, 'x'), r.a) < 1"), table(func(t *Table) { t.Rows[0] = []string{"1", strings.Repeat("x", 2001)} }), `t.csv:1: levenshtein of a text of more than 2000 bytes (found "2002 bytes")`},
		{withID, table(func(t *Table) { t.Rows[1] = []string{"1", "y"} }), `t.csv:2: column "id": two records have one id (found "1")`},
		{withID, table(func(t *Table) { t.Rows[2] = []string{"", "y"} }), `t.csv:3: column "id": the record has no id`},
		{withID, table(func(t *Table) { t.Rows[1] = []string{"2"} }), `t.csv:2: not as many values as columns (found "1"); give 2`},
		{withID, table(func(t *Table) { t.Columns = []string{"id", "ID"} }), `t.csv: two columns have one name`},
		{withID, table(func(t *Table) { t.Source = []int{1} }), `4 rows with the data sets of 1`},
	} {
		var err error
		for _, err = range c.m.Pairs(t.Context(), c.table) {
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

// TestUnusedValuesDoNotMatter: a value that cannot be read ends a run only if a
// level asks for it.
func TestUnusedValuesDoNotMatter(t *testing.T) {
	m := byRules("", "l.b = r.b")
	m.Comparisons[0].Levels[0].SQL = "l.a <> 'x' AND r.a <> 'x' AND l.a::int = r.a::int"
	table := &Table{Columns: []string{"a", "b"}, Rows: [][]string{{"x", "1"}, {"12", "1"}, {"12", "1"}}}
	if got := found(t, m, table); len(got) != 3 {
		t.Error(got)
	}
}

func TestPairsAllocateNothing(t *testing.T) {
	m := peopleModel(t)
	r, err := m.prepare(t.Context(), peopleTable(t))
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	yield := func(Pair) bool { pairs++; return true }
	if err := r.run(t.Context(), yield); err != nil {
		t.Fatal(err)
	}
	p := r.pair
	p.left, p.right = 0, 3 // alike in ASCII
	allocations := testing.AllocsPerRun(100, func() {
		p.serial++
		for k := range r.rules {
			r.first(k)
		}
		r.score(0)
	})
	if pairs == 0 || allocations > 0 {
		t.Errorf("%v allocations a pair, %d pairs", allocations, pairs)
	}
}
