package model

import (
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
)

// Reason is one feature's share of a forecast, in words that a person and their carer
// can read.
type Reason struct {
	Feature string  `json:"feature"`
	Words   string  `json:"words"` // "3 emergency admissions in the last year"
	Share   float64 `json:"share"` // what it adds to the log odds (of the chance) or the log rate
}

// Explained is a score with its reasons: Base, the shares of Reasons and Rest add up to
// the log odds of the chance.
type Explained struct {
	Score
	Base    float64  `json:"base"` // log odds of the average person
	Reasons []Reason `json:"reasons"`
	Rest    float64  `json:"rest"` // of all other features
}

// TopReasons is how many reasons are told of a person.
const TopReasons = 5

// Of gives one person's score with its reasons; fault.NotFound where the person has
// none, or is hidden.
func (s *Scores) Of(ctx context.Context, person string) (Explained, error) {
	all, err := s.Explain(ctx, []string{person}, TopReasons)
	if err != nil {
		return Explained{}, err
	}
	if len(all) == 0 {
		return Explained{}, fault.New(fault.NotFound, "the model gives no score for this person")
	}
	return all[0], nil
}

// Reasons gives the n top reasons of some people; whoever has no score or is hidden is
// left out.
func (s *Scores) Reasons(ctx context.Context, people []string, n int) (map[string][]Reason, error) {
	all, err := s.Explain(ctx, people, n)
	out := map[string][]Reason{}
	for _, e := range all {
		out[e.Person] = e.Reasons
	}
	return out, err
}

const mostAsked = 1000 // people in one question

// Explain gives the scores of some people with their top reasons, in the order of
// their ids; whoever has no score or is hidden is left out. Reasons are worked out from
// the features that were kept with the score, so they are those of the score as it was.
func (s *Scores) Explain(ctx context.Context, people []string, top int) ([]Explained, error) {
	people = slices.DeleteFunc(slices.Sorted(slices.Values(people)), func(id string) bool { return s.hidden != nil && s.hidden(id) })
	var out []Explained
	for some := range slices.Chunk(slices.Compact(people), mostAsked) {
		scores, data, err := s.look(ctx, some)
		if err != nil {
			return nil, err
		}
		told, err := s.tell(ctx, scores, data, top)
		if err != nil {
			return nil, err
		}
		out = append(out, told...)
	}
	return out, nil
}

// look reads scores with the features they were made of.
func (s *Scores) look(ctx context.Context, people []string) ([]Score, *frame.Frame, error) {
	columns := strings.Join(figures, ", ")
	fills := make([]*filling, len(s.Model.Columns))
	for i, c := range s.Model.Columns {
		kind := "DOUBLE"
		if c.Form == Category {
			kind = "VARCHAR"
		}
		columns += fmt.Sprintf(", CAST(%s AS %s)", duck.Ident(featureColumn+c.Name), kind)
		fills[i] = newFilling(c, len(people))
	}
	var scores []Score
	var failed error
	err := s.rows(ctx, columns, "WHERE person_id IN (SELECT unnest("+duck.List(people)+"))", func(v []driver.Value) error {
		scores = append(scores, s.score(v))
		for i, f := range fills {
			if err := f.add(v[1+len(figures)+i]); err != nil {
				failed = err
			}
		}
		return failed
	})
	if err != nil {
		return nil, nil, err
	}
	data := &frame.Frame{Rows: len(scores)}
	for _, f := range fills {
		data.Columns = append(data.Columns, f.done())
	}
	return scores, data, nil
}

func (s *Scores) tell(ctx context.Context, scores []Score, data *frame.Frame, top int) ([]Explained, error) {
	if len(scores) == 0 {
		return nil, nil
	}
	rows := make([]int, len(scores))
	for i := range rows {
		rows[i] = i
	}
	found, err := s.Model.Chance.Reasons(ctx, data, rows, top)
	if err != nil {
		return nil, err
	}
	out := make([]Explained, len(scores))
	for i, e := range found {
		out[i] = Explained{Score: scores[i], Base: e.Base, Rest: e.Rest, Reasons: s.Model.reasons(e, data, i)}
	}
	return out, nil
}

func (k *Kept) reasons(e learn.Explanation, data *frame.Frame, row int) []Reason {
	out := []Reason{}
	for _, r := range e.Reasons {
		at := slices.IndexFunc(k.Columns, func(c Column) bool { return c.Name == r.Column })
		number, level := valueOf(data.Column(r.Column), row)
		out = append(out, Reason{r.Column, k.Columns[at].Say(number, level), r.Effect})
	}
	return out
}

// valueOf is a value as a number or a word; NaN and "" where it is missing.
func valueOf(c *frame.Column, row int) (number float64, level string) {
	switch {
	case c.Missing(row):
		return math.NaN(), ""
	case c.Kind == frame.Category:
		return math.NaN(), c.Levels[c.Codes[row]]
	}
	return float64(c.Numbers[row]), ""
}
