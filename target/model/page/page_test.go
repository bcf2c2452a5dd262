package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/stat/metric"
	"continuum/target/model"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is a card with something in every part.
func sample(t *testing.T) *model.Card {
	t.Helper()
	var s metric.Sample
	names := make([]string, 2000)
	for i := range names {
		p := float64(i%97+1) / 200
		y := 0.0
		if i*7919%1000 < int(1000*p) {
			y = 1
		}
		s.Score, s.Label = append(s.Score, p), append(s.Label, y)
		names[i] = []string{"female", "male"}[i%2]
	}
	m, err := metric.Measure(s, metric.Options{})
	if err != nil {
		t.Fatal(err)
	}
	curve, err := metric.DecisionCurve(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := metric.ByGroup(s, names, metric.Options{})
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC)
	judged := model.Judged{
		Candidates: []model.Candidate{{Name: "linear", Loss: 0.31, AUC: 0.7}, {Name: "boosting", Loss: 0.3, AUC: 0.72, Chosen: true}}, Chosen: "boosting", Why: "Chosen for the smallest log loss.",
		People: 2000, Events: 500, Observed: &model.Figure{Value: 1.02, Low: 0.9, High: 1.1}, Slope: &model.Figure{Value: 0.97, Low: 0.9, High: 1.05}, Before: 1.1,
		Bins: []model.Bin{{People: 1000, Forecast: 0.1, Observed: 0.11, Low: 0.09, High: 0.13}, {People: 1000, Forecast: 0.4, Observed: 0.38, Low: 0.35, High: 0.41}},
	}
	return &model.Card{
		Model: "falls", Title: "A fall & its <risk>", Purpose: "Find people for classes.", NotFor: []string{"refusing care"}, Hash: "0123456789abcdef", Place: "Weston", Build: "b1", Version: "test",
		Files:   []model.File{{Name: "models/falls.yaml", SHA256: strings.Repeat("ab", 32)}},
		Outcome: "at least one fall", Events: "falls", Horizon: 365, Population: "population",
		Dates:   model.Dates{Train: day, Validate: day.AddDate(1, 0, 0), Score: day.AddDate(2, 0, 0), From: day.AddDate(-1, 0, 0), To: day.AddDate(2, 0, -1), Lookback: 366},
		Years:   []model.Year{{For: "learning", Index: "2024-11-01", People: 2000, With: 200, Events: 250, Years: 1950, Died: 12, Left: 9}},
		Missing: []model.Gap{{Name: "frailty", Words: "frailty", Share: 0.4}}, Choices: []string{"Nobody was left out for dying."}, Notices: []string{"one (models/one.sql:1): left out"},
		Chance: judged, Rate: judged, Metrics: m, Curve: curve,
		Groups:  []model.GroupKind{{Kind: "sex", Groups: []model.Group{{Name: "female", Group: groups.Groups["female"]}, {Name: "male", Group: groups.Groups["male"]}}, Small: 1, People: 7}},
		Returns: []model.Return{{How: "everybody", People: 2000, Before: 0.1, After: 0.11, Forecast: 0.1, Died: 0.01}},
		Reads:   []model.Read{{Name: "age", Words: "age", Weight: 0.6, Direction: 0.9}, {Name: "sex", Words: "sex", Weight: 0.4}},
	}
}

func written(t *testing.T, c *model.Card, about *model.About) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c, about, []string{c.Hash, "fedcba9876543210"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	about := &model.About{Model: "0123456789abcdef", Index: "2026-11-01", Build: "b2", People: 2100, Drift: []model.Drift{{Name: "age", Words: "age", PSI: 0.31}, {Name: "sex", Words: "sex", PSI: 0.12}}}
	got := written(t, sample(t), about)
	path := filepath.Join("testdata", "card.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if it should, run with -update:\n%s", path, diff)
	}
}

var outside = regexp.MustCompile(`(?i)<script|\son[a-z]+=|(src|href)="(https?:|//)|url\(`)

// TestNothingToLoad: the page opens from disk, without script, and shows no NaN.
func TestNothingToLoad(t *testing.T) {
	got := written(t, sample(t), nil)
	if found := outside.FindString(got); found != "" {
		t.Errorf("the page holds %q", found)
	}
	if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || strings.Contains(got, "ZgotmplZ") {
		t.Error("the page shows a number that is none")
	}
	if !strings.Contains(got, "A fall &amp; its &lt;risk&gt;") {
		t.Error("the title is not written as text")
	}
}

// TestBareCard: a card with nothing in it still makes a page.
func TestBareCard(t *testing.T) {
	got := written(t, &model.Card{Title: "Bare", Metrics: &metric.Metrics{N: 1}}, nil)
	if !strings.Contains(got, "There is nothing to draw.") {
		t.Error("empty charts do not say so")
	}
}
