package impact

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

func TestVectorsBreakeven(t *testing.T) {
	dir := testkit.Vectors(t, "target", "vectors")
	files, _ := filepath.Glob(filepath.Join(dir, "breakeven_cases*.csv"))
	n := 0
	for _, file := range files {
		for _, row := range rowsOf(t, file) {
			is := func(column string) float64 {
				v, err := strconv.ParseFloat(row[column], 64)
				if err != nil {
					t.Fatalf("%s: column %s: %v", file, column, err)
				}
				return v
			}
			terms := Terms{Event: 100 * is("cost_per_event"), Engaged: 100 * is("intervention_cost"), Engagement: is("engagement")}
			rate, effect := is("events_per_person_year"), is("effect_rrr")
			near(t, row, "expected_threshold_rate", terms.BreakEvenRate(effect))
			near(t, row, "expected_net_saving_pp", terms.Value(rate, effect)/100)
			near(t, row, "expected_roi", terms.Return(rate, effect))
			n++
		}
	}
	if n == 0 {
		t.Skip("no break-even cases")
	}
	t.Logf("%d break-even cases of %d files passed", n, len(files))
}

// near compares with a printed figure: within half its last digit, or 1e-6.
func near(t *testing.T, row map[string]string, column string, got float64) {
	t.Helper()
	want, err := strconv.ParseFloat(row[column], 64)
	if err != nil {
		t.Fatal(err)
	}
	_, digits, _ := strings.Cut(row[column], ".")
	if limit := max(1e-6, 0.5001*math.Pow(10, -float64(len(digits)))); math.Abs(got-want) > limit {
		t.Errorf("case %s: %s is %v, want %v", row["id"], column, got, want)
	}
}

func rowsOf(t testing.TB, file string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func TestBreakEvens(t *testing.T) {
	terms := Terms{Event: 260_000, Engaged: 30_000, Offered: 5_000, Engagement: 0.5}
	const rate, effect = 2, 0.1
	for name, at := range map[string]float64{
		"rate":   terms.Value(terms.BreakEvenRate(effect), effect),
		"effect": terms.Value(rate, terms.BreakEvenEffect(rate)),
		"cost":   Terms{terms.Event, terms.BreakEvenCost(rate, effect), terms.Offered, terms.Engagement}.Value(rate, effect),
		"event":  Terms{terms.BreakEvenEvent(rate, effect), terms.Engaged, terms.Offered, terms.Engagement}.Value(rate, effect),
	} {
		if math.Abs(at) > 1e-6 {
			t.Errorf("at the break-even %s the value is %v, not 0", name, at)
		}
	}
	if got := terms.BreakEvenRate(0); !math.IsInf(got, 1) {
		t.Errorf("without an effect it pays from %v events", got)
	}
	if got := (Terms{Event: 1, Engagement: 1}).BreakEvenRate(0); got != 0 {
		t.Errorf("what costs nothing pays from %v events", got)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	good := Terms{Event: 1, Engaged: 1, Engagement: 1}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Terms{
		"negative cost":    {Event: 1, Engaged: -1, Engagement: 1},
		"NaN event":        {Event: math.NaN(), Engagement: 1},
		"infinite offer":   {Offered: math.Inf(1), Engagement: 1},
		"nobody engages":   {Event: 1},
		"more than all do": {Event: 1, Engagement: 1.1},
	} {
		if bad.Check() == nil {
			t.Errorf("%s passed", name)
		}
	}
	for _, e := range []float64{1.01, math.NaN(), math.Inf(-1)} {
		if CheckEffect(e) == nil {
			t.Errorf("an effect of %v passed", e)
		}
	}
	for _, r := range []float64{-0.1, math.NaN(), math.Inf(1)} {
		if CheckRate(r) == nil {
			t.Errorf("a rate of %v passed", r)
		}
	}
	if _, _, err := good.Pays([]float64{1}, []float64{2}); err == nil {
		t.Error("an effect above 1 passed")
	}
}

func TestAProgrammeThatCannotPaySaysSo(t *testing.T) {
	terms := Terms{Event: 260_000, Engaged: 40_000, Engagement: 1}
	pays, short, err := terms.Pays([]float64{0.1, 1.2}, []float64{0.1, 0.1})
	if err != nil || pays {
		t.Fatalf("pays %v, %v", pays, err)
	}
	want := "nobody reaches the break-even: even at the largest effect (10% of events avoided) a person must expect 1.54 events, and the highest expectation is 1.20"
	if got := short.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, short, _ = terms.Pays([]float64{1}, []float64{0}); !strings.Contains(short.String(), "avoids nothing") {
		t.Errorf("of no effect: %s", short)
	}
	if _, short, _ = terms.Pays([]float64{3, 0.1}, []float64{0.05, 0.3}); !strings.Contains(short.String(), "up to 3.00, is helped less") {
		t.Errorf("of effect and need in different people: %s", short)
	}
	if pays, _, _ = terms.Pays([]float64{2}, []float64{0.1}); !pays {
		t.Error("2 events at 10% pay")
	}
}

func TestPointsAreALineOfTheirOwn(t *testing.T) {
	terms := Terms{Event: 100, Engaged: 10, Engagement: 0.5}
	nights := Points{Name: "nights at home", Event: 6, Pence: 20}
	if got := nights.Gained(terms, 2, 0.25); got != 1.5 {
		t.Errorf("gains %v nights", got)
	}
	if got := nights.Decide(terms).Event; got != 220 {
		t.Errorf("an event is worth %v with its nights", got)
	}
	if terms.Event != 100 {
		t.Error("the pounds were mixed with points")
	}
	if (Points{Event: -1}).Check() == nil {
		t.Error("negative points passed")
	}
}
