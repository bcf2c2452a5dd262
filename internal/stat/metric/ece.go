package metric

import "math"

// tenths of the people.
const tenths = 10

// parts cuts n people into groups whose sizes differ by at most one, larger ones
// first, and gives the places where they end. Fewer people than groups make
// groups of one.
func parts(n, groups int) []int {
	var ends []int
	for i, at := 0, 0; i < groups && at < n; i++ {
		at += n / groups
		if i < n%groups {
			at++
		}
		ends = append(ends, at)
	}
	return ends
}

// equalCount is the expected calibration error over ten groups of equal count in
// order of score, then id.
func equalCount(people []person) (sum float64) {
	from := 0
	for _, to := range parts(len(people), tenths) {
		var difference float64
		for _, p := range people[from:to] {
			if p.event {
				difference++
			}
			difference -= p.score
		}
		sum += math.Abs(difference)
		from = to
	}
	return sum / float64(len(people))
}
