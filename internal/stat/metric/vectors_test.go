package metric

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// scored is one file of scores.
type scored struct {
	Sample
	group []string
}

func readScores(t *testing.T, path string) scored {
	t.Helper()
	header, rows := testkit.Table(t, path)
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	var s scored
	for _, r := range rows {
		s.ID = append(s.ID, r[at["id"]])
		s.Score = append(s.Score, number(t, r[at["score"]]))
		s.Label = append(s.Label, number(t, r[at["label"]]))
		s.group = append(s.group, r[at["group"]])
	}
	return s
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// asked are the fractions and thresholds that a file of expected figures is about.
func asked(t *testing.T, text []byte) Options {
	t.Helper()
	var e struct {
		AtK        []AtK        `json:"at_k"`
		NetBenefit []NetBenefit `json:"net_benefit"`
	}
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	var o Options
	for _, a := range e.AtK {
		o.Fractions = append(o.Fractions, a.Fraction)
	}
	for _, b := range e.NetBenefit {
		o.Thresholds = append(o.Thresholds, b.Threshold)
	}
	return o
}

func TestVectorsMetrics(t *testing.T) {
	dir := testkit.Vectors(t, "target", "vectors")
	files, _ := filepath.Glob(filepath.Join(dir, "metrics*scores*.csv.gz"))
	if len(files) == 0 {
		t.Fatal("no file of scores")
	}
	figures := 0
	for _, path := range files {
		expected := strings.TrimSuffix(strings.Replace(path, "scores", "expected", 1), ".csv.gz") + ".json"
		text, err := os.ReadFile(expected)
		if err != nil {
			t.Fatal(err)
		}
		figures += compareFile(t, readScores(t, path), text)
	}
	t.Logf("%d figures of %d files are as expected", figures, len(files))
}

func compareFile(t *testing.T, s scored, text []byte) int {
	t.Helper()
	o := asked(t, text)
	m, err := Measure(s.Sample, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := ByGroup(s.Sample, s.group, o)
	if err != nil {
		t.Fatal(err)
	}
	got, want := asTree(t, m), map[string]any{}
	got["groups"] = asTree(t, a)["groups"]
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if groups, ok := want["groups"].(map[string]any); ok && len(groups) != len(a.Groups) {
		t.Errorf("%d groups, want %d", len(a.Groups), len(groups))
	}
	return asExpected(t, "", got, want)
}

func asTree(t *testing.T, v any) (tree map[string]any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &tree)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// asExpected compares everything that is expected and counts the figures.
func asExpected(t *testing.T, path string, got, want any) (n int) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for k, v := range w {
			n += asExpected(t, path+"/"+k, g[k], v)
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			t.Errorf("%s: %d entries, want %d", path, len(g), len(w))
			return n
		}
		for i, v := range w {
			n += asExpected(t, path+"/"+strconv.Itoa(i), g[i], v)
		}
	case float64:
		n = 1
		g, ok := got.(float64)
		if near := tolerance(path); !ok || math.Abs(g-w) > near {
			t.Errorf("%s: %v, want %v", path, got, w)
		}
	default:
		n = 1
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	return n
}

func tolerance(path string) float64 {
	if strings.Contains(path, "calibration_slope") || strings.Contains(path, "calibration_in") {
		return 1e-4
	}
	return 1e-6
}
