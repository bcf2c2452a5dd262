package metric

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

// draws a few people with ties and, often, only one kind of them.
func drawSample(t *rapid.T) Sample {
	n := rapid.IntRange(1, 60).Draw(t, "n")
	levels := rapid.IntRange(1, 12).Draw(t, "levels")
	s := Sample{}
	for i := range n {
		s.Score = append(s.Score, float64(rapid.IntRange(0, levels).Draw(t, "score"))/float64(levels))
		s.Label = append(s.Label, float64(rapid.IntRange(0, 1).Draw(t, "label")))
		s.ID = append(s.ID, strconv.Itoa((i*7919)%n+100*(i%2)))
	}
	return s
}

// pairwiseAUC is the definition: all pairs.
func pairwiseAUC(score, label []float64) (auc, pairs float64) {
	for i := range score {
		for j := range score {
			if label[i] == 1 && label[j] == 0 {
				pairs++
				switch {
				case score[i] > score[j]:
					auc++
				case score[i] == score[j]:
					auc += 0.5
				}
			}
		}
	}
	return auc / max(pairs, 1), pairs
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestAUCIsTheShareOfPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		m, err := Measure(s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, pairs := pairwiseAUC(s.Score, s.Label)
		if (m.AUC != nil) != (pairs > 0) {
			t.Fatalf("auc %v of %v pairs", m.AUC, pairs)
		}
		if pairs > 0 && !near(*m.AUC, want) {
			t.Fatalf("auc %v, want %v", *m.AUC, want)
		}
		if pairs > 0 && m.Intervals["auc"].Low > m.Intervals["auc"].High {
			t.Fatalf("interval %v", m.Intervals["auc"])
		}
	})
}

// TestNoFigureIsNaN: whatever the people, each figure is a number or has a reason.
func TestNoFigureIsNaN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		m, err := Measure(s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(m) // refuses NaN and infinities
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"auc", "average_precision", "brier_skill", "observed_expected", "calibration_slope", "calibration_intercept", "calibration_in_the_large"} {
			_, there := tree[name]
			if _, why := m.Absent[name]; there == why {
				t.Fatalf("%s: there %v, with a reason for its absence %v", name, there, why)
			}
		}
		if _, err := Calibration(s, 0); err != nil {
			t.Fatal(err)
		}
		if curve, _ := Calibration(s, 0); !(curve.Most <= 1) {
			t.Fatalf("distance %v", curve.Most)
		}
	})
}

// TestListIsTheFirstByScoreThenID sorts in the plain way.
func TestListIsTheFirstByScoreThenID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		rows := make([]int, len(s.Score))
		for i := range rows {
			rows[i] = i
		}
		slices.SortStableFunc(rows, func(a, b int) int {
			if s.Score[a] != s.Score[b] {
				return int(math.Copysign(1, s.Score[b]-s.Score[a]))
			}
			x, _ := strconv.Atoi(s.ID[a])
			y, _ := strconv.Atoi(s.ID[b])
			return x - y
		})
		fraction := rapid.Float64Range(0.01, 1).Draw(t, "fraction")
		m, err := Measure(s, Options{Fractions: []float64{fraction}})
		if err != nil {
			t.Fatal(err)
		}
		k := int(math.Floor(float64(len(rows))*fraction + 0.5))
		found := 0.0
		for _, r := range rows[:k] {
			found += s.Label[r]
		}
		if a := m.AtK[0]; a.K != k || k > 0 && !near(*a.PPV, found/float64(k)) {
			t.Fatalf("%+v, want %v of %v", a, found, k)
		}
	})
}

// TestPlacementsGiveDeLong compares the variance with the definition over pairs.
func TestPlacementsGiveDeLong(t *testing.T) {
	score := []float64{0.1, 0.4, 0.35, 0.8, 0.4, 0.6, 0.2, 0.9, 0.4, 0.35}
	other := []float64{0.2, 0.3, 0.5, 0.7, 0.1, 0.6, 0.6, 0.8, 0.3, 0.1}
	label := []float64{0, 0, 1, 1, 1, 0, 0, 1, 0, 1}
	c, err := Compare(score, other, label, 0)
	if err != nil {
		t.Fatal(err)
	}
	v1, v2, cov := pairwiseDeLong(score, score, label), pairwiseDeLong(other, other, label), pairwiseDeLong(score, other, label)
	se := math.Sqrt(v1 + v2 - 2*cov)
	if half := (c.Interval.High - c.Interval.Low) / 2; !near(half, 1.959963984540054*se) {
		t.Errorf("half width %v, want %v", half, 1.96*se)
	}
	if want, _ := pairwiseAUC(score, label); !near(c.First, want) {
		t.Errorf("first %v, want %v", c.First, want)
	}
	if same, _ := Compare(score, score, label, 0); same.P != 1 || same.Difference != 0 {
		t.Errorf("a score beside itself: %+v", same)
	}
}

func psi(x, y float64) float64 {
	switch {
	case x > y:
		return 1
	case x == y:
		return 0.5
	}
	return 0
}

func pairwiseDeLong(a, b, label []float64) (covariance float64) {
	for _, event := range []float64{1, 0} {
		var va, vb []float64
		for i := range a {
			if label[i] != event {
				continue
			}
			var sa, sb, n float64
			for j := range a {
				if label[j] == event {
					continue
				}
				n++
				if event == 1 {
					sa, sb = sa+psi(a[i], a[j]), sb+psi(b[i], b[j])
				} else {
					sa, sb = sa+psi(a[j], a[i]), sb+psi(b[j], b[i])
				}
			}
			va, vb = append(va, sa/n), append(vb, sb/n)
		}
		covariance += sampleCovariance(va, vb) / float64(len(va))
	}
	return covariance
}

func sampleCovariance(a, b []float64) (sum float64) {
	var ma, mb float64
	n := float64(len(a))
	for i := range a {
		ma, mb = ma+a[i]/n, mb+b[i]/n
	}
	for i := range a {
		sum += (a[i] - ma) * (b[i] - mb) / (n - 1)
	}
	return sum
}

func TestBadInputIsRefused(t *testing.T) {
	nan := math.NaN()
	cases := []struct {
		name   string
		s      Sample
		o      Options
		reason string
	}{
		{"nobody", Sample{}, Options{}, "nobody"},
		{"lengths", Sample{Score: []float64{0.1}, Label: []float64{1, 0}}, Options{}, "one of each"},
		{"nan", Sample{Score: []float64{nan}, Label: []float64{1}, ID: []string{"p7"}}, Options{}, `id "p7"`},
		{"above 1", Sample{Score: []float64{1.5}, Label: []float64{1}}, Options{}, "row 1"},
		{"label", Sample{Score: []float64{0.5}, Label: []float64{2}}, Options{}, "0 or 1"},
		{"nan label", Sample{Score: []float64{0.5}, Label: []float64{nan}}, Options{}, "0 or 1"},
		{"fraction", Sample{Score: []float64{0.5}, Label: []float64{1}}, Options{Fractions: []float64{2}}, "fraction"},
		{"threshold", Sample{Score: []float64{0.5}, Label: []float64{1}}, Options{Thresholds: []float64{1}}, "threshold"},
		{"level", Sample{Score: []float64{0.5}, Label: []float64{1}}, Options{Level: 95}, "level"},
	}
	for _, c := range cases {
		_, err := Measure(c.s, c.o)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAbsentFiguresHaveReasons(t *testing.T) {
	cases := []struct {
		name         string
		score, label []float64
		absent       map[string]string
	}{
		{"no events", []float64{0.1, 0.2}, []float64{0, 0}, map[string]string{"auc": noEvents, "average_precision": noEvents, "calibration_slope": noEvents}},
		{"all events", []float64{0.1, 0.2}, []float64{1, 1}, map[string]string{"auc": allEvents, "brier_skill": allEvents}},
		{"equal scores", []float64{0.3, 0.3, 0.3}, []float64{0, 1, 0}, map[string]string{"calibration_slope": sameScores}},
		{"perfect", []float64{0.1, 0.2, 0.8, 0.9}, []float64{0, 0, 1, 1}, map[string]string{"calibration_slope": perfect, "intervals.auc": noInterval}},
		{"all 0", []float64{0, 0, 0}, []float64{0, 1, 0}, map[string]string{"observed_expected": noExpected}},
	}
	for _, c := range cases {
		m, err := Measure(Sample{Score: c.score, Label: c.label}, Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for figure, why := range c.absent {
			if m.Absent[figure] != why {
				t.Errorf("%s: %s is absent because %q, want %q", c.name, figure, m.Absent[figure], why)
			}
		}
	}
}

func TestScoresOfZeroAndOneAreDrawnIn(t *testing.T) {
	m, err := Measure(Sample{Score: []float64{0, 1, 0.5, 0.5}, Label: []float64{1, 0, 1, 0}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := (2*52*math.Ln2 + 2*math.Ln2) / 4
	if m.Extreme != 2 || math.Abs(m.LogLoss-want) > 1e-9 {
		t.Errorf("%d drawn in, log loss %v, want %v", m.Extreme, m.LogLoss, want)
	}
}

func TestIDsAreNumbersWhereAllAre(t *testing.T) {
	cases := []struct{ ids, want []string }{
		{[]string{"10", "9", "-3", "-20", "0"}, []string{"-20", "-3", "0", "9", "10"}},
		{[]string{"10", "9", "a"}, []string{"10", "9", "a"}},
		{[]string{"123456789012345678901234567890", "7"}, []string{"7", "123456789012345678901234567890"}},
		{[]string{"7", "007", "-0", "0"}, []string{"-0", "0", "007", "7"}},
	}
	for _, c := range cases {
		got := slices.Clone(c.ids)
		slices.SortStableFunc(got, idOrder(c.ids))
		if !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

func TestSmallGroupsAreCounted(t *testing.T) {
	s, group := Sample{}, []string{}
	for i := range 120 {
		s.Score = append(s.Score, float64(i)/120)
		s.Label = append(s.Label, float64(i%3/2))
		group = append(group, []string{"a", "b"}[i/100])
	}
	a, err := ByGroup(s, group, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Groups) != 1 || a.Small != 1 || a.People != 20 || a.Groups["a"].Absent["ppv_top5"] == "" {
		t.Errorf("%+v", a)
	}
	if _, err := ByGroup(s, group[:1], Options{}); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func ExampleMeasure() {
	m, err := Measure(Sample{
		Score: []float64{0.1, 0.2, 0.3, 0.3, 0.6, 0.7},
		Label: []float64{0, 0, 1, 0, 0, 1},
		ID:    []string{"11", "9", "10", "8", "7", "12"},
	}, Options{Fractions: []float64{0.5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("AUC %.3f, observed over expected %.2f\n", *m.AUC, *m.ObservedExpected)
	fmt.Printf("the first %d find %.0f%% of the events\n", m.AtK[0].K, 100**m.AtK[0].Sensitivity)
	// Output:
	// AUC 0.812, observed over expected 0.91
	// the first 3 find 50% of the events
}
