package metric

import "slices"

// order sets how well expectation orders people by their counts.
func (m *CountMetrics) order(people []counted) {
	values := make([]float64, len(people))
	for i, p := range people {
		values[i] = p.count
	}
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) < 2 {
		m.Absent["concordance"], m.Absent["gini"] = "all counts are equal", "all counts are equal"
		return
	}
	m.Concordance = finite(concordance(people, distinct))
	best := make([]counted, len(values))
	for i, v := range values {
		best[i] = counted{expected: v, count: v}
	}
	m.Gini = finite(gini(people, m.Events) / gini(best, m.Events))
}

// concordance is, over pairs of people of different counts, the share in which the
// one of the higher count was expected to have more; equal expectations count one
// half. Distinct are the counts, ascending.
func concordance(people []counted, distinct []float64) float64 {
	seen := newSums(len(distinct))
	tied := newSums(len(distinct))
	var right, pairs float64
	places := make([]int, 0, len(people))
	for _, p := range people {
		at, _ := slices.BinarySearch(distinct, p.count)
		places = append(places, at)
	}
	for from := 0; from < len(people); {
		to := from
		for ; to < len(people) && people[to].expected == people[from].expected; to++ {
			at := places[to]
			right += seen.below(at) + tied.different(at)/2
			pairs += seen.different(at) + tied.different(at)
			tied.add(at, 1)
		}
		for ; from < to; from++ {
			tied.add(places[from], -1)
			seen.add(places[from], 1)
		}
	}
	return right / pairs
}

// gini is twice the area between the diagonal and the curve of events over people
// in ascending order; equal expectations share a mean rank.
func gini(people []counted, total float64) float64 {
	n := float64(len(people))
	var sum float64
	for from := 0; from < len(people); {
		to, tied := from, 0.0
		for ; to < len(people) && people[to].expected == people[from].expected; to++ {
			tied += people[to].count
		}
		sum += tied * (float64(from+1+to) / 2)
		from = to
	}
	return 2*sum/(n*total) - (n+1)/n
}

// sums are counts by place whose running totals are found in the time of a
// logarithm (Fenwick 1994).
type sums struct {
	tree  []float64
	at    []float64
	total float64
}

func newSums(n int) *sums { return &sums{tree: make([]float64, n+1), at: make([]float64, n)} }

func (s *sums) add(place int, v float64) {
	s.total += v
	s.at[place] += v
	for i := place + 1; i < len(s.tree); i += i & -i {
		s.tree[i] += v
	}
}

// below is the total of lower places.
func (s *sums) below(place int) (sum float64) {
	for i := place; i > 0; i -= i & -i {
		sum += s.tree[i]
	}
	return sum
}

// different is the total of other places.
func (s *sums) different(place int) float64 { return s.total - s.at[place] }
