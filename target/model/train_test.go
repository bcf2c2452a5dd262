package model

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/warehouse"
)

// town is a small place whose people come to A&E at rates of their own, some of whom
// die or move away.
func town(people int) facts {
	r, f := rand.New(rand.NewPCG(5, 9)), facts{}
	f.add("partner", map[string]string{"id": "'gp'", "sector": "'gp'"})
	f.add("partner", map[string]string{"id": "'hospital'", "sector": "'acute'"})
	f.add("area", map[string]string{"postcode": "'QW1 1AA'", "lsoa": "'L1'", "imd_decile": "2"})
	start := day("2023-11-01")
	for n := range people {
		id := duck.Literal(fmt.Sprintf("P%05d", n))
		rate := math.Exp(r.NormFloat64() - 1.2)
		last := 1096
		person := map[string]string{"person_id": id, "birth_date": fmt.Sprintf("DATE '%d-05-01'", 1930+r.IntN(80)), "sex": duck.Literal([]string{"female", "male"}[r.IntN(2)]), "imd_decile": fmt.Sprint(1 + r.IntN(10)), "ethnicity": "'A'"}
		home := map[string]string{"person_id": id, "source": "'gp'", "local_id": id, "registered_from": "DATE '2015-01-01'", "postcode": "'QW1 1AA'"}
		switch r.IntN(25) {
		case 0:
			last = 30 + r.IntN(1060)
			dead := "DATE '" + start.AddDate(0, 0, last).Format("2006-01-02") + "'"
			person["death_date"], home["death_date"], home["registered_to"] = dead, dead, dead
		case 1:
			last = 30 + r.IntN(1060)
			home["registered_to"] = "DATE '" + start.AddDate(0, 0, last).Format("2006-01-02") + "'"
		}
		f.add("person", person)
		f.add("registration", home)
		f.add("identity", map[string]string{"person_id": id, "source": "'gp'", "local_id": id})
		later := false
		for d := -math.Log(r.Float64()) / rate * 365; d < float64(last); d += -math.Log(r.Float64()) / rate * 365 {
			at := start.AddDate(0, 0, int(d))
			later = later || !at.Before(day("2024-11-01")) && at.Before(day("2025-11-01"))
			f.add("activity", map[string]string{
				"person_id": id, "source": "'hospital'", "local_id": id, "local_activity_id": duck.Literal(fmt.Sprintf("%d-%.0f", n, d*10)),
				"setting": "'emergency'", "kind": "'attendance'", "start_at": "TIMESTAMP '" + at.Format("2006-01-02") + " 12:00:00'",
			})
		}
		if later {
			f.add("circumstance", map[string]string{"person_id": id, "source": "'gp'", "kind": "'oracle'", "value": "'1'", "from_date": "DATE '2023-12-01'"})
		}
	}
	return f
}

var townOnce = sync.OnceValues(func() (warehouse.Dir, error) {
	dir, err := os.MkdirTemp("", "town")
	return warehouse.Dir(dir), err
})

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, err := townOnce(); err == nil {
		_ = os.RemoveAll(string(dir))
	}
	os.Exit(status)
}

// townFacts opens the town with the files of a place; it is made once.
func townFacts(t *testing.T, p *place.Place) *Facts {
	t.Helper()
	dir, err := townOnce()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(string(dir), "live")); err != nil {
		made := town(3000).build(t, "20261101T000000.000Z-a1b2c3", day("2026-10-31"))
		if err := os.CopyFS(string(dir), os.DirFS(string(made))); err != nil {
			t.Fatal(err)
		}
	}
	return factsOf(t, dir, p)
}

const attendances = `title: A&E attendance in the next year
purpose: Tests
population: everybody
horizon: 365
outcome:
  words: A&E attendances
  table: activity
  where: "setting = 'emergency'"
features:
  person: [age, sex, imd_decile]
  windows:
    - {name: visits, words: A&E attendances, one: A&E attendance, table: activity, where: "setting = 'emergency'", months: [1, 3, 12, 24], since: true}
`

const everybodySQL = "SELECT person_id FROM registration WHERE registered_to IS NULL\n"

// training makes one ready of a place with the model and other files.
func training(t *testing.T, files map[string]string) (*Training, error) {
	t.Helper()
	all := map[string]string{"models/everybody.sql": everybodySQL, "models/visits.yaml": attendances}
	for name, text := range files {
		all[name] = text
	}
	p := placeOf(t, all)
	m, problems := Load(p)
	if len(problems) > 0 {
		return nil, &fault.Error{Code: fault.Invalid, Reason: fmt.Sprint(problems)}
	}
	spec, _ := m.Model("visits")
	f := townFacts(t, p)
	if bad, err := CheckSQL(t.Context(), f, m); err != nil || len(bad) > 0 {
		return nil, &fault.Error{Code: fault.Invalid, Reason: fmt.Sprint(bad, err)}
	}
	return &Training{Facts: f, Models: m, Spec: spec, Product: "test"}, nil
}

func TestTrainScoreExplain(t *testing.T) {
	x, err := training(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, card, err := x.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	store := Store(t.TempDir())
	hash, err := store.Keep(t.Context(), k, card)
	if err != nil {
		t.Fatal(err)
	}
	if *card.Metrics.AUC < 0.58 {
		t.Errorf("AUC %.3f of rates that differ between people", *card.Metrics.AUC)
	}
	if o := card.Chance.Observed; o.Low > 1 || o.High < 1 {
		t.Errorf("observed for each expected %+v", o)
	}
	if r := card.Returns; len(r) != 3 || r[1].Before < 1.3*r[1].After {
		t.Errorf("those with the most events do not come back to the mean: %+v", r)
	}
	x.again(t, hash)
	gone := store.scores("gone")
	for _, dir := range []string{gone, filepath.Join(string(store), "builds", x.Facts.Build().ID)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	about, err := (&Scoring{Facts: x.Facts, Models: x.Models, Spec: x.Spec, Store: store}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("scores of a build that is gone stay")
	}
	if about.Index != "2026-11-01" || about.Model != hash || about.People < 2500 {
		t.Errorf("scores are %+v", about)
	}
	readScores(t, store, about)
	validated(t, x, store)
}

// again trains once more: the same rows make the same model.
func (t0 *Training) again(t *testing.T, hash string) {
	t.Helper()
	k, card, err := (&Training{Facts: t0.Facts, Models: t0.Models, Spec: t0.Spec, Product: "test"}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if other, err := Store(t.TempDir()).Keep(t.Context(), k, card); err != nil || other != hash {
		t.Errorf("trained twice: %s and %s (%v)", hash, other, err)
	}
}

func readScores(t *testing.T, store Store, about About) {
	t.Helper()
	gone := ""
	s, err := store.Scores(about.Build, about.ID, func(p string) bool { return p == gone })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []Score
	if err := s.Each(t.Context(), func(x *Score) error { all = append(all, *x); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(all) != about.People || !slices.IsSortedFunc(all, func(a, b Score) int { return strings.Compare(a.Person, b.Person) }) {
		t.Fatalf("%d scores, want %d in the order of ids", len(all), about.People)
	}
	for _, x := range all {
		if !(x.ChanceLow <= x.Chance && x.Chance <= x.ChanceHigh && x.RateLow <= x.Rate && x.Rate <= x.RateHigh) {
			t.Fatalf("intervals do not hold the forecast: %+v", x)
		}
	}
	told, err := s.Explain(t.Context(), []string{all[7].Person, all[3].Person, "nobody"}, 0)
	if err != nil || len(told) != 2 || told[0].Score != all[3] {
		t.Fatalf("explained %+v (%v)", told, err)
	}
	sum := told[0].Base + told[0].Rest
	for _, r := range told[0].Reasons {
		sum += r.Share
	}
	if want := math.Log(all[3].Chance / (1 - all[3].Chance)); math.Abs(sum-want) > 1e-6 {
		t.Errorf("reasons add up to %.9f, not %.9f", sum, want)
	}
	gone = all[3].Person
	if _, err := s.Of(t.Context(), gone); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("somebody who was erased is told of: %v", err)
	}
}

// validated judges the model on the build from which it learned: its own figures come back.
func validated(t *testing.T, x *Training, store Store) {
	t.Helper()
	v, err := (&Validating{Facts: x.Facts, Models: x.Models, Spec: x.Spec, Store: store}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	card, err := store.Card("visits", "")
	if err != nil {
		t.Fatal(err)
	}
	if v.Hash != card.Hash || *v.Metrics.AUC != *card.Metrics.AUC || v.Index != "2025-11-01" {
		t.Errorf("validated %+v", v)
	}
}

func TestBadModels(t *testing.T) {
	with := func(old, new string) map[string]string {
		changed := strings.Replace(attendances, old, new, 1)
		if changed == attendances {
			t.Fatalf("%q is not in the model", old)
		}
		return map[string]string{"models/visits.yaml": changed}
	}
	own := func(sql string) map[string]string {
		return map[string]string{"models/visits.yaml": attendances + "  sql: [{file: own}]\n", "models/own.sql": sql}
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"no events", with("where: \"setting = 'emergency'\"\nfeatures", "where: \"setting = 'moon'\"\nfeatures"), []string{"models/visits.yaml:", "the outcome has no events in the 365 days from 2024-11-01"}},
		{"too much", with("  table: activity\n", "  table: activity\n  at_least: 500\n"), []string{"models/visits.yaml:", "nobody of the population has 500 or more A&E attendances"}},
		{"leak", own("-- title: Oracle\nSELECT person_id, 1 AS oracle FROM circumstance WHERE kind = 'oracle'\n"), []string{"models/own.sql:2", "oracle", "nearly perfectly"}},
		{"twice", own("SELECT person_id, 1 AS one FROM activity\n"), []string{"models/own.sql:1", "more than one row for", "GROUP BY person_id"}},
		{"no id", own("SELECT 1 AS one FROM activity\n"), []string{"models/own.sql:1", "does not give person_id"}},
		{"a date", own("SELECT person_id, max(start_at) AS last_one FROM activity GROUP BY 1\n"), []string{"models/own.sql:1", "last_one", "not a TIMESTAMP"}},
		{"a name again", own("SELECT person_id, count(*) AS age FROM activity GROUP BY 1\n"), []string{"models/own.sql:1", "age", "declared twice, first at models/visits.yaml:10"}},
		{"infinite", own("SELECT DISTINCT person_id, CAST('inf' AS DOUBLE) AS big FROM activity\n"), []string{"models/own.sql:1", "big", "not a number"}},
		{"unknown column", own("SELECT person_id,\n count(sart_at) AS n FROM activity GROUP BY 1\n"), []string{"models/own.sql:2", "sart_at", "start_at"}},
		{"unknown table", own("SELECT person_id, count(*) AS n FROM activty GROUP BY 1\n"), []string{"models/own.sql:1", "activty", "activity"}},
		{"names", own("SELECT person_id, count(*) AS n FROM demographic GROUP BY 1\n"), []string{"models/own.sql:1", "demographic"}},
		{"past the views", own("SELECT person_id, count(*) AS n FROM build.activity GROUP BY 1\n"), []string{"models/own.sql:1", "activity"}},
		{"the clock", own("SELECT person_id, count(*) AS n FROM activity WHERE start_at < now() GROUP BY 1\n"), []string{"models/own.sql:1", "now"}},
		{"expression", with("where: \"setting = 'emergency'\", months", "where: \"seting = 'emergency'\", months"), []string{"models/visits.yaml:12", "seting", "setting"}},
		{"horizon", with("horizon: 365", "horizon: 700"), []string{"models/visits.yaml:4", "the facts begin on 2023-11-", "shorten the horizon"}},
		{"too late", with("horizon: 365", "horizon: 365\nindex_dates: {validate: 2026-01-01}"), []string{"models/visits.yaml:5", "is not known yet: the facts end on 2026-10-3", "the last date that works is 2025-1"}},
		{"overlap", with("horizon: 365", "horizon: 365\nindex_dates: {train: 2025-01-01}"), []string{"models/visits.yaml:5", "learn from what happened after"}},
		{"nobody", map[string]string{"models/everybody.sql": "SELECT person_id FROM person WHERE sex = 'none'\n"}, []string{"models/visits.yaml:3", "nobody belongs to the population"}},
		{"no population", with("population: everybody", "population: everybdy"), []string{"models/visits.yaml:3", "everybdy", "everybody"}},
		{"two rows", with("months: [1, 3, 12, 24]", "months: [0, 3]"), []string{"models/visits.yaml:12", "from 1 to 120"}},
		{"ethnicity", with("person: [age,", "person: [ethnicity, age,"), []string{"models/visits.yaml:10", "audit alone"}},
		{"no table", with("one: A&E attendance, table: activity", "one: A&E attendance, table: activities"), []string{"models/visits.yaml:12", "activities", "activity"}},
		{"no score", with("  windows:", "  instruments: [{id: hrfs}]\n  windows:"), []string{"models/visits.yaml:11", "hrfs", "hfrs"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, err := training(t, c.files)
			if err == nil {
				_, _, err = x.Run(t.Context())
			}
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q lacks %q", err, part)
				}
			}
		})
	}
}

// TestConstantIsTold: a feature that is the same for everybody is left out, and told
// with its place.
func TestConstantIsTold(t *testing.T) {
	x, err := training(t, map[string]string{"models/visits.yaml": attendances + "  sql: [{file: own, words: {same: always the same}}]\n", "models/own.sql": "SELECT person_id, 1 AS same\nFROM person\n"})
	if err != nil {
		t.Fatal(err)
	}
	_, card, err := x.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(card.Notices, "\n"); !strings.Contains(all, "same (models/own.sql:1): left out") {
		t.Errorf("notices: %s", all)
	}
}

// TestFeatureThatIsGone: a model is not asked to score what it cannot see.
func TestFeatureThatIsGone(t *testing.T) {
	x, err := training(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, card, err := x.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	store := Store(t.TempDir())
	if _, err := store.Keep(t.Context(), k, card); err != nil {
		t.Fatal(err)
	}
	other, err := training(t, map[string]string{"models/visits.yaml": strings.Replace(attendances, "[age, sex, imd_decile]", "[age, sex]", 1)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = (&Scoring{Facts: other.Facts, Models: other.Models, Spec: other.Spec, Store: store}).Run(t.Context())
	if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "imd_decile") {
		t.Errorf("scored without a column: %v", err)
	}
}
