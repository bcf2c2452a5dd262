package splink

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/duck"
)

// The tests below run a whole model twice: here, and as SQL in DuckDB, written from
// Splink's definition and apart from the code under test.

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func peopleModel(t testing.TB) *Model {
	t.Helper()
	m, err := Parse("people.json", readFile(t, "testdata/people.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func peopleTable(t testing.TB) *Table {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(string(readFile(t, "testdata/people.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := &Table{Name: "people.csv", Columns: all[0], Rows: all[1:]}
	for _, row := range table.Rows {
		source, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		table.Source = append(table.Source, source)
	}
	return table
}

// records is the SQL that gives the people, with the row that each has here.
const referenceRecords = `SELECT row_number() OVER () - 1 AS _row, CAST(unique_id AS INTEGER) AS unique_id, CAST(source AS INTEGER) AS source, first_name, surname,
	dob, postcode, email, CAST(height AS DOUBLE) AS height, CAST(tags AS VARCHAR[]) AS tags FROM read_csv('testdata/people.csv', all_varchar = true)`

// left gives the condition by which the left of a pair is told, by link type.
var referenceOrder = map[string]string{
	DedupeOnly:    "l.unique_id < r.unique_id",
	LinkOnly:      "l.source || '-__-' || l.unique_id < r.source || '-__-' || r.unique_id AND l.source <> r.source",
	LinkAndDedupe: "l.source || '-__-' || l.unique_id < r.source || '-__-' || r.unique_id",
}

// referenceSQL writes a model as one query of row, row, rule, levels and weight.
func referenceSQL(m *Model, columns []string) string {
	var blocked []string
	before := "false"
	for k, r := range m.Rules {
		blocked = append(blocked, fmt.Sprintf("SELECT l._row AS row_l, r._row AS row_r, %d AS rule FROM x l JOIN x r ON %s AND (%s) WHERE NOT (%s)", k, referenceOrder[m.LinkType], r.SQL, before))
		before += " OR coalesce((" + r.SQL + "), false)"
	}
	var sides, gammas, weights []string
	for _, c := range columns {
		sides = append(sides, fmt.Sprintf("l.%s AS %[1]s_l, r.%[1]s AS %[1]s_r, (%s) AS tf_%[1]s_l, (%s) AS tf_%[1]s_r", c, referenceFrequency(c, "l"), referenceFrequency(c, "r")))
	}
	for i := range m.Comparisons {
		g, w := referenceComparison(&m.Comparisons[i])
		gammas, weights = append(gammas, g), append(weights, w)
	}
	return fmt.Sprintf("WITH x AS MATERIALIZED (%s), b AS (%s), v AS (SELECT row_l, row_r, rule, %s FROM b JOIN x l ON l._row = row_l JOIN x r ON r._row = row_r), g AS (SELECT *, %s FROM v) "+
		"SELECT row_l, row_r, rule, %s, log2(%v / (1 - %[6]v)) + %s FROM g",
		referenceRecords, strings.Join(blocked, " UNION ALL "), strings.Join(sides, ","), strings.Join(gammas, ","), referenceNames(m), m.Prior, strings.Join(weights, " + "))
}

func referenceNames(m *Model) string {
	var names []string
	for _, c := range m.Comparisons {
		names = append(names, "gamma_"+c.Name)
	}
	return strings.Join(names, ",")
}

func referenceFrequency(column, side string) string {
	return fmt.Sprintf("SELECT count(*) FILTER (x.%s = %s.%[1]s) / count(x.%[1]s) FROM x WHERE %[2]s.%[1]s IS NOT NULL HAVING count(*) > 0", column, side)
}

func referenceComparison(c *Comparison) (gamma, weight string) {
	gamma, weight = "CASE", "CASE"
	highest := -1
	for _, l := range c.Levels {
		if !l.Null {
			highest++
		}
	}
	next := highest
	exact := 0.0
	for _, l := range c.Levels {
		g := next
		w := "0"
		if l.Null {
			g = -1
		} else {
			m, u := referenceChances(&l, next, highest)
			if next == highest {
				exact = u
			}
			w = fmt.Sprintf("log2(%v / %v)", m, u)
			if l.TFColumn != "" {
				if l.TFOwnBaseline {
					exact = u
				}
				tf := fmt.Sprintf("greatest(tf_%s_l, tf_%[1]s_r)", l.TFColumn)
				w += fmt.Sprintf(" + coalesce(%v * (log2(%v) - log2(greatest(%s, %v))), 0)", l.TFWeight, exact, tf, l.TFFloor)
			}
			next--
		}
		if l.SQL == "ELSE" {
			gamma += fmt.Sprintf(" ELSE %d", g)
		} else {
			gamma += fmt.Sprintf(" WHEN %s THEN %d", l.SQL, g)
		}
		weight += fmt.Sprintf(" WHEN gamma_%s = %d THEN %s", c.Name, g, w)
	}
	return gamma + " END AS gamma_" + c.Name, weight + " END"
}

// referenceChances gives m and u of a level, or what Splink starts with.
func referenceChances(l *Level, gamma, highest int) (m, u float64) {
	if l.M != 0 {
		return l.M, l.U
	}
	if gamma == highest {
		return 0.95, 0.95 / math.Pow(2, 10)
	}
	m = 0.05 / float64(highest)
	return m, m / math.Pow(2, -5+8*float64(gamma)/float64(highest-1))
}

// described is a pair as one line.
func described(left, right, rule int, gammas []int8, weight float64) string {
	return fmt.Sprintf("%d %d rule %d levels %v weight %.6f", left, right, rule, gammas, weight)
}

func referencePairs(t *testing.T, m *Model, columns []string) []string {
	t.Helper()
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{"testdata"}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), referenceSQL(m, columns))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var left, right, rule int
		var weight float64
		gammas := make([]int8, len(m.Comparisons))
		into := []any{&left, &right, &rule}
		for i := range gammas {
			into = append(into, &gammas[i])
		}
		if err := rows.Scan(append(into, &weight)...); err != nil {
			t.Fatal(err)
		}
		out = append(out, described(left, right, rule, gammas, weight))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestModelGivesWhatItsSQLGives(t *testing.T) {
	m, table := peopleModel(t), peopleTable(t)
	columns := slices.DeleteFunc(slices.Clone(table.Columns), func(c string) bool { return c == "unique_id" || c == "source" })
	for linkType := range referenceOrder {
		m.LinkType = linkType
		var got []string
		for p, err := range m.Pairs(t.Context(), table) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, described(p.Left, p.Right, p.Rule, p.Gammas, p.Weight))
			if want := math.Exp2(p.Weight) / (1 + math.Exp2(p.Weight)); math.Abs(p.Probability-want) > 1e-12 {
				t.Errorf("probability %v of weight %v", p.Probability, p.Weight)
			}
		}
		slices.Sort(got)
		want := referencePairs(t, m, columns)
		if len(want) < 5 || !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %s\nwant %s", linkType, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
		t.Logf("%s: %d pairs", linkType, len(want))
	}
}
