package glm

import (
	"math"
	"slices"

	"continuum/internal/frame"
	"continuum/internal/stat/dist"
)

// Number says how a number becomes features: itself (clipped, perhaps its log),
// one hinge a knot, and 1 where it is missing. A missing value stands at the mean
// of every other feature, so that the indicator alone tells what missing means.
type Number struct {
	Low     float64   `json:"low"`  // values below count as this
	High    float64   `json:"high"` // values above count as this
	Log     bool      `json:"log,omitempty"`
	Knots   []float64 `json:"knots,omitempty"` // on the scale after clipping and log
	Missing bool      `json:"missing,omitempty"`
	Deviate []float64 `json:"deviation"` // standard deviation of each feature but the indicator
}

// skewed is the skewness above which a column is taken as its log.
const skewed = 2

func learnNumber(c *frame.Column, weight []float64, o DesignOptions) (*Term, string) {
	known := make([]float64, 0, len(c.Numbers))
	for _, v := range c.Numbers {
		if v == v {
			known = append(known, float64(v))
		}
	}
	if len(known) == 0 {
		return nil, "left out: it is empty"
	}
	slices.Sort(known)
	k := &Number{Missing: len(known) < len(c.Numbers), Low: known[0], High: known[len(known)-1]}
	if o.Clip > 0 {
		k.clip(known, o.Clip)
	}
	if k.Low == k.High && !k.Missing {
		return nil, "left out: it is constant"
	}
	k.curve(known, o)
	t := &Term{Column: c.Name, Kind: string(frame.Number), Number: k}
	k.moments(t, c, weight)
	return t, ""
}

// clip draws the ends in, unless that would leave nothing but one value.
func (k *Number) clip(sorted []float64, share float64) {
	low, high := quantile(sorted, share), quantile(sorted, 1-share)
	if low < high {
		k.Low, k.High = low, high
	}
}

// quantile is a value of the sorted list: no interpolation.
func quantile(sorted []float64, share float64) float64 {
	at := int(math.Floor(share*float64(len(sorted)-1) + 0.5))
	return sorted[min(max(at, 0), len(sorted)-1)]
}

// curve decides on the log and sets the knots.
func (k *Number) curve(sorted []float64, o DesignOptions) {
	if o.Log && k.Low >= 0 {
		plain := skewness(sorted, k.transform)
		k.Log = true
		k.Log = plain > skewed && math.Abs(skewness(sorted, k.transform)) < plain
	}
	if k.Low == k.High {
		return
	}
	for i := 1; i <= o.Knots; i++ {
		at := k.transform(quantile(sorted, float64(i)/float64(o.Knots+1)))
		last := k.transform(k.Low)
		if n := len(k.Knots); n > 0 {
			last = k.Knots[n-1]
		}
		if at > last && at < k.transform(k.High) {
			k.Knots = append(k.Knots, at)
		}
	}
}

// transform clips a number and takes its log where that was decided.
func (k *Number) transform(v float64) float64 {
	v = min(max(v, k.Low), k.High)
	if k.Log {
		return math.Log1p(v)
	}
	return v
}

func skewness(values []float64, transform func(float64) float64) float64 {
	var mean, second, third float64
	for _, v := range values {
		mean += transform(v)
	}
	mean /= float64(len(values))
	for _, v := range values {
		d := transform(v) - mean
		second += d * d
		third += d * d * d
	}
	if second == 0 {
		return 0
	}
	n := float64(len(values))
	return third / n / math.Pow(second/n, 1.5)
}

// feature is one feature of a value that is not missing: 0 is the number, then the hinges.
func (k *Number) feature(v float64, i int) float64 {
	if i == 0 {
		return v
	}
	return max(0, v-k.Knots[i-1])
}

// moments sets mean and deviation of each feature over the rows that have a
// value, and the share of the missing.
func (k *Number) moments(t *Term, c *frame.Column, weight []float64) {
	n := 1 + len(k.Knots)
	sums := make([]dist.Moments, n)
	var missing dist.Moments
	for row, v := range c.Numbers {
		w := 1.0
		if weight != nil {
			w = weight[row]
		}
		if v != v {
			missing.Add(1, w)
			continue
		}
		missing.Add(0, w)
		at := k.transform(float64(v))
		for i := range sums {
			sums[i].Add(k.feature(at, i), w)
		}
	}
	for _, m := range sums {
		t.Mean = append(t.Mean, m.Mean)
		k.Deviate = append(k.Deviate, m.Deviation())
	}
	if k.Missing {
		t.Mean = append(t.Mean, missing.Mean)
	}
}
