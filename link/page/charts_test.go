package page

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"continuum/link"
)

func number(t *testing.T, s share) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(string(s), "%"), 64)
	if err != nil {
		t.Fatalf("%q is no share", s)
	}
	return x
}

// Whatever the weights, bars stay inside the chart, their order is that of the
// weights, and few lines stand behind them.
func TestScaleHoldsAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOf(rapid.Float64Range(-500, 500)).Draw(rt, "weights")
		s := scaleOf(append(all, math.NaN(), math.Inf(1)))
		for i, w := range all {
			if s.at(w) <= 0 || s.at(w) >= 1 {
				rt.Fatalf("%v lies at %v", w, s.at(w))
			}
			if i > 0 && (all[i-1] < w) != (s.at(all[i-1]) < s.at(w)) && math.Abs(all[i-1]-w) > 1e-9 {
				rt.Fatalf("%v and %v stand in the wrong order", all[i-1], w)
			}
		}
		zero := 0
		lines := s.grid("x").Lines
		for _, l := range lines {
			if l.Class == "zero" {
				zero++
			}
		}
		if zero != 1 || len(lines) > 7 {
			rt.Fatalf("%d lines, %d of them zero", len(lines), zero)
		}
	})
}

func TestBarsPointTheirWay(t *testing.T) {
	s := scale{-10, 10}
	got := []bar{s.bar(0, 5), s.bar(5, -5), s.bar(0, math.Inf(-1))}
	want := []bar{
		{X: "50%", Width: "25%", Start: "50%", End: "75%", Class: "for"},
		{X: "25%", Width: "50%", Start: "75%", End: "25%", Class: "against"},
		{X: "0%", Width: "50%", Start: "50%", End: "0%", Class: "against"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Each step begins where the one before ended, and the last bar ends there too.
func TestWaterfallsFlow(t *testing.T) {
	for _, shelf := range examplesOf(sampleExamples(), 4).Shelves {
		for _, w := range shelf.Links {
			for i := 1; i < len(w.Steps); i++ {
				if w.Steps[i].Bar.Start != w.Steps[i-1].Bar.End {
					t.Errorf("%s: step %d begins at %s, the one before ended at %s", w.Left.LocalID, i, w.Steps[i].Bar.Start, w.Steps[i-1].Bar.End)
				}
			}
			last := w.Steps[len(w.Steps)-1]
			if d := number(t, last.Bar.End) - number(t, w.Total.End); math.Abs(d) > 0.011 {
				t.Errorf("%s: the steps end at %s, the weight at %s", w.Left.LocalID, last.Bar.End, w.Total.End)
			}
		}
	}
}

func TestStepsAreNamedOnce(t *testing.T) {
	for got, want := range map[string]string{
		labelOf(link.Step{Name: "start"}):                                               "Start",
		labelOf(link.Step{Name: "date of birth", Finding: "date of birth agrees"}):      "Date of birth agrees",
		labelOf(link.Step{Name: "residence", Finding: "address and postcode agree"}):    "Residence: address and postcode agree",
		whyNot(link.Waterfall{Kept: true}) + whyNot(link.Waterfall{Cut: "ruled apart"}): "ruled apart",
		whyNot(link.Waterfall{}): "too weak by itself",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestStrongestFindingOnTop(t *testing.T) {
	w := weightsOf([]link.ComparisonReport{{Name: "sex", Levels: []link.LevelReport{{Label: "a", Weight: -6}, {Label: "b", Weight: 1}, {Label: "c", Weight: 1}}}})
	var order string
	for _, l := range w.Comparisons[0].Levels {
		order += l.Label
	}
	if order != "bca" {
		t.Errorf("got %s", order)
	}
}

// Every person is in one bin, whatever the sizes.
func TestSizesCountEverybody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var r link.Report
		want := 0
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(1, 1_000_000), 1, 30, rapid.ID[int]).Draw(rt, "sizes") {
			people := rapid.IntRange(1, 10_000_000).Draw(rt, "people")
			r.Sizes = append(r.Sizes, link.SizeReport{Records: n, Persons: people})
			want += people
		}
		got, share := 0, 0.0
		out := sizesOf(&r)
		for _, b := range out.Bins {
			got += b.Persons
			share += b.Share
			if width := number(t, b.Bar.Width); (width > 0) != (b.Persons > 0) || width > 100 {
				rt.Fatalf("%d people have a bar of %v", b.Persons, width)
			}
		}
		if got != want || math.Abs(share-1) > 1e-9 {
			rt.Fatalf("%d people of %d; shares make %v", got, want, share)
		}
		if last := out.Bins[len(out.Bins)-1]; last.Persons == 0 {
			rt.Fatal("the last bin is empty")
		}
	})
}

func TestSizesAreLogarithmic(t *testing.T) {
	s := logScale(100_000)
	if one, two := s.at(100)-s.at(10), s.at(10_000)-s.at(1_000); math.Abs(one-two) > 1e-12 || one <= 0 {
		t.Errorf("decades are %v and %v wide", one, two)
	}
}

func TestBlockingIsSetAgainstAllPairs(t *testing.T) {
	b := blockingOf(&link.Report{Profiles: 1001, Pairs: 500, Blocking: []link.BlockingReport{{Rule: "phone", Pairs: 400, Windowed: 2, Left: 7}, {Rule: "sex", Pairs: 100, Refined: 3, Windowed: 1}}})
	if b.Possible != "500,000" || b.OneIn != "1,000" || b.Windowed != 3 || b.Refined != 3 || b.Left != 7 {
		t.Errorf("got %+v", b)
	}
	if b.Rules[0].Bar.Width != "100%" || b.Rules[1].Bar.Width != "25%" || b.Rules[1].Share != 0.2 {
		t.Errorf("got %+v", b.Rules)
	}
}

func TestTimesFollowTheRun(t *testing.T) {
	var got []string
	for _, a := range timesOf(map[string]float64{"zip": 1, "score": 2, "gather": 1, "answer": 4}).Rows {
		got = append(got, a.Name+" "+a.Value+" "+string(a.Bar.Width))
	}
	want := []string{"Gathering the records 1.00 s 25%", "Weighing the pairs 2.00 s 50%", "Answer 4.00 s 100%", "Zip 1.00 s 25%", "In all 8.00 s 0%"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheLargestCountFirst(t *testing.T) {
	var got []string
	for _, a := range cutsOf(map[string]int{"b": 5, "a": 5, "c": 9}).Rows {
		got = append(got, a.Name+a.Value)
	}
	if diff := cmp.Diff([]string{"C9", "A5", "B5"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheAnswerInASentence(t *testing.T) {
	for _, c := range []struct {
		r    link.Report
		want string
	}{
		{link.Report{}, "There were no records to link."},
		{link.Report{Records: 1, Persons: 1, Sizes: []link.SizeReport{{Records: 1, Persons: 1}}}, "1 record is 1 person. On average a person has 1.0 records. 100% of people have only one."},
		{link.Report{Records: 2_000, Persons: 1_000, Sizes: []link.SizeReport{{Records: 2, Persons: 1_000}}}, "2,000 records are 1,000 people. On average a person has 2.0 records. Nobody has only one."},
	} {
		f := foundOf(&c.r)
		if got := strings.TrimSpace(f.Sentence + " " + f.Beside); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTheLadderShowsTheThreshold(t *testing.T) {
	for _, threshold := range []float64{4, 10, -1.5} {
		marked, before := 0, math.Inf(-1)
		for _, r := range ladder(threshold) {
			if r.Threshold {
				marked++
			}
			if r.Weight <= before {
				t.Errorf("%v stands after %v", r.Weight, before)
			}
			before = r.Weight
		}
		if marked != 1 {
			t.Errorf("threshold %v is marked %d times", threshold, marked)
		}
	}
}
