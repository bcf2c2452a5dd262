package learn

import (
	"math"

	"continuum/internal/frame"
)

// encoding turns a category of many levels, or a code, into one number: the
// log-odds (or log rate) of the outcome among those of the level, drawn to that of
// its kind the more the fewer they are, and that to the average (Micci-Barreca
// 2001, SIGKDD Explorations 3(1): 27). Rows that are learned from get the number
// of those outside their own fold, so that nobody's outcome is among their own
// features.
type encoding struct {
	Prior float64              `json:"prior"` // rows that the kind counts for
	Base  float64              `json:"base"`  // of everybody, on the raw scale
	Keys  []map[string]float64 `json:"keys"`  // depth, key: number on the raw scale
}

// leastPrior is how many rows of its kind a level is judged beside, and
// leastEvents how many events, where those are rarer.
const (
	leastPrior  = 20
	leastEvents = 2
)

// value is the number of a word: that of its longest known key.
func (e *encoding) value(role Role, word string) float64 {
	keys := keysOf(role, word)
	for d := len(keys) - 1; d >= 0; d-- {
		if v, ok := e.Keys[d][keys[d]]; ok {
			return v
		}
	}
	return e.Base
}

// knows tells whether a word was learned from.
func (e *encoding) knows(word string) bool {
	_, ok := e.Keys[len(e.Keys)-1][word]
	return ok
}

// apply encodes a column.
func (e *encoding) apply(role Role, c *frame.Column) frame.Column {
	values := make([]float32, len(c.Levels))
	for i, level := range c.Levels {
		values[i] = float32(e.value(role, level))
	}
	out := frame.Column{Name: c.Name, Kind: frame.Number, Numbers: make([]float32, len(c.Codes))}
	for i, code := range c.Codes {
		out.Numbers[i] = nothing
		if code >= 0 {
			out.Numbers[i] = values[code]
		}
	}
	return out
}

var nothing = float32(math.NaN())

// sums are events and exposure of keys, by inner fold.
type sums struct{ events, exposure [folds]float64 }

func (s *sums) without(fold int) (events, exposure float64) {
	for f := range s.events {
		if f != fold {
			events += s.events[f]
			exposure += s.exposure[f]
		}
	}
	return events, exposure
}

// everything is the fold that no row is in.
const everything = -1

// learnEncoding learns the encoding of a column from the rows of t that count, and
// encodes all rows: those that count by the others, those that do not by all that do.
func learnEncoding(role Role, c *frame.Column, t *target, inner []int8) (*encoding, frame.Column) {
	l := newLadder(role, c.Levels)
	counted := make([][]sums, len(l.names))
	for d := range counted {
		counted[d] = make([]sums, len(l.names[d]))
	}
	var all sums
	for i, code := range c.Codes {
		w := t.weight(i)
		if w == 0 {
			continue
		}
		f, events, exposure := inner[i], w*t.y[i], w*t.exposure(i)
		all.events[f] += events
		all.exposure[f] += exposure
		for d := range counted {
			if code >= 0 {
				s := &counted[d][l.keys[d][code]]
				s.events[f] += events
				s.exposure[f] += exposure
			}
		}
	}
	e := &encoding{}
	tables := make([][]float32, folds+1) // fold, level; everything last
	for f := range tables {
		fold := f
		if f == folds {
			fold = everything
		}
		tables[f] = e.learn(l, counted, &all, fold, t.kind, len(c.Levels))
	}
	out := frame.Column{Name: c.Name, Kind: frame.Number, Numbers: make([]float32, len(c.Codes))}
	for i, code := range c.Codes {
		f := int8(folds)
		if t.weight(i) > 0 {
			f = inner[i]
		}
		out.Numbers[i] = nothing
		if code >= 0 {
			out.Numbers[i] = tables[f][code]
		}
	}
	return e, out
}

// learn finds the number of each level without one fold, and keeps those of all.
func (e *encoding) learn(l *ladder, counted [][]sums, all *sums, fold int, kind Kind, levels int) []float32 {
	events, exposure := all.without(fold)
	base := (events + 0.5) / (exposure + 1)
	e.Prior, e.Base = max(leastPrior, leastEvents/base), raw(kind, base)
	e.Keys = make([]map[string]float64, len(counted))
	var above, rates []float64
	for d := range counted {
		rates = make([]float64, len(counted[d]))
		e.Keys[d] = map[string]float64{}
		for k := range counted[d] {
			prior := base
			if d > 0 {
				prior = above[l.parent[d][k]]
			}
			n, x := counted[d][k].without(fold)
			rates[k] = (n + e.Prior*prior) / (x + e.Prior)
			if x > 0 {
				e.Keys[d][l.names[d][k]] = raw(kind, rates[k])
			}
		}
		above = rates
	}
	out := make([]float32, levels)
	for i := range out {
		out[i] = float32(raw(kind, rates[l.keys[len(l.keys)-1][i]]))
	}
	return out
}
