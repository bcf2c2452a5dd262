package metric

import "math"

const (
	mostBins   = 2000 // people are taken together in as many groups before smoothing
	curvePoint = 100  // points of the smooth curve
	span       = 0.75 // share of the people that each point is smoothed over
)

// bin is some people of nearly equal scores.
type bin struct{ n, score, observed float64 }

// bins takes people of equal score together, and neighbours where there are more
// scores than bins.
func bins(people []person) (out []bin) {
	least := float64(len(people)) / mostBins
	for from := 0; from < len(people); {
		b, to := bin{}, from
		for ; to < len(people) && (people[to].score == people[from].score || b.n < least); to++ {
			b.n++
			b.score += people[to].score
			if people[to].event {
				b.observed++
			}
		}
		b.score, b.observed = b.score/b.n, b.observed/b.n
		out = append(out, b)
		from = to
	}
	return out
}

// smooth is a local linear regression with tricube weights (Cleveland 1979), at
// points that are evenly spaced among the people.
func smooth(bins []bin) (out []Point) {
	var total float64
	for _, b := range bins {
		total += b.n
	}
	next, seen := 0.0, 0.0
	for i, b := range bins {
		seen += b.n
		if seen < next && i < len(bins)-1 {
			continue
		}
		out = append(out, Point{b.score, local(bins, i, total*span)})
		next = seen + total/curvePoint
	}
	return out
}

// local fits a line around bin i over at least some people.
func local(bins []bin, i int, people float64) float64 {
	x := bins[i].score
	low, high, n := i, i, bins[i].n
	for n < people && (low > 0 || high < len(bins)-1) {
		if high == len(bins)-1 || low > 0 && x-bins[low-1].score <= bins[high+1].score-x {
			low--
			n += bins[low].n
		} else {
			high++
			n += bins[high].n
		}
	}
	reach := max(x-bins[low].score, bins[high].score-x) * (1 + 1e-9)
	return line(bins[low:high+1], x, reach)
}

// line is the weighted least squares line at x, within 0 and 1.
func line(bins []bin, x, reach float64) float64 {
	var w, sx, sy, sxx, sxy float64
	for _, b := range bins {
		d, v := b.score-x, b.n
		if reach > 0 {
			u := math.Abs(d) / reach
			tri := 1 - u*u*u
			v *= tri * tri * tri
		}
		w, sx, sy, sxx, sxy = w+v, sx+v*d, sy+v*b.observed, sxx+v*d*d, sxy+v*d*b.observed
	}
	mean := sy / w
	if spread := sxx - sx*sx/w; spread > 1e-12*(sxx+1e-300) {
		mean -= (sxy - sx*sy/w) / spread * sx / w
	}
	return min(max(mean, 0), 1)
}
