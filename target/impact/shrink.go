package impact

import (
	"math"

	"continuum/internal/fault"
)

// Estimate is what one source knows of an effect: a share of events avoided and
// its standard error.
type Estimate struct{ Mean, SE float64 }

// Shrunk is a local result drawn towards what was known before.
type Shrunk struct {
	Estimate
	Weight float64 // w of the local result: e = w local + (1-w) prior
}

func (e Estimate) check(what string) error {
	if err := CheckEffect(e.Mean); err != nil {
		return fault.Wrap(err, "%s", what)
	}
	if !(e.SE > 0 && e.SE < math.Inf(1)) {
		return fault.New(fault.Invalid, "%s: its standard error is %v; it must be above 0", what, e.SE)
	}
	return nil
}

// Shrink draws a local result towards a prior, each by its precision: w grows with
// the information in the local result.
func Shrink(prior, local Estimate) (Shrunk, error) {
	if err := prior.check("the prior effect"); err != nil {
		return Shrunk{}, err
	}
	if err := local.check("the local effect"); err != nil {
		return Shrunk{}, err
	}
	p, l := 1/(prior.SE*prior.SE), 1/(local.SE*local.SE)
	w := l / (l + p)
	return Shrunk{Estimate{min(1, w*local.Mean+(1-w)*prior.Mean), 1 / math.Sqrt(l+p)}, w}, nil
}

// spreads are the standard deviations between groups that Pool weighs.
var spreads = []float64{0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5}

// Pool draws the results of several groups towards their common effect, which
// itself starts from a prior, as far as the groups agree: the spread between groups
// has a half-normal prior of the scale given and is averaged over by what the
// results say of it (empirical Bayes, Morris 1983). Weight is of the group's own
// result.
func Pool(prior Estimate, groups []Estimate, scale float64) ([]Shrunk, error) {
	if err := prior.check("the prior effect"); err != nil {
		return nil, err
	}
	if !(scale > 0 && scale < math.Inf(1)) {
		return nil, fault.New(fault.Invalid, "a spread between groups of %v; it must be above 0", scale)
	}
	for _, g := range groups {
		if err := g.check("the effect in a group"); err != nil {
			return nil, err
		}
	}
	out := make([]Shrunk, len(groups))
	weights := make([]float64, len(spreads))
	for k, spread := range spreads {
		weights[k] = pooled(prior, groups, spread).evidence - spread*spread/(2*scale*scale)
	}
	normalise(weights)
	for k, spread := range spreads {
		pooled(prior, groups, spread).add(out, groups, weights[k])
	}
	for i := range out {
		out[i].SE = math.Sqrt(max(0, out[i].SE-out[i].Mean*out[i].Mean)) // rounding may leave less than 0
		out[i].Mean = min(1, out[i].Mean)
	}
	return out, nil
}

// pool is what is known of the common effect when the spread is given.
type pool struct{ spread, mean, variance, evidence float64 }

func pooled(prior Estimate, groups []Estimate, spread float64) pool {
	precision := 1 / (prior.SE * prior.SE)
	weighted := prior.Mean * precision
	square := prior.Mean * prior.Mean * precision
	var logs float64
	for _, g := range groups {
		v := g.SE*g.SE + spread*spread
		precision, weighted, square = precision+1/v, weighted+g.Mean/v, square+g.Mean*g.Mean/v
		logs += math.Log(v)
	}
	mean := weighted / precision
	return pool{spread, mean, 1 / precision, -(square - weighted*mean + logs + math.Log(precision)) / 2}
}

// add adds the groups' first and second moments at this spread (in Mean and SE).
func (p pool) add(out []Shrunk, groups []Estimate, share float64) {
	for i, g := range groups {
		w := p.spread * p.spread / (p.spread*p.spread + g.SE*g.SE)
		mean := w*g.Mean + (1-w)*p.mean
		variance := w*g.SE*g.SE + (1-w)*(1-w)*p.variance
		out[i].Mean += share * mean
		out[i].SE += share * (variance + mean*mean)
		out[i].Weight += share * w
	}
}

// normalise turns logs of weights into shares.
func normalise(logs []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, l := range logs {
		top = max(top, l)
	}
	for i, l := range logs {
		logs[i] = math.Exp(l - top)
		sum += logs[i]
	}
	for i := range logs {
		logs[i] /= sum
	}
}
