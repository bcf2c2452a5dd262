package link

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"continuum/link/text"
)

// vectors gives the path of a vector file and skips the test without it.
func vectors(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("CONTINUUM_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	path := filepath.Join(dir, "linkage", name)
	if found, err := filepath.Glob(path); err != nil || len(found) == 0 {
		t.Skipf("no test vectors %s; set CONTINUUM_VECTORS to their folder", name)
	}
	return path
}

// csvRows reads a CSV, gzipped or not: its header and rows, headers trimmed.
func csvRows(t testing.TB, path string) (header []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestVectorsComparators(t *testing.T) {
	_, rows := csvRows(t, vectors(t, "comparator_vectors.csv.gz"))
	for _, r := range rows {
		a, b := r[0], r[1]
		if got := text.Jaro(a, b); math.Abs(got-number(t, r[2])) > 1e-11 {
			t.Errorf("Jaro(%q, %q) = %v, want %s", a, b, got, r[2])
		}
		if got := text.JaroWinkler(a, b); math.Abs(got-number(t, r[3])) > 1e-11 {
			t.Errorf("JaroWinkler(%q, %q) = %v, want %s", a, b, got, r[3])
		}
		if got := text.Levenshtein(a, b); float64(got) != number(t, r[4]) {
			t.Errorf("Levenshtein(%q, %q) = %v, want %s", a, b, got, r[4])
		}
		if got := text.DamerauLevenshtein(a, b); float64(got) != number(t, r[5]) {
			t.Errorf("DamerauLevenshtein(%q, %q) = %v, want %s", a, b, got, r[5])
		}
	}
	t.Logf("%d pairs", len(rows))
}

func TestVectorsNHSNumber(t *testing.T) {
	_, rows := csvRows(t, vectors(t, "nhs_number_vectors.csv"))
	for _, r := range rows {
		canonical, ok, reason := Check(r[0])
		if strconv.FormatBool(ok) != r[2] || (r[1] != "" && canonical != r[1]) || (!ok && reason != r[3]) {
			t.Errorf("Check(%q) = %q, %v, %q; want %v", r[0], canonical, ok, reason, r)
		}
	}
	t.Logf("%d numbers", len(rows))
}

func TestVectorsEM(t *testing.T) {
	header, rows := csvRows(t, vectors(t, "em_known_params.csv.gz"))
	var columns []int
	for i, h := range header {
		if strings.HasPrefix(h, "gamma_") {
			columns = append(columns, i)
		}
	}
	want := slices.Index(header, "true_match_probability_l")
	counts := map[string]*Counted{}
	var keys []string
	for _, r := range rows {
		var key string
		var levels []int
		for _, c := range columns {
			key += r[c]
			levels = append(levels, int(number(t, r[c])))
		}
		if counts[key] == nil {
			counts[key] = &Counted{Levels: levels}
			keys = append(keys, key)
		}
		counts[key].Count++
	}
	slices.Sort(keys)
	var patterns []Counted
	for _, k := range keys {
		patterns = append(patterns, *counts[k])
	}
	x := NewMixture(0.0001, []int{2, 2, 2})
	n := x.Fit(patterns, 200, 1e-5)
	t.Logf("%d iterations: prior %.4f m %.3f u %.3f", n, x.Prior, x.M, x.U)
	if math.Abs(x.Prior-0.5) > 0.005 {
		t.Errorf("prior %v", x.Prior)
	}
	for c, known := range [][2]float64{{0.7, 0.1}, {0.9, 0.025}, {0.95, 0.2}} {
		if math.Abs(x.M[c][1]-known[0]) > 0.01 || math.Abs(x.U[c][1]-known[1]) > 0.01 {
			t.Errorf("comparison %d: m %v u %v, want %v", c, x.M[c][1], x.U[c][1], known)
		}
	}
	for _, r := range rows {
		var levels []int
		for _, c := range columns {
			levels = append(levels, int(number(t, r[c])))
		}
		if p := x.Probability(levels); math.Abs(p-number(t, r[want])) > 0.01 {
			t.Fatalf("probability %v, want %s", p, r[want])
		}
	}
}

// linked runs the linker over files as the command does, its fields proposed,
// and evaluates against truth.
func linked(t testing.TB, truth map[string]string, own bool, files ...string) (Evaluation, *Result) {
	t.Helper()
	samples := make([]Sample, len(files))
	for i, f := range files {
		samples[i].Columns, samples[i].Rows = csvRows(t, f)
	}
	l := New(Propose(samples, "id", "record_id", "rec_id", "unique_id", "source", "cluster"))
	var ids []string
	for n, s := range samples {
		m, _ := l.cfg.Map(s.Columns)
		id, source := column(s.Columns, "id", "record_id", "rec_id", "unique_id"), column(s.Columns, "source")
		for _, row := range s.Rows {
			r := Record{LocalID: row[id]}
			ids = append(ids, r.LocalID)
			if source >= 0 {
				r.Source = row[source]
			}
			if own {
				r.Source = files[n]
			}
			m.Fill(&r, row)
			l.Add(r)
		}
	}
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	clusters := map[string]string{}
	for i, id := range ids {
		clusters[id] = strconv.Itoa(int(res.Person[i]))
	}
	return Evaluate(clusters, truth), res
}

func logEvaluation(t testing.TB, e Evaluation, r *Result) {
	t.Helper()
	t.Logf("pairwise P %.4f R %.4f F1 %.4f; B-cubed P %.4f R %.4f F1 %.4f; %d people of %d; pairs compared %d; largest %d; cuts %v; unlinkable %d; prior %.3g",
		e.Pairwise.Precision, e.Pairwise.Recall, e.Pairwise.F1, e.BCubed.Precision, e.BCubed.Recall, e.BCubed.F1,
		e.Clusters, e.Persons, r.Report.Pairs, r.Report.Largest, r.Report.Cuts, r.Report.Unlinkable, r.Report.Prior)
	t.Logf("seconds %v", r.Report.Seconds)
}

// TestVectorsPlaceA links every whole place among the vectors.
func TestVectorsPlaceA(t *testing.T) {
	places, err := filepath.Glob(vectors(t, "place_*_records.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, records := range places {
		truth := readTruth(t, strings.Replace(records, "_records", "_truth", 1))
		e, r := linked(t, truth, false, records)
		t.Log(filepath.Base(records))
		logEvaluation(t, e, r)
		if e.Pairwise.Precision < 0.99 || e.Pairwise.Recall < 0.97 {
			t.Errorf("precision %v, recall %v", e.Pairwise.Precision, e.Pairwise.Recall)
		}
	}
}

func readTruth(t testing.TB, path string) map[string]string {
	t.Helper()
	header, rows := csvRows(t, path)
	id, person, _, err := ClusterColumns(filepath.Base(path), header)
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]string{}
	for _, r := range rows {
		truth[r[id]] = r[person]
	}
	return truth
}

// febrlTruth reads the person out of ids like rec-12-org and rec-12-dup-0.
func febrlTruth(t testing.TB, files ...string) map[string]string {
	truth := map[string]string{}
	for _, f := range files {
		_, rows := csvRows(t, f)
		for _, r := range rows {
			truth[strings.TrimSpace(r[0])] = strings.Split(r[0], "-")[1]
		}
	}
	return truth
}

func TestVectorsFebrl(t *testing.T) {
	for _, names := range [][]string{{"febrl1.csv.gz"}, {"febrl4a.csv.gz", "febrl4b.csv.gz"}} {
		var files []string
		for _, n := range names {
			files = append(files, vectors(t, n))
		}
		e, r := linked(t, febrlTruth(t, files...), true, files...)
		t.Log(names)
		logEvaluation(t, e, r)
		if e.Pairwise.F1 < 0.99 {
			t.Errorf("%v: pairwise F1 %v", names, e.Pairwise.F1)
		}
	}
}

func TestVectorsFake1000(t *testing.T) {
	path := vectors(t, "fake_1000.csv.gz")
	header, rows := csvRows(t, path)
	person := slices.Index(header, "cluster")
	truth := map[string]string{}
	for _, r := range rows {
		truth[r[0]] = r[person]
	}
	e, r := linked(t, truth, true, path)
	logEvaluation(t, e, r)
	if e.Pairwise.F1 < 0.8 {
		t.Errorf("pairwise F1 %v", e.Pairwise.F1)
	}
}
