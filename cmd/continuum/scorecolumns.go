package main

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/target/instrument"
)

// scoreKind is what a column of the answer holds.
type scoreKind int

const (
	scoreFlag scoreKind = iota
	scoreValue
	scoreBand
	scoreConditions
	scoreMissing
)

// scoreColumn is one column of the answer.
type scoreColumn struct {
	name string
	kind scoreKind
	at   int // of the condition or score
}

// scoreSet is the columns of one instrument.
type scoreSet struct {
	*instrument.Instrument
	place   int // in the engine
	columns []scoreColumn
}

// sets are the columns of all instruments that are scored.
func (r *scoreRun) sets() []scoreSet {
	alone := len(r.engine.Instruments) == 1
	var sets []scoreSet
	for n, i := range r.engine.Instruments {
		if r.skip[n] {
			continue
		}
		s := scoreSet{Instrument: i, place: n}
		prefix := i.Name + "_"
		if alone {
			prefix = ""
		}
		s.add(prefix, r.Flags == "all" || r.Flags == "usual" && alone && !i.Hide, r.coded())
		sets = append(sets, s)
	}
	return sets
}

// add gives an instrument its columns: flags, scores, bands, and what is missing.
func (s *scoreSet) add(prefix string, flags, coded bool) {
	if flags && coded {
		for k, c := range s.Conditions {
			s.columns = append(s.columns, scoreColumn{prefix + c.ID, scoreFlag, k})
		}
	}
	banded := 0
	for _, x := range s.Scores {
		banded += one(len(x.Bands) > 0)
	}
	for k, x := range s.Scores {
		s.columns = append(s.columns, scoreColumn{prefix + x.Name, scoreValue, k})
	}
	for k, x := range s.Scores {
		if len(x.Bands) > 0 {
			name := prefix + "band"
			if banded > 1 {
				name = prefix + x.Name + "_band"
			}
			s.columns = append(s.columns, scoreColumn{name, scoreBand, k})
		}
	}
	if len(s.Conditions) > 0 && coded {
		s.columns = append(s.columns, scoreColumn{prefix + "n_conditions", scoreConditions, 0})
	}
	if len(s.Items) > 0 {
		s.columns = append(s.columns, scoreColumn{prefix + "missing", scoreMissing, 0})
	}
}

// header names the columns of the answer.
func header(sets []scoreSet, id string, coded bool) []string {
	names := []string{id}
	for _, s := range sets {
		for _, c := range s.columns {
			names = append(names, c.name)
		}
	}
	if coded {
		names = append(names, "n_codes")
	}
	return names
}

// appendCell writes one cell of an outcome; nothing where it is not known.
func (s *scoreSet) appendCell(line []byte, c scoreColumn, o *instrument.Outcome) []byte {
	switch c.kind {
	case scoreFlag:
		return append(line, '0'+byte(one(o.Has(c.at))))
	case scoreValue:
		if o.Known[c.at] {
			return appendNumber(line, o.Scores[c.at])
		}
	case scoreBand:
		if b := o.Bands[c.at]; b >= 0 {
			return append(line, s.Scores[c.at].Bands[b].Band...)
		}
	case scoreConditions:
		return strconv.AppendInt(line, int64(o.Count), 10)
	case scoreMissing:
		return append(line, s.missing(o)...)
	}
	return line
}

// appendNumber writes a number; most scores are small and whole.
func appendNumber(line []byte, v float64) []byte {
	if n := int64(v); float64(n) == v && math.Abs(v) < 1e15 {
		return strconv.AppendInt(line, n, 10)
	}
	return strconv.AppendFloat(line, v, 'f', -1, 64)
}

// missing names the items that are not there.
func (s *scoreSet) missing(o *instrument.Outcome) string {
	if o.NoCell {
		return "no cell of the segment for sex and age"
	}
	if len(o.Missing) == 0 {
		return ""
	}
	var names []string
	for _, k := range o.Missing {
		names = append(names, s.Items[k].Name)
	}
	return strings.Join(names, " ")
}

// bandsOf lists the bands of all scores, to count people in.
func (s *scoreSet) bandsOf() (names []string) {
	for _, x := range s.Scores {
		for _, b := range x.Bands {
			if !slices.Contains(names, b.Band) {
				names = append(names, b.Band)
			}
		}
	}
	return names
}
