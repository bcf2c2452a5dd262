package programme

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"continuum/place"
)

// Load reads the programmes of a place, by id, with every problem found: a cohort, model
// or team that the place does not have, figures that are no figures or cannot pay, and
// programmes that exclude what is not there.
func Load(p *place.Place) (all []Programme, problems []place.Problem) {
	for _, f := range p.Under(folder) {
		g := Programme{ID: strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))}
		wrong := place.Decode(f.Name, f.Data, &g)
		problems = append(problems, wrong...)
		if len(wrong) == 0 {
			problems = append(problems, g.check(p)...)
		}
		all = append(all, g)
	}
	return all, place.Sort(append(problems, together(all)...))
}

// Of finds a programme by its id.
func Of(all []Programme, id string) (*Programme, bool) {
	at := slices.IndexFunc(all, func(p Programme) bool { return p.ID == id })
	if at < 0 {
		return nil, false
	}
	return &all[at], true
}

// IDs are those of some programmes.
func IDs(all []Programme) (ids []string) {
	for i := range all {
		ids = append(ids, all[i].ID)
	}
	return ids
}

// checker gathers what is wrong with one programme.
type checker struct {
	*Programme
	place    *place.Place
	problems []place.Problem
}

func (p *Programme) check(of *place.Place) []place.Problem {
	c := &checker{Programme: p, place: of}
	c.names()
	c.figures()
	c.effects()
	c.outcomes()
	c.tasks()
	if len(c.problems) == 0 {
		c.pays()
	}
	return c.problems
}

func (c *checker) wrong(at, value, reason, fix string) {
	c.problems = append(c.problems, c.At.Problem(at, value, reason, fix))
}

// stems are the names of the files of a folder, without their ends.
func stems(p *place.Place, folder, end string) (all []string) {
	for _, f := range p.Under(folder) {
		if stem, is := strings.CutSuffix(path.Base(f.Name), end); is {
			all = append(all, stem)
		}
	}
	return all
}

// names checks that what the programme names is there.
func (c *checker) names() {
	cohorts, models := stems(c.place, "cohorts", ".sql"), stems(c.place, "models", ".yaml")
	c.known("cohort", c.Cohort, "cohort", "cohorts/", cohorts)
	c.known("model", c.Model, "model", "models/", models)
	for i, e := range c.Effects {
		c.known(fmt.Sprintf("effects[%d].among", i), e.Among, "cohort", "cohorts/", cohorts)
	}
	for i, l := range c.Leaves {
		c.known(fmt.Sprintf("leaves_out[%d].cohort", i), l.Cohort, "cohort", "cohorts/", cohorts)
	}
	c.team("team", c.Team)
	if pots := stems(c.place, "pots", ".yaml"); len(pots) > 0 {
		c.known("pot", c.Pot, "pot", "pots/", pots)
	}
	if measures := stems(c.place, "measures", ".yaml"); len(measures) > 0 {
		for i, m := range c.Measures {
			c.known(fmt.Sprintf("measures[%d]", i), m, "measure", "measures/", measures)
		}
	}
}

func (c *checker) known(at, id, what, where string, all []string) {
	if id != "" && !slices.Contains(all, id) {
		c.wrong(at, id, fmt.Sprintf("%s %q is not in %s", what, id, where), place.Suggest(id, all))
	}
}

func (c *checker) team(at, id string) {
	var all []string
	for _, t := range c.place.Teams {
		all = append(all, t.ID)
	}
	c.known(at, id, "team", "place.yaml", all)
}

func (c *checker) tasks() {
	for i, t := range c.Tasks {
		c.team(fmt.Sprintf("tasks[%d].team", i), t.Team)
		if t.Days < 0 || t.Days > 730 {
			c.wrong(fmt.Sprintf("tasks[%d].days", i), fmt.Sprint(t.Days), "is not a number of days", "use 0 to 730")
		}
	}
}

// together checks what holds across programmes.
func together(all []Programme) (problems []place.Problem) {
	for i := range all {
		p := &all[i]
		for k, other := range p.Exclusive {
			at := fmt.Sprintf("exclusive_with[%d]", k)
			switch _, there := Of(all, other); {
			case other == p.ID:
				problems = append(problems, p.At.Problem(at, other, "the programme excludes itself", "nobody is in a programme twice anyway: take it out"))
			case !there:
				problems = append(problems, p.At.Problem(at, other, fmt.Sprintf("programme %q is not in programmes/", other), place.Suggest(other, IDs(all))))
			}
		}
	}
	return problems
}

// Excludes tells whether nobody may be in two programmes at once; it holds both ways
// whichever of them says so.
func Excludes(a, b *Programme) bool {
	return slices.Contains(a.Exclusive, b.ID) || slices.Contains(b.Exclusive, a.ID)
}
