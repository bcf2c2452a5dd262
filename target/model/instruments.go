package model

import (
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"time"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/place"
	"continuum/target/instrument"
)

// scoring is the published scores that a model knows of people, all worked out in one
// pass over the diagnoses.
type scoring struct {
	engine  *instrument.Engine
	wanted  []Instrument // in the order of the engine's instruments
	score   []int        // of each, which of its scores
	columns []Column
}

// scoring makes the instruments of some sets of features ready; nil where there are none.
func scoringOf(sets []*Spec, p *place.Place) (*scoring, error) {
	all, _ := instrument.Load(p) // problems of a place's own are told by check
	x := &scoring{}
	var names []string
	for _, s := range sets {
		for i, w := range s.Features.Instruments {
			path := fmt.Sprintf("features.instruments[%d]", i)
			found, err := all.Find(w.ID)
			if err != nil {
				return nil, s.fault(path+".id", w.ID, "there is no such instrument", place.Suggest(w.ID, all.Names()))
			}
			if !diagnoses.Reads(found) {
				return nil, s.fault(path+".id", w.ID, "instrument "+w.ID+" reads codes of system "+found.Codes.System+", and the facts are scored by their diagnoses in ICD-10", "take one that reads icd10")
			}
			at, err := s.scoreOf(path, w, found)
			if err != nil {
				return nil, err
			}
			names, x.wanted, x.score = append(names, w.ID), append(x.wanted, w), append(x.score, at)
			words := w.Words
			if words == "" {
				words = found.Title
			}
			x.columns = append(x.columns, Column{Name: w.ID, Words: words, Form: Amount, File: s.File, Line: s.At.Position(path).Line})
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	var err error
	x.engine, err = all.Compile(names, diagnoses)
	return x, err
}

// scoreOf finds the score that is wanted of an instrument.
func (s *Spec) scoreOf(path string, w Instrument, found *instrument.Instrument) (int, error) {
	var names []string
	for i := range found.Scores {
		if found.Scores[i].Name == w.Score || w.Score == "" {
			return i, nil
		}
		names = append(names, found.Scores[i].Name)
	}
	return 0, s.fault(path+".score", w.Score, "instrument "+w.ID+" has no such score", place.Suggest(w.Score, names))
}

// diagnoses are what instruments are given: those in ICD-10. One that reads others
// tells nothing of people instead of 0.
var diagnoses = instrument.Options{Systems: []string{"icd10"}}

// codesSQL gives the diagnoses of the population, person by person.
const codesSQL = `SELECT d.person_id, d.code, d.position = 1 AS first, CAST(date_diff('day', d.recorded_at, INDEX_DATE) AS DOUBLE) AS ago
FROM diagnosis d WHERE d.system = 'icd10' AND d.person_id IN (SELECT person_id FROM population) ORDER BY d.person_id`

// score adds the scores to the features of a population.
func (x *scoring) add(ctx context.Context, s *session, r *Rows, history time.Time) error {
	reach := make([]float64, len(x.wanted))
	for i, w := range x.wanted {
		from := history
		if back := s.index.AddDate(0, -w.Months, 0); w.Months > 0 && back.After(history) {
			from = back
		}
		if reach[i] = math.Inf(1); w.Months > 0 {
			reach[i] = s.index.Sub(from).Hours() / 24
		}
	}
	values := make([][]float32, len(x.wanted))
	for i := range values {
		values[i] = make([]float32, len(r.People))
	}
	lane, person, at := x.engine.Lane(), x.engine.Person(), 0
	var outcome instrument.Outcome
	settle := func() {
		for i := range values {
			lane.Score(person, i, &outcome)
			if values[i][at] = float32(math.NaN()); outcome.Known[x.score[i]] {
				values[i][at] = float32(outcome.Scores[x.score[i]])
			}
		}
		person.Reset()
		at++
	}
	err := s.each(ctx, replaceAll(codesSQL, "INDEX_DATE", date(s.index)), func(v []driver.Value) {
		id := text(v[0])
		for at < len(r.People) && r.People[at] < id {
			settle()
		}
		ago, _ := v[3].(float64)
		lane.Code(person, []byte(text(v[1])), position(v[2]), within(reach, ago), 0)
	})
	if err != nil {
		return fault.Wrap(err, "scoring diagnoses by published instruments")
	}
	for at < len(r.People) {
		settle()
	}
	for i, c := range x.columns {
		r.Columns = append(r.Columns, c)
		r.Data.Columns = append(r.Data.Columns, frame.Column{Name: c.Name, Kind: frame.Number, Numbers: values[i]})
	}
	return nil
}

func position(first driver.Value) instrument.Position {
	switch yes, known := first.(bool); {
	case !known:
		return instrument.AnyPosition
	case yes:
		return instrument.Primary
	}
	return instrument.Secondary
}

// within gives the instruments whose window holds what happened some days ago, a bit each.
func within(reach []float64, ago float64) (bits uint64) {
	for i, r := range reach {
		if ago <= r {
			bits |= 1 << i
		}
	}
	return bits
}
