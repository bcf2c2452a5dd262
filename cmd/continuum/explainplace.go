package main

import (
	"slices"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/source"
)

// explainedPlace is the answer for machines; Also are other things of the same name.
type explainedPlace struct {
	place.Explanation
	Also []place.Explanation `json:"also,omitempty"`
}

// explainPlace explains whatever of the place has a name that is no table's.
func (a *app) explainPlace(l loaded, what string) error {
	var found []place.Explanation
	known := source.TableNames()
	if x, err := l.place.Explain(what); err == nil {
		found = append(found, x)
	} else {
		known = append(known, l.place.Names()...)
	}
	for _, x := range l.targets() {
		if known = append(known, x.Name); x.Name == what {
			found = append(found, x)
		}
	}
	if len(found) == 0 {
		slices.Sort(known)
		return &fault.Error{
			Code: fault.NotFound, Value: what, Reason: "neither a canonical table nor a partner, team, list, cohort, model, programme or instrument of the place",
			Fix: place.Suggest(what, slices.Compact(known)),
		}
	}
	if a.json {
		return a.print(explainedPlace{found[0], found[1:]})
	}
	for _, x := range found {
		a.printExplanation(x)
	}
	return nil
}

func (a *app) printExplanation(x place.Explanation) {
	if x.File == "" {
		a.line("%s: %s (%s)", x.Name, x.Title, x.Kind)
	} else {
		a.line("%s: %s (%s, %s:%d)", x.Name, x.Title, x.Kind, x.File, x.Line)
	}
	for _, f := range x.Facts {
		a.line("  %-10s %s", f.Name, f.Value)
	}
	for _, m := range x.Used {
		a.line("  used in %s:%d  %s", m.File, m.Line, m.Text)
	}
}
