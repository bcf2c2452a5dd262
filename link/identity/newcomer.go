package identity

import (
	"slices"

	"continuum/link"
)

// newcomer is a person without an id, and the record that stands for them.
type newcomer struct {
	person, record uint32
	salt           rune
}

// name gives newcomers ids that were never used. Of two whose ids collide the one
// that stands before the other keeps it.
func (a *assignment) name() { a.nameAs(freshCode) }

func (a *assignment) nameAs(codeFrom func(anchor link.Registration, salt rune) code) {
	for waiting := a.newcomers(); len(waiting) > 0; {
		start := uint32(len(a.ids.codes))
		var named, again []newcomer
		for _, c := range waiting {
			n, fresh := a.ids.number(codeFrom(a.Registrations[c.record], c.salt))
			if fresh {
				named = append(named, c)
				continue
			}
			if n >= start && a.byAnchor(c.record, named[n-start].record) < 0 {
				c, named[n-start] = named[n-start], c
			}
			c.salt++
			again = append(again, c)
		}
		for i, c := range named {
			a.person[c.person] = start + uint32(i)
		}
		waiting = again
	}
}

func (a *assignment) newcomers() []newcomer {
	if !slices.Contains(a.person, 0) {
		return nil
	}
	anchor := make([]uint32, a.Persons) // counted from 1
	n := 0
	for i := range a.Registrations {
		p, record := a.Person[i], uint32(i)
		if a.person[p] != 0 {
			continue
		}
		if anchor[p] == 0 {
			n++
		}
		if anchor[p] == 0 || a.byAnchor(record, anchor[p]-1) < 0 {
			anchor[p] = record + 1
		}
	}
	out := make([]newcomer, 0, n)
	for p, record := range anchor {
		if record != 0 {
			out = append(out, newcomer{person: uint32(p), record: record - 1})
		}
	}
	return out
}
