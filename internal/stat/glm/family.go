// Package glm fits the linear models by which a care partnership explains whom it
// would help: logistic regression for whether something happens and Poisson
// regression for how often. A linear model is the plain baseline beside boosted
// trees: each of its reasons is one coefficient that can be read aloud.
//
// Unpenalised fits are by iteratively reweighted least squares (McCullagh and
// Nelder 1989); elastic-net paths by coordinate descent on the weighted least
// squares problem (Friedman, Hastie and Tibshirani 2010, J Stat Softw 33(1)).
package glm

import "math"

// Family is the distribution of the outcome; the link is its canonical one.
type Family string

// The families.
const (
	Logistic Family = "logistic" // outcomes from 0 to 1, log-odds
	Poisson  Family = "poisson"  // counts, log rate
)

// furthest bounds the linear predictor: beyond it a probability is 0 or 1 and a
// rate overflows as far as floating point can tell.
const furthest = 700

// Mean turns a linear predictor into a probability or a rate.
func (f Family) Mean(eta float64) float64 {
	if f == Poisson {
		return math.Exp(min(eta, furthest))
	}
	if eta >= 0 {
		return 1 / (1 + math.Exp(-eta))
	}
	e := math.Exp(eta)
	return e / (1 + e)
}

// Link turns a probability or a rate into the linear predictor.
func (f Family) Link(mean float64) float64 {
	if f == Poisson {
		return math.Log(mean)
	}
	return math.Log(mean) - math.Log1p(-mean)
}

// Variance of the outcome at its mean, which is also the weight of a row in the
// information of a canonical link.
func (f Family) Variance(mean float64) float64 {
	if f == Poisson {
		return mean
	}
	return mean * (1 - mean)
}

// Loss is the negative log-likelihood of one row, without the part that no
// coefficient changes.
func (f Family) Loss(eta, y float64) float64 {
	_, loss := f.meanLoss(eta, y)
	return loss
}

// meanLoss is Mean and Loss in one.
func (f Family) meanLoss(eta, y float64) (mean, loss float64) {
	if f == Poisson {
		mean = math.Exp(min(eta, furthest))
		return mean, mean - y*eta
	}
	e := math.Exp(-math.Abs(eta))
	mean = 1 / (1 + e)
	if eta < 0 {
		mean *= e
	}
	return mean, math.Log(1+e) + max(eta, 0) - y*eta
}

// saturated is the loss of a row that is fitted perfectly.
func (f Family) saturated(y float64) float64 {
	if f == Poisson {
		if y == 0 {
			return 0
		}
		return y - y*math.Log(y)
	}
	if y <= 0 || y >= 1 {
		return 0
	}
	return -y*math.Log(y) - (1-y)*math.Log1p(-y)
}
