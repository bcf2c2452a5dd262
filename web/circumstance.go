package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"continuum/warehouse"
)

// circumstanceKind is one kind of circumstance with its values, newest first.
type circumstanceKind struct {
	Kind   string
	Values []warehouse.Circumstance
}

// current gathers what holds now by kind, and what has ended. Partners note the
// same thing again and again: notes of one value that follow each other become
// one, from the first note on and by the partner that noted it last.
func current(all []warehouse.Circumstance, now time.Time) (holding, ended []circumstanceKind) {
	var open, closed []warehouse.Circumstance
	for _, c := range all {
		if c.To.IsZero() || c.To.After(now) {
			open = append(open, c)
		} else {
			closed = append(closed, c)
		}
	}
	return byKind(open), byKind(closed)
}

func byKind(notes []warehouse.Circumstance) []circumstanceKind {
	slices.SortStableFunc(notes, func(a, b warehouse.Circumstance) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), b.From.Compare(a.From))
	})
	var kinds []circumstanceKind
	for _, note := range notes {
		if n := len(kinds); n == 0 || kinds[n-1].Kind != note.Kind {
			kinds = append(kinds, circumstanceKind{Kind: note.Kind})
		}
		last := &kinds[len(kinds)-1]
		last.add(note)
	}
	return kinds
}

// add puts a note after the newer ones, or into the one that says the same. A
// note without a date says nothing about since when.
func (k *circumstanceKind) add(note warehouse.Circumstance) {
	if n := len(k.Values); n > 0 && strings.EqualFold(k.Values[n-1].Value, note.Value) && note.To.IsZero() {
		if !note.From.IsZero() {
			k.Values[n-1].From = note.From
		}
		return
	}
	k.Values = append(k.Values, note)
}
