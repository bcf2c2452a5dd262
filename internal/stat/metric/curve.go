package metric

import (
	"math"
	"slices"

	"continuum/internal/stat/dist"
)

// Tenth is one group of people of similar scores.
type Tenth struct {
	N        int           `json:"n"`
	Events   float64       `json:"events"`
	Mean     float64       `json:"predicted"` // mean score
	Observed float64       `json:"observed"`  // events a person
	Interval dist.Interval `json:"interval"`  // of observed
}

// Point is one point of a smooth curve.
type Point struct {
	Predicted float64 `json:"predicted"`
	Observed  float64 `json:"observed"`
}

// Curve says what happened to people of each score: in groups of equal count, and
// as a smooth curve with the mean, median, 90th percentile and largest distance
// between score and curve over all people (Austin and Steyerberg 2019).
type Curve struct {
	Tenths  []Tenth `json:"groups"`
	Smooth  []Point `json:"smooth"`
	Average float64 `json:"e_average"`
	Median  float64 `json:"e_median"`
	Ninety  float64 `json:"e_90"`
	Most    float64 `json:"e_max"`
}

// Calibration makes the curve from groups of equal count (0 is 10).
func Calibration(s Sample, groups int) (*Curve, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if groups <= 0 {
		groups = tenths
	}
	people := s.ascending()
	c := &Curve{}
	from := 0
	for _, to := range parts(len(people), groups) {
		c.Tenths = append(c.Tenths, tenth(people[from:to]))
		from = to
	}
	c.Smooth = smooth(bins(people))
	c.distance(people)
	return c, nil
}

func tenth(people []person) Tenth {
	n, k := len(people), events(people)
	t := Tenth{N: n, Events: float64(k), Observed: float64(k) / float64(n), Interval: dist.Share(k, n, dist.Level)}
	for _, p := range people {
		t.Mean += p.score / float64(n)
	}
	return t
}

// distance sets how far scores are from the smooth curve.
func (c *Curve) distance(people []person) {
	apart := make([]float64, len(people))
	at := 0
	for i, p := range people {
		for at+2 < len(c.Smooth) && c.Smooth[at+1].Predicted < p.score {
			at++
		}
		apart[i] = math.Abs(p.score - between(c.Smooth, at, p.score))
		c.Average += apart[i] / float64(len(people))
	}
	slices.Sort(apart)
	c.Median = apart[(len(apart)-1)/2]
	c.Ninety = apart[(len(apart)-1)*9/10]
	c.Most = apart[len(apart)-1]
}

// between reads the curve at x, between two of its points or level beyond the last.
func between(curve []Point, at int, x float64) float64 {
	a := curve[at]
	if at+1 == len(curve) || x <= a.Predicted {
		return a.Observed
	}
	b := curve[at+1]
	share := min(1, (x-a.Predicted)/(b.Predicted-a.Predicted))
	return a.Observed + share*(b.Observed-a.Observed)
}
