package model

import (
	"cmp"
	"context"
	"slices"

	"continuum/internal/frame"
	"continuum/target/learn"
)

// Drift is how far a feature has moved since a model learned from it.
type Drift struct {
	Name   string  `json:"name"`
	Words  string  `json:"words"`
	PSI    float64 `json:"psi"`                   // population stability index
	Unseen int     `json:"unseen_people"`         // for whom it is a word that the model has not met
	Word   string  `json:"unseen_word,omitempty"` // the first of these
}

// Bounds of the population stability index as they are commonly read (Siddiqi,
// Credit Risk Scorecards, 2006): below the first nothing to speak of, above the
// second the model should be trained again.
const (
	DriftSome = 0.1
	DriftMuch = learn.Moved
)

// drift compares the features of people to be scored with those learned from, the
// furthest first.
func (k *Kept) drift(ctx context.Context, f *frame.Frame) ([]Drift, error) {
	all, err := k.Chance.Drift(ctx, f)
	if err != nil {
		return nil, err
	}
	out := []Drift{}
	for _, d := range all {
		out = append(out, Drift{d.Column, k.words(d.Column), d.Index, d.Unseen, d.Word})
	}
	slices.SortStableFunc(out, func(a, b Drift) int { return cmp.Compare(b.PSI, a.PSI) })
	return out, nil
}

// words say a feature in plain words.
func (k *Kept) words(name string) string {
	for _, c := range k.Columns {
		if c.Name == name {
			return c.Words
		}
	}
	return name
}
