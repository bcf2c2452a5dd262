package model

import (
	"context"
	"fmt"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
)

// Kept is a trained model: everything that is needed to score people by it, and
// nothing that depends on when or where it was trained.
type Kept struct {
	Format   int      `json:"format"`
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Outcome  string   `json:"outcome"` // "any emergency admissions"
	Events   string   `json:"events"`  // "emergency admissions"
	Horizon  int      `json:"horizon_days"`
	Lookback int      `json:"lookback_days"`
	Columns  []Column `json:"columns"`
	Files    []File   `json:"files"` // of the place folder that it was made by

	Chance         *learn.Model `json:"chance"`          // of the outcome within the horizon
	Rate           *learn.Model `json:"rate"`            // of events a person-year
	Joint          *Joint       `json:"joint,omitempty"` // by which the rate is drawn towards the chance; nil: it is not
	ChanceInterval Interval     `json:"chance_interval"`
	RateInterval   Interval     `json:"rate_interval"`

	Hash string `json:"-"`
}

const keptFormat = 2

// check refuses a file that this version cannot score by.
func (k *Kept) check(path string) error {
	if k.Format != keptFormat {
		return &fault.Error{Code: fault.Invalid, File: path, Value: fmt.Sprint(k.Format), Reason: "is a model of another version of the product", Fix: "train the model again"}
	}
	if k.Chance == nil || k.Rate == nil || len(k.Columns) == 0 {
		return damaged(path, nil)
	}
	return nil
}

// score gives everybody of some rows their score.
func (k *Kept) score(ctx context.Context, r *Rows) ([]Score, error) {
	if err := k.fits(r.Data); err != nil {
		return nil, err
	}
	chance, err := k.Chance.Predict(ctx, r.Data)
	if err != nil {
		return nil, err
	}
	rate, err := k.Rate.Predict(ctx, r.Data)
	if err != nil {
		return nil, err
	}
	out := make([]Score, len(r.People))
	for i, id := range r.People {
		s := Score{Person: id, Model: k.Hash, Chance: chance[i], Rate: k.Joint.apply(rate[i], chance[i])}
		s.ChanceLow, s.ChanceHigh = k.ChanceInterval.of(s.Chance)
		s.RateLow, s.RateHigh = k.RateInterval.of(s.Rate)
		out[i] = s
	}
	return out, nil
}

// fits refuses features that are not those the model learned from.
func (k *Kept) fits(f *frame.Frame) error {
	for _, c := range k.Columns {
		if f.Column(c.Name) == nil {
			return &fault.Error{Code: fault.Conflict, File: c.File, Line: int64(c.Line), Value: c.Name, Reason: fmt.Sprintf("model %s (%s) learned from a feature that is not declared any more", k.ID, k.Hash), Fix: "declare it again, or train the model again"}
		}
	}
	return nil
}
