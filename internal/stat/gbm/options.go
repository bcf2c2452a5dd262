package gbm

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"continuum/internal/fault"
)

// Options say how to learn. Zero values stand for the defaults of Defaults.
type Options struct {
	Loss        Loss           `json:"loss"`
	Trees       int            `json:"trees"`              // at most so many (early stopping keeps fewer)
	Depth       int            `json:"depth"`              // most splits between the root and a leaf, 1 to 30
	Leaves      int            `json:"leaves,omitempty"`   // most leaves a tree, best first; 0: as many as Depth allows
	Rate        float64        `json:"rate"`               // learning rate, above 0 and at most 1
	L2          float64        `json:"l2"`                 // added to each sum of hessians; negative: none
	MinGain     float64        `json:"min_gain,omitempty"` // least gain of a split (in units of the loss)
	MinHessian  float64        `json:"min_hessian"`        // least sum of hessians in a leaf; negative: none
	MinRows     int            `json:"min_rows"`           // least rows in a leaf
	Bins        int            `json:"bins"`               // most bins a column, 2 to 255
	RowShare    float64        `json:"row_share"`          // share of the rows each tree sees
	ColumnShare float64        `json:"column_share"`       // share of the columns each tree sees
	Smooth      float64        `json:"smooth"`             // hessians added when levels are put in order; negative: none
	CategoryL2  float64        `json:"category_l2"`        // L2 added for splits of categories; negative: none
	Monotone    map[string]int `json:"monotone,omitempty"` // column: 1 never falls, -1 never rises with the column
	Early       int            `json:"early,omitempty"`    // with a validation table: stop after so many trees without a better loss there; 0: never
	Seed        uint64         `json:"seed"`
	Progress    Progress       `json:"-"`
}

// Defaults are good options for clinical tables of some tens of thousands of rows.
func Defaults(loss Loss) Options {
	return Options{
		Loss: loss, Trees: 100, Depth: 6, Rate: 0.1, L2: 1, MinHessian: 1, MinRows: 20,
		Bins: 255, RowShare: 1, ColumnShare: 1, Smooth: 10, CategoryL2: 10, Seed: 1,
	}
}

// filled gives the options with defaults for what is not set.
func (o Options) filled() Options {
	d := Defaults(o.Loss)
	if o.Loss == "" {
		o.Loss = Logistic
	}
	o.Trees, o.Depth = or(o.Trees, d.Trees), or(o.Depth, d.Depth)
	o.MinRows, o.Bins, o.Seed = or(o.MinRows, d.MinRows), or(o.Bins, d.Bins), or(o.Seed, d.Seed)
	o.Rate, o.RowShare, o.ColumnShare = or(o.Rate, d.Rate), or(o.RowShare, d.RowShare), or(o.ColumnShare, d.ColumnShare)
	o.L2, o.MinHessian = orNone(o.L2, d.L2), orNone(o.MinHessian, d.MinHessian)
	o.Smooth, o.CategoryL2 = orNone(o.Smooth, d.Smooth), orNone(o.CategoryL2, d.CategoryL2)
	return o
}

func or[T comparable](given, usual T) T {
	var zero T
	if given == zero {
		return usual
	}
	return given
}

func orNone(given, usual float64) float64 { return max(or(given, usual), 0) }

// check finds options that mean nothing.
func (o *Options) check() error {
	switch {
	case o.Loss != Logistic && o.Loss != Poisson:
		return bad("loss", o.Loss, "use logistic or poisson")
	case o.Trees < 1 || o.Trees > 100_000:
		return bad("trees", o.Trees, "use 1 to 100000")
	case o.Depth < 1 || o.Depth > deepest:
		return bad("depth", o.Depth, "use 1 to 30")
	case o.Leaves < 0 || o.Leaves == 1 || o.Leaves > 1024:
		return bad("leaves", o.Leaves, "use 2 to 1024, or 0 for as many as the depth allows")
	case !(o.Rate > 0 && o.Rate <= 1):
		return bad("rate", o.Rate, "use a rate above 0 and at most 1")
	case o.Bins < 2 || o.Bins > 255:
		return bad("bins", o.Bins, "use 2 to 255")
	case o.MinRows < 1:
		return bad("min_rows", o.MinRows, "use 1 or more")
	case !(o.RowShare > 0 && o.RowShare <= 1):
		return bad("row_share", o.RowShare, "use a share above 0 and at most 1")
	case !(o.ColumnShare > 0 && o.ColumnShare <= 1):
		return bad("column_share", o.ColumnShare, "use a share above 0 and at most 1")
	case o.Early < 0:
		return bad("early", o.Early, "use 0 or more trees")
	}
	for _, option := range []struct {
		name string
		v    float64
	}{{"l2", o.L2}, {"min_hessian", o.MinHessian}, {"min_gain", o.MinGain}, {"smooth", o.Smooth}, {"category_l2", o.CategoryL2}} {
		if math.IsNaN(option.v) || math.IsInf(option.v, 0) || option.v < 0 {
			return bad(option.name, option.v, "use a number of 0 or more")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Monotone)) {
		if way := o.Monotone[name]; way < -1 || way > 1 {
			return &fault.Error{
				Code: fault.Invalid, Column: name, Value: fmt.Sprint(way),
				Reason: "a monotone constraint is 1, -1 or 0", Fix: "use 1 where the score must not fall with the column, -1 where it must not rise",
			}
		}
	}
	return nil
}

// deepest is how many splits may stand between a root and a leaf.
const deepest = 30

func bad(option string, value any, fix string) error {
	return &fault.Error{Code: fault.Invalid, Reason: "boosting option " + option + " cannot be used", Value: fmt.Sprint(value), Fix: fix}
}
