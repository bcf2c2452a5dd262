package model

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"continuum/internal/stat/calibrate"
	"continuum/internal/stat/glm"
	"continuum/internal/testkit"
	"continuum/link"
	"continuum/place"
	"continuum/places"
	"continuum/source"
	"continuum/synth"
	"continuum/target/cohort"
	"continuum/target/learn"
	"continuum/warehouse"
)

// synthetic makes Weston with so many people and builds it; the truth is in the second folder.
func synthetic(t *testing.T, people int, seed uint64) (*Facts, string) {
	t.Helper()
	dir := t.TempDir()
	folder, extracts, truth := filepath.Join(dir, "weston"), filepath.Join(dir, "extracts"), filepath.Join(dir, "truth")
	if err := os.CopyFS(folder, places.Weston()); err != nil {
		t.Fatal(err)
	}
	if _, err := synth.Write(t.Context(), synth.Options{People: people, Seed: seed, Out: extracts, Truth: truth}); err != nil {
		t.Fatal(err)
	}
	p, problems, err := place.Load(folder)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	feeds, _ := source.Load(p)
	config := link.DefaultConfig()
	if file, ok := p.File("link.yaml"); ok {
		config, _ = link.ParsePlaceConfig(file.Name, file.Data, p.PartnerIDs())
	}
	job := warehouse.Job{Place: p, Feeds: feeds, Link: config, From: extracts, Data: warehouse.Dir(filepath.Join(dir, "data")), Memory: "2GB", Now: time.Now}
	if _, err := job.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return factsOf(t, job.Data, p), truth
}

func factsOf(t *testing.T, dir warehouse.Dir, p *place.Place) *Facts {
	t.Helper()
	a, err := dir.Analyse(t.Context(), warehouse.Asking{Place: p})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	cohorts, _ := cohort.Load(p)
	return &Facts{Analysis: a, Place: p, Cohorts: cohorts}
}

// eachRow reads a compressed CSV of the truth.
func eachRow(t *testing.T, path string, visit func([]string)) {
	t.Helper()
	_, rows := testkit.Table(t, path)
	for _, r := range rows {
		visit(r)
	}
}

// sameAs tells which person of a build somebody of the truth is, by what their
// registrations were linked to; people of whom the build has made one, or two, of
// several are left out.
func sameAs(t *testing.T, f *Facts, truth string) map[string]string {
	t.Helper()
	built := map[[2]string]string{}
	err := f.Ask(t.Context(), "SELECT person_id, source, local_id FROM build.identity", func(scan func(...any) error) error {
		var person, partner, id string
		err := scan(&person, &partner, &id)
		built[[2]string{partner, id}] = person
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	person, true1 := map[string]string{}, map[string]string{}
	mixed := map[string]bool{}
	eachRow(t, filepath.Join(truth, "who_is_who.csv.gz"), func(r []string) {
		p := built[[2]string{r[0], r[1]}]
		if p == "" {
			return
		}
		if other, met := true1[p]; met && other != r[2] {
			mixed[p] = true
		}
		if other, met := person[r[2]]; met && other != p {
			mixed[p], mixed[other] = true, true
		}
		true1[p], person[r[2]] = r[2], p
	})
	maps.DeleteFunc(person, func(_, p string) bool { return mixed[p] })
	return person
}

// trueRates are the emergency admissions that people of a build were truly to expect in
// the year from a day on.
func trueRates(t *testing.T, same map[string]string, truth, day string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	eachRow(t, filepath.Join(truth, "yearly_rate.csv.gz"), func(r []string) {
		if p, known := same[r[0]]; known && r[1] == day {
			out[p] = number(t, r[2])
		}
	})
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestForecastsAreTrue holds forecasts of people and of a year that the model had not
// learned from against what those people were truly to expect.
func TestForecastsAreTrue(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and builds a place")
	}
	f, truth := synthetic(t, 10_000, 1)
	slope, ratio, n := judgeByTruth(t, f, truth)
	t.Logf("%d people: slope of the true log rate %.3f, true for each expected %.3f", n, slope, ratio)
	if slope < 0.9 || slope > 1.1 {
		t.Errorf("true rates have a slope of %.3f on those forecast, not 0.9 to 1.1", slope)
	}
	if ratio < 0.9 || ratio > 1.1 {
		t.Errorf("%.3f true events for each expected, not 0.9 to 1.1", ratio)
	}
}

// foreseenBy trains a model as far as what it foresees of people and of a year that it has
// not learned from.
func foreseenBy(t *testing.T, f *Facts, id string) (training *Training, chance, rate *half) {
	t.Helper()
	models, problems := Load(f.Place)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	spec, _ := models.Model(id)
	training = &Training{Facts: f, Models: models, Spec: spec, Product: "test"}
	if err := training.gather(t.Context()); err != nil {
		t.Fatal(err)
	}
	chance, rate, err := training.heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := training.join(t.Context(), chance, rate); err != nil {
		t.Fatal(err)
	}
	return training, chance, rate
}

// TestModelsInUseExpectWhatHappened: what is in use was learned anew, from more than what
// it was recalibrated for; it expects of the later year what happened then, and of the
// year to come about what the model that was judged does.
func TestModelsInUseExpectWhatHappened(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and builds a place")
	}
	f, _ := synthetic(t, 5000, 2)
	tr, _, rate := foreseenBy(t, f, "emergency_admission")
	day, err := tr.Spec.scoreDate(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	next, err := tr.Models.gather(t.Context(), f, tr.Spec, day, tr.dates.Lookback)
	if err != nil {
		t.Fatal(err)
	}
	sum := func(m *learn.Model, of *Rows, years func(i int) float64) (total float64) {
		rates, err := m.Predict(t.Context(), of.Data)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rates {
			total += r * years(i)
		}
		return total
	}
	lived, events := tr.late.years(), 0.0
	for _, n := range tr.late.Events {
		events += n
	}
	if expected := sum(rate.model, tr.late.Rows, func(i int) float64 { return lived[i] }); math.Abs(expected/events-1) > 1e-6 {
		t.Errorf("%.2f events expected of %.0f", expected, events)
	}
	whole := func(int) float64 { return 1 }
	if used, judged := sum(rate.model, next, whole), sum(rate.judged, next, whole); math.Abs(used/judged-1) > 0.06 {
		t.Errorf("%.0f events are expected of the year to come, and %.0f by the model that was judged", used, judged)
	}
}

func judgeByTruth(t *testing.T, f *Facts, truth string) (slope, ratio float64, n int) {
	t.Helper()
	training, _, rate := foreseenBy(t, f, "emergency_admission")
	rates := trueRates(t, sameAs(t, f, truth), truth, training.dates.Validate.Format(time.DateOnly))
	var raw, y []float64
	expected, sum := 0.0, 0.0
	for i, p := range training.late.People {
		r, known := rates[p]
		if !known || math.IsNaN(rate.forecast[i]) {
			continue
		}
		raw, y = append(raw, math.Log(rate.forecast[i])), append(y, r)
		expected, sum = expected+rate.forecast[i], sum+r
	}
	fit, err := calibrate.Fit(glm.Poisson, raw, y, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fit.Slope, sum / expected, len(raw)
}
