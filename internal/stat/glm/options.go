package glm

import (
	"math"
	"slices"

	"continuum/internal/fault"
)

// Options say how an elastic net is fitted. The penalty, beside the mean loss of
// a row, is Lambda x (Alpha |b| + (1-Alpha)/2 b^2) for every column's coefficient
// b on the scale that Scaling says.
type Options struct {
	Family Family
	Alpha  float64 // 0 is ridge, 1 lasso

	Lambdas []float64 // for Path: strongest first; none makes Count of them
	Count   int       // of lambdas, 0 is 24
	Ratio   float64   // of the weakest to the strongest lambda, 0 is 0.0001

	Scaling Scaling

	// Precision is the largest squared step, in units of the information of one row and
	// of what there is to explain, at which a fit has settled; 0 is 1e-9.
	Precision float64
}

// Scaling says on which scale columns are penalised.
type Scaling int

// The scalings. Rare levels carry little information; unscaled they are drawn
// to the average the more the rarer they are, as random effects would be.
const (
	ScaleNumbers Scaling = iota // dense columns by their standard deviation, levels as 0 and 1
	ScaleAll                    // every column by its standard deviation, as glmnet does
	ScaleNone                   // nothing
)

const (
	defaultCount = 24
	defaultRatio = 1e-4
	leastAlpha   = 0.1 // a path of less begins where one of this does, as a ridge alone never makes coefficients 0
)

func (o Options) check() error {
	switch {
	case !(o.Alpha >= 0 && o.Alpha <= 1):
		return fault.New(fault.Invalid, "alpha is %v; it must be from 0 (ridge) to 1 (lasso)", o.Alpha)
	case o.Count < 0 || o.Count > 1000:
		return fault.New(fault.Invalid, "%d lambdas were asked for; take from 1 to 1000", o.Count)
	case !(o.Ratio >= 0 && o.Ratio < 1):
		return fault.New(fault.Invalid, "the ratio of the weakest to the strongest lambda is %v; it must lie between 0 and 1", o.Ratio)
	}
	if !(o.Precision >= 0 && o.Precision < 1) {
		return fault.New(fault.Invalid, "the precision is %v; it must lie between 0 and 1", o.Precision)
	}
	for _, l := range o.Lambdas {
		if !(l >= 0 && l < math.Inf(1)) {
			return fault.New(fault.Invalid, "lambda %v; it must be a number of 0 or more", l)
		}
	}
	if !slices.IsSortedFunc(o.Lambdas, func(a, b float64) int { return cmpDown(a, b) }) {
		return fault.New(fault.Invalid, "lambdas must be given strongest first")
	}
	return nil
}

func cmpDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// grid is a path of lambdas, evenly spaced on the log scale.
func (o Options) grid(strongest float64) []float64 {
	if len(o.Lambdas) > 0 {
		return o.Lambdas
	}
	n, ratio := o.Count, o.Ratio
	if n == 0 {
		n = defaultCount
	}
	if ratio == 0 {
		ratio = defaultRatio
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = strongest * math.Pow(ratio, float64(i)/max(1, float64(n-1)))
	}
	return out
}

// Coefficients is one model of a path, on the scale of the matrix's columns.
type Coefficients struct {
	Lambda    float64
	Intercept float64
	Beta      []float64 // one a column of the matrix
	NonZero   int
	Explained float64 // share of the null deviance
	Steps     int     // outer iterations it took
}
