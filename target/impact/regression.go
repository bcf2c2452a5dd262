package impact

import (
	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

// Regression shows how far the events of a list would have fallen with no help at
// all, because people were chosen after a bad year (Roland et al., BMJ 2005). No
// such fall may be claimed as an effect.
type Regression struct {
	People   int     // on the list
	Last     float64 // their events in the last period
	Next     float64 // expected in the next without help, by the last count alone
	Expected float64 // the same by everything known of each: the sum of their rates
	Mean     float64 // events of somebody of the whole population
	Shape    float64 // of the negative binomial of the population; +Inf: all have one rate
}

// Regress works out regression to the mean of the people chosen from a population,
// whose last counts follow a negative binomial of mean m and shape r: somebody with
// y events is expected to have m (r+y)/(r+m) in the next period of the same length.
func Regress(last, rates []float64, chosen []int) (Regression, error) {
	if rates != nil && len(rates) != len(last) {
		return Regression{}, fault.New(fault.Internal, "%d rates for %d counts", len(rates), len(last))
	}
	d, err := dist.FitNegativeBinomial(last)
	if err != nil {
		return Regression{}, err
	}
	r := Regression{People: len(chosen), Mean: d.Mean, Shape: d.Shape}
	for _, i := range chosen {
		r.Last += last[i]
		r.Next += d.Next(last[i])
		if rates != nil {
			r.Expected += rates[i]
		}
	}
	return r, nil
}
