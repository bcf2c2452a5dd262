package identity

import (
	"slices"

	"continuum/internal/fault"
)

// descent is how builds grew from each other.
type descent struct {
	base  map[string]string // of each build that closed its events
	older map[string]bool   // builds that others grew from, older than the journal
}

// descentOf reads how builds grew; line counts from 1 where it goes wrong.
func descentOf(events []Event) (d descent, line int64, err error) {
	d = descent{map[string]string{}, map[string]bool{"": true}}
	for i, e := range events {
		if e.Kind != Built {
			continue
		}
		if d.knows(e.Build) || e.Build == e.Base {
			return d, int64(i + 1), &fault.Error{Code: fault.Invalid, Value: e.Build, Reason: "the build closed its events before, or another grew from it"}
		}
		d.base[e.Build] = e.Base
		if !d.knows(e.Base) {
			d.older[e.Base] = true
		}
	}
	return d, 0, nil
}

func (d descent) knows(build string) bool {
	_, closed := d.base[build]
	return closed || d.older[build]
}

// line lists the builds that lead to one, oldest first, itself included.
func (d descent) line(build string) []string {
	var out []string
	for base, closed := d.base[build]; closed; base, closed = d.base[build] {
		out = append(out, build)
		build = base
	}
	slices.Reverse(out)
	return out
}

// set is the line as a set.
func (d descent) set(build string) map[string]bool {
	out := map[string]bool{}
	for _, b := range d.line(build) {
		out[b] = true
	}
	return out
}
