package learn

import "continuum/internal/stat/metric"

// Report tells what was learned from, what was tried, and how well what was
// chosen predicts rows it did not see.
type Report struct {
	Outcome  string   `json:"outcome"`
	Kind     Kind     `json:"kind"`
	Rows     int      `json:"rows"`
	Groups   int      `json:"groups"` // different groups; rows where there are none
	Events   float64  `json:"events"` // sum of the outcomes
	Rate     float64  `json:"rate"`   // events a row
	Columns  []Used   `json:"columns"`
	LeftOut  []Left   `json:"left_out"`
	Validity Validity `json:"validity"`
	Notices  []Notice `json:"notices"`

	OutOfFold []float64 `json:"-"` // score of each row of Data by parts that did not see its group; nil unless folds validate
	HeldOut   []float64 `json:"-"` // the same of each row of the Holdout, NaN of one left out; nil unless it validates
	Fold      []int8    `json:"-"` // fold of each row that validates
}

// Notice is what a reader should know of a column, or of all where it names none.
type Notice struct {
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
}

// Used is a column the model reads.
type Used struct {
	Name   string  `json:"name"`
	Role   Role    `json:"role"`
	Weight float64 `json:"weight"` // share of all reasons, by their mean size; shares sum to 1
}

// Left is a column the model does not read.
type Left struct {
	Name string `json:"name"`
	Role Role   `json:"role"`
	Why  string `json:"why"`
}

// Validity is what validation found. Its figures are of rows that the parts of the
// model did not see, after a recalibration that did not see them either.
type Validity struct {
	How        string      `json:"how"` // such as "5 folds by person"; "none"
	Rows       int         `json:"rows"`
	Candidates []Candidate `json:"candidates"`
	Chosen     string      `json:"chosen"`

	Binary  *metric.Metrics      `json:"figures,omitempty"`       // of a Binary outcome
	Count   *metric.CountMetrics `json:"count_figures,omitempty"` // of a Count
	Curve   *metric.Curve        `json:"calibration,omitempty"`   // of a Binary outcome
	FoldAUC []float64            `json:"fold_auc,omitempty"`      // of each fold in which it exists
	Before  Line                 `json:"recalibration"`           // by which the chosen parts were recalibrated
}

// Line is intercept and slope from a raw score to a recalibrated one.
type Line struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
}

// Candidate is what was tried.
type Candidate struct {
	Name    string  `json:"name"`
	Loss    float64 `json:"loss"`          // mean log loss, or half the mean deviance of counts; recalibrated, of rows not seen
	AUC     float64 `json:"auc,omitempty"` // that anything happens
	Setting string  `json:"setting"`       // what it was fitted with
	Chosen  bool    `json:"chosen"`
}
