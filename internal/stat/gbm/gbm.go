// Package gbm learns boosted trees: who is likely to be admitted, to fall, to
// miss a visit, from what a care partnership already knows about its people. It
// is written here, and not borrowed, because a place must be able to keep the
// model, read it, run it anywhere and get the same answer to the last bit.
//
// The method is gradient boosting (Friedman 2001) with Newton steps (Chen and
// Guestrin 2016, XGBoost) on histograms of at most 255 bins a column, built for
// the smaller child and subtracted for the larger (Ke 2017, LightGBM), with
// gradients rounded to integers (Shi 2022, "Quantized Training of Gradient
// Boosting Decision Trees"). Integers add up the same in any order, so that the
// same table and seed give the same model on any number of processors. Reasons
// are exact path-dependent Shapley values (Lundberg 2018 and 2020).
package gbm

import "continuum/internal/frame"

// Loss says what is modelled and what a raw score means.
type Loss string

// The losses.
const (
	Logistic Loss = "logistic" // an outcome between 0 and 1; raw scores are log-odds
	Poisson  Loss = "poisson"  // a count; raw scores are logs of the expected count (of the rate, with offsets)
)

// Target is what is learned: one value a row of the frame.
type Target struct {
	Y      []float64 // the outcome: 0 to 1 (Logistic) or 0 and above (Poisson)
	Weight []float64 // how much a row counts; nil is 1 for all, 0 leaves a row out
	Offset []float64 // added to the raw score while learning (log exposure for Poisson); nil is none
}

// Valid is a table that is not learned from, by which learning stops early.
type Valid struct {
	Frame  *frame.Frame
	Target Target
}

// Progress is told after each tree how many are grown, how many there may be, and
// the mean loss on the validation table, NaN where there is none.
type Progress func(trees, most int, validLoss float64)
