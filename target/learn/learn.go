// Package learn teaches a model from a table of people (or stays, or households)
// whose outcome is known, and scores others with it, so that a partnership can
// put its help where a particular thing is likely to happen: a readmission, a
// fall, an emergency admission.
//
// A logistic (or Poisson) elastic net and gradient boosting learn side by side.
// They are judged only on rows they did not see: by folds that keep a person's
// rows together, or on a later period. What predicts best is chosen, or a
// weighted sum of both; the sum is fitted to those unseen rows, which recalibrates
// it (van Houwelingen 2000, Statist Med 19: 3401; stacking after Wolpert 1992 and
// Breiman 1996). Each part is additive on the log-odds (or log-rate), so that the
// reasons for a score add up to it exactly (Lundberg 2020, Nat Mach Intell 2: 56).
// Figures are told as TRIPOD (Collins 2015) asks: discrimination, calibration and
// selection, with intervals, all out of fold.
package learn

import (
	"continuum/internal/frame"
	"continuum/internal/progress"
	"continuum/internal/stat/gbm"
)

// Kind is what the outcome is.
type Kind string

// The kinds of outcomes.
const (
	Binary Kind = "binary" // it happened (1) or not (0); scores are probabilities
	Count  Kind = "count"  // how often it happened; scores are expected counts
)

// Learner is a way to learn.
type Learner string

// The learners.
const (
	Linear   Learner = "linear"   // elastic net
	Boosting Learner = "boosting" // gradient boosting
)

// Request is what to learn from and how. All slices have one value a row of Data.
type Request struct {
	Data    *frame.Frame // features only; text columns are left out with a notice
	Outcome []float64    // 0 or 1, or counts from 0; never NaN
	Name    string       // of the outcome, for messages and the model file
	Kind    Kind

	Group  []string  // what must not straddle folds, such as the person; nil: each row is its own
	Time   []float64 // when a row was, in days; then the latest rows validate. nil: folds do
	Valid  *Holdout  // rows of a later period that validate, in place of folds
	Weight []float64 // above 0; nil: 1 each
	Offset []float64 // log of the exposure of a Count; nil: 0 each

	Roles    map[string]Role // of columns, where what is inferred is not meant
	Learners []Learner       // none: both, and their sum
	Boost    []gbm.Options   // options of boosting to try, of which Loss and Seed are set here; nil: a few
	Unproven bool            // no validation: neither figures nor recalibration
	Allow    []string        // columns that may tell the outcome nearly perfectly
	LeftOut  []Left          // columns that were left out before, for report and model file
	Seed     uint64

	Source   Source // what the rows are, for the model file
	Product  string // version of the program
	Progress progress.Func
}

// Holdout is rows of the same columns whose outcome is known too. Where Group is
// set in both, rows whose group also learns are left out of it.
type Holdout struct {
	Data    *frame.Frame
	Outcome []float64
	Group   []string
	Weight  []float64
	Offset  []float64
}

// Source tells where rows came from.
type Source struct {
	File   string `json:"file,omitempty"`   // name without its folder
	SHA256 string `json:"sha256,omitempty"` // of the stored bytes
	Rows   int    `json:"rows"`
}

// Role is what a column is to a model.
type Role string

// The roles.
const (
	Number     Role = "number"     // an amount: more is more
	Date       Role = "date"       // a day, as a number
	Interval   Role = "interval"   // a range written out, such as [70-80), 85+ or <5: its middle
	Category   Role = "category"   // one of some names
	Code       Role = "code"       // a code whose first characters say the kind, such as ICD
	Identifier Role = "identifier" // says who, not how somebody is: left out
	Constant   Role = "constant"   // says nothing: left out
	Ignored    Role = "ignored"    // left out as asked
)
