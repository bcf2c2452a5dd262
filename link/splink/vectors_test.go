package splink

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// csvRows reads a gzipped CSV: its header and rows, blanks around values cut.
func csvRows(t testing.TB, path string) (header []string, rows [][]string) {
	t.Helper()
	header, rows = testkit.Table(t, path)
	for _, row := range slices.Concat([][]string{header}, rows) {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return header, rows
}

// TestVectorsSplinkModels runs every model among the vectors over its records and
// requires exactly the pairs, levels and weights that lie beside it.
func TestVectorsSplinkModels(t *testing.T) {
	models, err := filepath.Glob(filepath.Join(testkit.Vectors(t, "linkage"), "*_expected_model.json"))
	if err != nil || len(models) == 0 {
		t.Skip("no expected model among the vectors")
	}
	for _, path := range models {
		t.Run(filepath.Base(path), func(t *testing.T) { checkVectors(t, strings.TrimSuffix(path, "_expected_model.json")) })
	}
}

func checkVectors(t *testing.T, prefix string) {
	data, err := os.ReadFile(prefix + "_expected_model.json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Parse(filepath.Base(prefix), data)
	if err != nil {
		t.Fatal(err)
	}
	header, want := csvRows(t, prefix+"_expected_pairs.csv.gz")
	records := records(t, m, prefix, strings.TrimSuffix(header[0], "_l"))
	expected := map[[2]string][]string{}
	for _, row := range want {
		expected[[2]string{row[0], row[1]}] = row
	}
	id := records.columns()[strings.TrimSuffix(header[0], "_l")]
	checked := 0
	for p, err := range m.Pairs(t.Context(), records) {
		if err != nil {
			t.Fatal(err)
		}
		key := [2]string{records.Rows[p.Left][id], records.Rows[p.Right][id]}
		row, ok := expected[key]
		if !ok { // which of two records of one set is left depends on how ids were read
			slices.Reverse(key[:])
			row, ok = expected[key]
		}
		if !ok {
			t.Fatalf("a pair %v too many", key)
		}
		delete(expected, key)
		checkPair(t, m, header, row, p)
		checked++
	}
	for key := range expected {
		t.Errorf("a pair %v too few", key)
	}
	t.Logf("%d pairs of %d records: levels exact, weights within 1e-6", checked, len(records.Rows))
}

// checkPair compares a pair with its row of expectations, by the names of its columns.
func checkPair(t *testing.T, m *Model, header, row []string, p Pair) {
	t.Helper()
	for i, c := range m.Comparisons {
		k := slices.Index(header, "gamma_"+c.Name)
		if k < 0 || row[k] != strconv.Itoa(int(p.Gammas[i])) {
			t.Fatalf("%v: level %d of %s", row, p.Gammas[i], c.Name)
		}
	}
	weight, err := strconv.ParseFloat(row[slices.Index(header, "match_weight")], 64)
	if err != nil || math.Abs(weight-p.Weight) > 1e-6 {
		t.Fatalf("%v: weight %v", row, p.Weight)
	}
}

// records reads the files whose names begin alike and that have all columns of the
// model: one data set each.
func records(t *testing.T, m *Model, prefix, id string) *Table {
	t.Helper()
	paths, err := filepath.Glob(prefix + "*.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	needed, err := m.Columns()
	if err != nil {
		t.Fatal(err)
	}
	m.UniqueID = id
	out := &Table{Name: filepath.Base(prefix)}
	for source, path := range paths {
		header, rows := csvRows(t, path)
		if lacks := slices.ContainsFunc(append(needed, id), func(name string) bool { return !slices.Contains(header, name) }); lacks {
			continue
		}
		if out.Columns != nil && !slices.Equal(out.Columns, header) {
			t.Fatalf("%s has other columns", path)
		}
		out.Columns = header
		out.Rows = append(out.Rows, rows...)
		out.Source = append(out.Source, slices.Repeat([]int{source}, len(rows))...)
	}
	if out.Rows == nil {
		t.Fatalf("no records for %s", prefix)
	}
	return out
}

// TestVectorsSplinkDistances runs the string distances over every file of cases.
func TestVectorsSplinkDistances(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(testkit.Vectors(t, "linkage"), "comparator_vectors*.csv.gz"))
	if err != nil || len(paths) == 0 {
		t.Skip("no cases of distances among the vectors")
	}
	var s scratch
	for _, path := range paths {
		_, rows := csvRows(t, path)
		for _, r := range rows {
			for i, f := range []func(*scratch, string, string) float64{jaro, jaroWinkler, levenshtein, damerau} {
				want, err := strconv.ParseFloat(r[2+i], 64)
				if err != nil {
					t.Fatal(err)
				}
				if got := f(&s, r[0], r[1]); math.Abs(got-want) > 1e-11 {
					t.Errorf("distance %d of %q and %q: %v, want %v", i, r[0], r[1], got, want)
				}
			}
		}
		t.Logf("%d pairs of %s", len(rows), filepath.Base(path))
	}
}
