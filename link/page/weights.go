package page

import (
	"cmp"
	"math"
	"slices"

	"continuum/link"
)

// rung is one line of the table that explains weights.
type rung struct {
	Weight    float64
	Chance    float64
	Threshold bool // this is where links begin
}

// ladder explains weights by examples, among them the threshold.
func ladder(threshold float64) []rung {
	at := []float64{-3, 0, 1, 3, 10, 20}
	if finite(threshold) && !slices.Contains(at, threshold) {
		at = append(at, threshold)
		slices.Sort(at)
	}
	var out []rung
	for _, w := range at {
		out = append(out, rung{w, probability(w), w == threshold})
	}
	return out
}

// probability turns log2 odds into a chance from 0 to 1.
func probability(w float64) float64 { return 1 / (1 + math.Exp2(-w)) }

// weights is the match-weight chart: what each finding counts for or against.
type weights struct {
	Grid        grid
	Comparisons []comparison
}

type comparison struct {
	Name   string
	Levels []level
}

type level struct {
	link.LevelReport
	Bar bar
}

// weightsOf draws all comparisons on one scale, each with what counts most for
// one person on top.
func weightsOf(all []link.ComparisonReport) weights {
	var every []float64
	for _, c := range all {
		for _, l := range c.Levels {
			every = append(every, l.Weight)
		}
	}
	s := scaleOf(every)
	out := weights{Grid: s.grid("weights")}
	for _, c := range all {
		out.Comparisons = append(out.Comparisons, comparison{name(c.Name), levelsOf(c.Levels, s)})
	}
	return out
}

func levelsOf(all []link.LevelReport, s scale) (out []level) {
	for _, l := range all {
		out = append(out, level{l, s.bar(0, l.Weight)})
	}
	slices.SortStableFunc(out, func(a, b level) int { return cmp.Compare(b.Weight, a.Weight) })
	return out
}
