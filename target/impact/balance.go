package impact

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"continuum/internal/frame"
	"continuum/internal/stat/glm"
)

// Difference is how far the arms of a pilot lie apart in one feature.
type Difference struct {
	Feature      string  `json:"feature"`
	Standardised float64 `json:"standardised"` // difference of means / pooled standard deviation (Austin 2009)
	z            float64 // the difference in standard errors
}

// Limits beyond which arms are not alike: in size, and beyond what chance brings
// into any of a few dozen features.
const (
	apart    = 0.1
	unlikely = 3.5
)

// Balance compares the arms in every feature, the most different first.
func (p *Pilot) Balance() []Difference {
	var out []Difference
	for i := range p.Data.Columns {
		c := &p.Data.Columns[i]
		for _, f := range contrasts(c, p.Data.Rows) {
			if d := p.difference(f.value); !math.IsNaN(d.Standardised) {
				d.Feature = f.name
				out = append(out, d)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int {
		return cmp.Compare(math.Abs(b.Standardised), math.Abs(a.Standardised))
	})
	return out
}

// contrast is one feature that is compared; NaN is missing.
type contrast struct {
	name  string
	value func(row int) float64
}

func contrasts(c *frame.Column, rows int) (out []contrast) {
	switch c.Kind {
	case frame.Number:
		out = append(out, contrast{c.Name, func(i int) float64 { return float64(c.Numbers[i]) }})
	case frame.Category:
		for k, level := range c.Levels {
			out = append(out, contrast{c.Name + "=" + level, func(i int) float64 { return yes(c.Codes[i] == int32(k)) }})
		}
	default:
		return nil
	}
	for i := range rows {
		if c.Missing(i) {
			return append(out, contrast{c.Name + " missing", func(i int) float64 { return yes(c.Missing(i)) }})
		}
	}
	return out
}

func yes(v bool) float64 {
	if v {
		return 1
	}
	return 0
}

func (p *Pilot) difference(value func(int) float64) Difference {
	var n, mean, square [2]float64
	for i, t := range p.Treated {
		if v := value(i); v == v {
			arm := int(t)
			n[arm]++
			d := v - mean[arm]
			mean[arm] += d / n[arm]
			square[arm] += d * (v - mean[arm])
		}
	}
	v0, v1 := square[0]/(n[0]-1), square[1]/(n[1]-1)
	return Difference{
		Standardised: (mean[1] - mean[0]) / math.Sqrt((v0+v1)/2),
		z:            (mean[1] - mean[0]) / math.Sqrt(v0/n[0]+v1/n[1]),
	}
}

// unlike are the differences that neither chance nor matching leaves.
func unlike(all []Difference) (out []Difference) {
	for _, d := range all {
		if math.Abs(d.Standardised) > apart && math.Abs(d.z) > unlikely {
			out = append(out, d)
		}
	}
	return out
}

// fewest and most are the limits of a chance of being helped that can be compared.
const fewest, most = 0.02, 0.98

// propensity is each person's chance of having been helped: the share of the arm
// where arms are alike, else by a logistic ridge regression on all features
// (Rosenbaum and Rubin 1983). Warnings tell what that may not mend.
func (p *Pilot) propensity(ctx context.Context, apart []Difference) (chance []float64, warnings []string, err error) {
	chance = slices.Repeat([]float64{p.arms().share()}, p.Data.Rows)
	if len(apart) == 0 {
		return chance, nil, nil
	}
	m, err := fitLinear(ctx, p.Data, glm.Logistic, p.Treated, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := m.Score(ctx, p.Data, chance); err != nil {
		return nil, nil, err
	}
	outside := 0
	for i, raw := range chance {
		chance[i] = min(max(glm.Logistic.Mean(raw), fewest), most)
		if chance[i] == fewest || chance[i] == most {
			outside++
		}
	}
	d := apart[0]
	warnings = append(warnings, fmt.Sprintf("the arms look neither randomised nor matched: they differ in %s (most in %q, by %.2f standard deviations); this is adjusted for, but what the file does not hold cannot be", plural(len(apart), "%d feature", "%d features"), d.Feature, d.Standardised))
	if share := float64(outside) / float64(len(chance)); share > 0.01 {
		warnings = append(warnings, fmt.Sprintf("%.0f%% of the pilot's people could hardly have been in the other arm: their effect is a guess", 100*share))
	}
	return chance, warnings, nil
}
