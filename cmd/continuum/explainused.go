package main

import (
	"bytes"
	"fmt"
	"strings"

	"continuum/place"
)

// reference is where a file names a cohort, model, programme or instrument.
type reference struct {
	kind, name string
	at         place.At
	path       string
}

// mentions are the lines that name something.
func (l *loaded) mentions(kind, name string) (all []place.Mention) {
	for _, r := range l.references() {
		if r.kind == kind && r.name == name {
			line := r.at.Position(r.path).Line
			all = append(all, place.Mention{File: r.at.File, Line: line, Text: l.text(r.at.File, line)})
		}
	}
	return all
}

const longestMention = 80 // characters

// text is a line of a file, the beginning of a long one.
func (l *loaded) text(name string, at int) string {
	f, _ := l.place.File(name)
	n := 0
	for text := range bytes.Lines(f.Data) {
		if n++; n == at {
			line := []rune(strings.TrimSpace(string(text)))
			if len(line) > longestMention {
				return string(line[:longestMention]) + "…"
			}
			return string(line)
		}
	}
	return ""
}

// references are all of them, file by file.
func (l *loaded) references() (all []reference) {
	for _, c := range l.cohorts.All {
		all = append(all, reference{"cohort", c.Within, c.At, "within"})
	}
	for _, m := range append(l.models.Sets(), l.models.All...) {
		all = append(all, reference{"cohort", m.Population, m.At, "population"})
		for i, id := range m.Uses {
			all = append(all, reference{"model", id, m.At, fmt.Sprintf("uses[%d]", i)})
		}
		for i, x := range m.Features.Instruments {
			all = append(all, reference{"instrument", x.ID, m.At, fmt.Sprintf("features.instruments[%d].id", i)})
		}
	}
	return append(all, l.ofProgrammes()...)
}

func (l *loaded) ofProgrammes() (all []reference) {
	for i := range l.programmes {
		p := &l.programmes[i]
		all = append(all, reference{"cohort", p.Cohort, p.At, "cohort"}, reference{"model", p.Model, p.At, "model"})
		for k, e := range p.Effects {
			all = append(all, reference{"cohort", e.Among, p.At, fmt.Sprintf("effects[%d].among", k)})
		}
		for k, o := range p.Leaves {
			all = append(all, reference{"cohort", o.Cohort, p.At, fmt.Sprintf("leaves_out[%d].cohort", k)})
		}
		for k, id := range p.Exclusive {
			all = append(all, reference{"programme", id, p.At, fmt.Sprintf("exclusive_with[%d]", k)})
		}
	}
	return all
}
