package model

import (
	"hash/fnv"
	"math"

	"continuum/internal/stat/glm"
)

// Joint draws a rate towards the chance: log rate = Intercept + Rate × log of the
// learned rate + Chance × log odds of the learned chance. Counts of events are mostly
// those of a few people, so what is learned from them puts too much on who had most;
// whether there is any event at all tells less of each, but of everybody. Together they
// foresee better than either (stacking: Breiman, Machine Learning 1996;24:49). Log odds,
// as they are the log rate of counts that vary as those of emergency admissions do
// (negative binomial with a shape of 1).
type Joint struct {
	Intercept float64 `json:"intercept"`
	Rate      float64 `json:"rate"`
	Chance    float64 `json:"chance"`
}

// apply is the rate of somebody with a learned rate and chance; no Joint leaves it.
func (j *Joint) apply(rate, chance float64) float64 {
	if j == nil {
		return rate
	}
	return math.Exp(j.Intercept + j.Rate*math.Log(rate) + j.Chance*logOdds(chance))
}

// sure keeps log odds finite.
const sure = 1e-9

func logOdds(p float64) float64 { return glm.Logistic.Link(min(max(p, sure), 1-sure)) }

// foreseen is what was foreseen of people from whom nothing was learned, and what
// happened to them.
type foreseen struct {
	people       []string
	rate, chance []float64
	events       []float64
	exposed      []float64 // log of the years lived
}

// fewestEvents is how many it takes to fit a Joint.
const fewestEvents = 200

// jointOf fits a Joint to some people; nil where there is too little to tell, or one of
// the two adds nothing.
func jointOf(f *foreseen, counts func(person string) bool) *Joint {
	w := make([]float64, len(f.people))
	x := [][]float64{make([]float64, len(w)), make([]float64, len(w))}
	total := 0.0
	for i, id := range f.people {
		x[0][i], x[1][i] = math.Log(f.rate[i]), logOdds(f.chance[i])
		if counts(id) {
			w[i] = 1
			total += f.events[i]
		}
	}
	if total < fewestEvents {
		return nil
	}
	fit, err := glm.Newton(glm.Poisson, x, f.events, w, f.exposed)
	if err != nil { // the two say the same
		return nil
	}
	c := fit.Coefficients
	if c[1] <= 0 || c[2] <= 0 {
		return nil
	}
	return &Joint{c[0], c[1], c[2]}
}

// jointFolds part those by whom a Joint is fitted from those it is judged by.
const jointFolds = 5

// join fits a Joint to everybody, and gives the rates of each by one that was fitted to
// others, unless that foresees no better than the rates as they were.
func (f *foreseen) join() (*Joint, []float64) {
	joint := jointOf(f, everybody)
	if joint == nil {
		return nil, f.rate
	}
	rates, before, after := make([]float64, len(f.rate)), 0.0, 0.0
	for k := range uint32(jointFolds) {
		others := jointOf(f, func(id string) bool { return foldOf(id) != k })
		for i, id := range f.people {
			if foldOf(id) != k {
				continue
			}
			rates[i] = others.apply(f.rate[i], f.chance[i])
			before += glm.Poisson.Loss(math.Log(f.rate[i])+f.exposed[i], f.events[i])
			after += glm.Poisson.Loss(math.Log(rates[i])+f.exposed[i], f.events[i])
		}
	}
	if after >= before {
		return nil, f.rate
	}
	return joint, rates
}

// foldOf parts people by another hash than learns does, which all of these have in common.
func foldOf(person string) uint32 {
	h := fnv.New32()
	_, _ = h.Write([]byte(person))
	return h.Sum32() % jointFolds
}
