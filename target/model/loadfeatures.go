package model

import (
	"fmt"
	"slices"

	"continuum/place"
	"continuum/source"
)

const (
	mostMonths  = 120
	mostColumns = 1000
)

// features looks at each feature by itself.
func (j *judgement) features() {
	f := j.Features
	if slices.Contains(f.Person, "ethnicity") && f.Why == "" {
		j.problem("features.person", "ethnicity", "ethnicity is for audit alone unless the place says why a model should know it",
			"take it out, or add why_ethnicity with the reason; the card shows how the model fares for each group either way")
	}
	for i, w := range f.Windows {
		j.window(fmt.Sprintf("features.windows[%d]", i), w)
	}
	for i, e := range f.Ever {
		at := fmt.Sprintf("features.ever[%d]", i)
		j.table(at+".table", e.Table)
		j.months(at+".months", e.Months)
	}
	for i, l := range f.Latest {
		at := fmt.Sprintf("features.latest[%d]", i)
		j.table(at+".table", l.Table)
		j.months(at+".months", l.Months)
	}
	for i, x := range f.Instruments {
		j.months(fmt.Sprintf("features.instruments[%d].months", i), x.Months)
	}
	for i, x := range f.SQL {
		j.file(fmt.Sprintf("features.sql[%d].file", i), x.File)
	}
}

func (j *judgement) months(path string, n int) {
	if n < 0 || n > mostMonths {
		j.problem(path, fmt.Sprint(n), "a window is a whole number of months from 1 to 120", "")
	}
}

func (j *judgement) window(at string, w Window) {
	j.table(at+".table", w.Table)
	t, ok := source.TableNamed(w.Table)
	for i, n := range w.Months {
		if n < 1 || n > mostMonths {
			j.problem(fmt.Sprintf("%s.months[%d]", at, i), fmt.Sprint(n), "a window is a whole number of months from 1 to 120", "")
		}
	}
	switch {
	case len(w.Months) == 0 && !w.Since && !w.Ongoing:
		j.problem(at, w.Name, "the window gives no feature", `add "months: [1, 3, 12]", "since: true" or "ongoing: true"`)
	case w.Since && len(w.Months) == 0:
		j.problem(at+".since", "", "since needs months: how far back to look for the last", `add "months: [12]"`)
	case w.Sum != "" && w.Count != "":
		j.problem(at+".distinct", w.Count, "a window adds up or counts different values, not both", "give each its own name")
	case w.Ongoing && ok && t.Ends == "":
		j.problem(at+".ongoing", w.Table, fmt.Sprintf("rows of %s do not end", w.Table), "take ongoing out")
	}
	if _, known := t.Column(w.Count); ok && w.Count != "" && !known {
		j.problem(at+".distinct", w.Count, fmt.Sprintf("table %s has no column %q", w.Table, w.Count), place.Suggest(w.Count, t.Names()))
	}
}

// names reports features of one name, also across the sets that a model uses.
func (j *judgement) names() {
	type named struct{ path, name string }
	seen := map[string]string{}
	for _, s := range j.models.with(j.Spec) {
		var all []named
		for i, n := range s.Features.Person {
			all = append(all, named{fmt.Sprintf("features.person[%d]", i), n})
		}
		for i, w := range s.Features.Windows {
			all = append(all, named{fmt.Sprintf("features.windows[%d].name", i), w.Name})
		}
		for i, e := range s.Features.Ever {
			all = append(all, named{fmt.Sprintf("features.ever[%d].name", i), e.Name})
		}
		for i, l := range s.Features.Latest {
			all = append(all, named{fmt.Sprintf("features.latest[%d].name", i), l.Name})
		}
		for i, x := range s.Features.Instruments {
			all = append(all, named{fmt.Sprintf("features.instruments[%d].id", i), x.ID})
		}
		for _, n := range all {
			where := fmt.Sprintf("%s:%d", s.File, s.At.Position(n.path).Line)
			if first, again := seen[n.name]; again && n.name != "" && s == j.Spec {
				j.problem(n.path, n.name, fmt.Sprintf("feature %q is declared twice, first at %s", n.name, first), "give each its own name")
			}
			seen[n.name] = where
		}
	}
	if len(seen) > mostColumns {
		j.problem("features", "", fmt.Sprintf("%d features are too many", len(seen)), "keep what is known to matter")
	}
}
