package model

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"continuum/internal/stat/dist"
)

// Interval tells how sure a forecast is: of the people judged on the validation
// date, in groups of those with nearly the same forecast, what happened and its 95%
// interval. It is what a place saw, whatever learned the model.
type Interval struct {
	At   []float64 `json:"at"`  // mean forecast of each group, rising
	Low  []float64 `json:"low"` // of what happened
	High []float64 `json:"high"`
}

// groupSize is how many people a group has: enough for the share of a rare event to
// be known, few enough for the forecast of all to be nearly the same.
func groupSize(n int) int { return min(max(200, n/50), 2000) }

// chanceIntervals groups people by their forecast chance (NaN: not judged) and gives
// Wilson's interval (JASA 1927;22:209) of the share for whom it came true.
func chanceIntervals(forecast []float64, yes []bool, weight []float64) Interval {
	return intervals(forecast, weight, func(rows []int) (low, high float64) {
		k := 0
		for _, i := range rows {
			k += count(yes[i])
		}
		in := dist.Share(k, len(rows), dist.Level)
		return in.Low, in.High
	})
}

// rateIntervals does the same for a rate a person-year: the mean of counts over the
// mean of years, with the spread between people (a ratio estimate), since events of
// one person come together.
func rateIntervals(forecast, events, years []float64) Interval {
	return intervals(forecast, nil, func(rows []int) (low, high float64) {
		return ratioInterval(rows, events, years)
	})
}

func intervals(forecast, weight []float64, of func(rows []int) (low, high float64)) Interval {
	var order []int
	for i, p := range forecast {
		if !math.IsNaN(p) && (weight == nil || weight[i] > 0) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(forecast[a], forecast[b]) })
	groups := max(1, len(order)/groupSize(len(order)))
	var out Interval
	for g := range groups {
		rows := order[g*len(order)/groups : (g+1)*len(order)/groups]
		if len(rows) == 0 {
			continue
		}
		mean := 0.0
		for _, i := range rows {
			mean += forecast[i]
		}
		low, high := of(rows)
		out.At, out.Low, out.High = append(out.At, mean/float64(len(rows))), append(out.Low, low), append(out.High, high)
	}
	return out
}

var z95 = dist.Quantile(dist.Level)

func ratioInterval(rows []int, events, years []float64) (low, high float64) {
	e, y := 0.0, 0.0
	for _, i := range rows {
		e, y = e+events[i], y+years[i]
	}
	rate, spread := e/y, 0.0
	for _, i := range rows {
		d := events[i] - rate*years[i]
		spread += d * d
	}
	half := z95 * math.Sqrt(spread) / y
	if e == 0 {
		return 0, 3 / y // the rule of three
	}
	ratio := math.Exp(half / rate) // on the log scale, so that no rate is below 0
	return rate / ratio, rate * ratio
}

// of gives the interval of a forecast between the groups nearest to it; it always
// holds the forecast, for beyond the outermost groups nobody was seen.
func (v Interval) of(p float64) (low, high float64) {
	if len(v.At) == 0 {
		return math.NaN(), math.NaN()
	}
	k := sort.SearchFloat64s(v.At, p)
	switch {
	case k == 0:
		scale := p / max(v.At[0], 1e-12)
		low, high = v.Low[0]*scale, v.High[0]*scale
	case k == len(v.At):
		low, high = v.Low[k-1], v.High[k-1]
	default:
		t := (p - v.At[k-1]) / (v.At[k] - v.At[k-1])
		low, high = v.Low[k-1]+t*(v.Low[k]-v.Low[k-1]), v.High[k-1]+t*(v.High[k]-v.High[k-1])
	}
	return min(low, p), max(high, p)
}
