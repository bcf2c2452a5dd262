package main

import (
	"fmt"
	"strconv"
	"strings"

	"continuum/place"
	"continuum/target/cohort"
	"continuum/target/instrument"
	"continuum/target/model"
	"continuum/target/programme"
)

// targets explains what the place finds people by: cohorts, models and the features they
// share, programmes, and instruments, its own and the published ones.
func (l *loaded) targets() (all []place.Explanation) {
	for _, c := range l.cohorts.All {
		all = append(all, l.explainCohort(c))
	}
	for _, m := range append(l.models.Sets(), l.models.All...) {
		all = append(all, l.explainModel(m))
	}
	for i := range l.programmes {
		all = append(all, l.explainProgramme(&l.programmes[i]))
	}
	instruments, _ := instrument.Load(l.place) // a sound place's have no problem
	for _, i := range instruments.All() {
		all = append(all, l.explainInstrument(i))
	}
	return all
}

// detail adds a fact, unless there is nothing to say.
func detail(x *place.Explanation, name, value string) {
	if value != "" {
		x.Facts = append(x.Facts, place.Fact{Name: name, Value: value})
	}
}

func (l *loaded) explainCohort(c *cohort.Cohort) place.Explanation {
	x := place.Explanation{Name: c.ID, Kind: "cohort", Title: c.Title, File: c.File, Line: c.At.Position("title").Line, Used: l.mentions("cohort", c.ID)}
	detail(&x, "about", c.About)
	if in := l.cohorts.Within(c); in != nil {
		detail(&x, "within", in.ID)
	}
	for _, s := range c.Steps {
		if s.Exclude {
			detail(&x, "leaves out", s.Title)
		} else {
			detail(&x, "step", s.Title)
		}
	}
	if c.Set != "" {
		detail(&x, "segment", fmt.Sprintf("%d of %s", c.Precedence, c.Set))
	}
	return x
}

func (l *loaded) explainModel(m *model.Spec) place.Explanation {
	x := place.Explanation{Name: m.ID, Kind: "model", Title: m.Title, File: m.File, Line: m.At.Position("title").Line, Used: l.mentions("model", m.ID)}
	if m.Horizon == 0 {
		x.Kind = "set of features"
	} else {
		detail(&x, "purpose", m.Purpose)
		detail(&x, "foresees", fmt.Sprintf("%s in %d days", m.Outcome.Words, m.Horizon))
		detail(&x, "population", m.Population)
	}
	detail(&x, "uses", strings.Join(m.Uses, ", "))
	f := &m.Features
	detail(&x, "features", strconv.Itoa(len(f.Person)+len(f.Windows)+len(f.Ever)+len(f.Latest)+len(f.Instruments)+len(f.SQL))+" declared here")
	for _, n := range m.NotFor {
		detail(&x, "not for", n)
	}
	return x
}

func (l *loaded) explainProgramme(p *programme.Programme) place.Explanation {
	x := place.Explanation{Name: p.ID, Kind: "programme", Title: p.Title, File: p.At.File, Line: p.At.Position("title").Line, Used: l.mentions("programme", p.ID)}
	detail(&x, "does", p.Intervention)
	detail(&x, "for", "cohort "+p.Cohort+", by model "+p.Model)
	detail(&x, "team", p.Team)
	detail(&x, "places", strconv.Itoa(p.Places))
	for _, o := range p.Leaves {
		detail(&x, "leaves out", "cohort "+o.Cohort+": "+o.Why)
	}
	return x
}

func (l *loaded) explainInstrument(i *instrument.Instrument) place.Explanation {
	x := place.Explanation{Name: i.Name, Kind: "published instrument", Title: i.Title, Used: l.mentions("instrument", i.Name)}
	if i.Local {
		x.Kind, x.File, x.Line = "instrument", i.File, i.At.Position("title").Line
	}
	detail(&x, "about", i.About)
	detail(&x, "codes", i.SystemTitle())
	for _, s := range i.Scores {
		detail(&x, "score", s.Name)
	}
	for _, s := range i.Sources {
		detail(&x, "source", s)
	}
	return x
}
