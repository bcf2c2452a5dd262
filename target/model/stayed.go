package model

import (
	"slices"
	"sort"
	"strings"
)

func replaceAll(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }

// stayed gives each person the weight with which they count for the chance of an
// event: those who moved away before the horizon without one are not known, and are
// represented by those who stayed. The weight is one over the chance of still
// living in the place when the answer was known (Kaplan and Meier's estimate of the
// time until leaving; Robins and Finkelstein, Biometrics 2000;56:779), 0 for those
// who left unknown.
func (o *Followed) stayed() []float64 {
	n := len(o.Days)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(o.When[a] - o.When[b]) })
	var days, chance []float64 // after each day on which somebody left
	still := 1.0
	for at := 0; at < n; {
		day, left, end := o.When[order[at]], 0, at
		for ; end < n && o.When[order[end]] == day; end++ {
			if o.censored(order[end]) {
				left++
			}
		}
		if left > 0 {
			still *= 1 - float64(left)/float64(n-at)
			days, chance = append(days, day), append(chance, still)
		}
		at = end
	}
	weight := make([]float64, n)
	for i := range weight {
		if o.censored(i) {
			continue
		}
		weight[i] = 1
		if k := sort.SearchFloat64s(days, o.When[i]); k > 0 { // left before the day
			weight[i] = 1 / chance[k-1]
		}
	}
	return weight
}

// censored tells whether somebody left before it was known whether the event would come.
func (o *Followed) censored(i int) bool { return o.Left[i] && !o.Yes[i] }
