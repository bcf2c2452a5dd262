package cohort

import (
	"path"
	"slices"
	"strings"

	"continuum/place"
)

// Everybody is what a cohort may lie within instead of another: all people of a build.
const Everybody = "everybody"

// Population is the cohort within which others lie where they do not say, if the place
// has one: whom the place is there for.
const Population = "population"

// Cohort is one cohorts/*.sql file.
type Cohort struct {
	Title  string `yaml:"title" check:"required"`
	About  string `yaml:"about"`
	Within string `yaml:"within"` // a cohort or everybody; population where nothing is said
	Steps  []Step `yaml:"steps"`

	// A segment of a set takes whoever meets it and no segment before it.
	Set        string `yaml:"segments" check:"id"`
	Precedence int    `yaml:"precedence"`
	Else       bool   `yaml:"everybody_else"` // the last segment, for everybody left

	ID   string   `yaml:"-"` // the file's name
	File string   `yaml:"-"` // cohorts/ID.sql
	Line int      `yaml:"-"` // of File on which SQL begins
	SQL  string   `yaml:"-"`
	At   place.At `yaml:"-"`
}

// Step is one condition of a cohort: a WITH query that gives the people who meet it.
type Step struct {
	Name    string `yaml:"name" check:"required,id"`
	Title   string `yaml:"title" check:"required"`
	Exclude bool   `yaml:"exclude"` // it gives those who are left out
	Why     string `yaml:"why"`     // they are

	file string
	line int    // where its query stands
	sql  string // its query alone
	from int    // line on which that begins
}

// Set is the cohorts of a place.
type Set struct {
	All []*Cohort // by id
}

// Load reads every cohort of a place; problems of all of them come back together. What
// the SQL touches is judged by CheckSQL.
func Load(p *place.Place) (*Set, []place.Problem) {
	s := &Set{}
	var problems []place.Problem
	for _, file := range p.Under("cohorts") {
		c, found := read(file)
		problems = append(problems, found...)
		s.All = append(s.All, c)
	}
	for _, c := range s.All {
		problems = append(problems, s.checkWithin(c)...)
	}
	return s, place.Sort(append(problems, s.checkSegments()...))
}

func read(file place.File) (*Cohort, []place.Problem) {
	c := &Cohort{ID: strings.TrimSuffix(path.Base(file.Name), ".sql"), File: file.Name}
	body, line, problems := place.DecodeSQL(file.Name, file.Data, c)
	lead := len(body) - len(strings.TrimLeft(body, " \t\r\n"))
	c.At.File, c.Line = file.Name, line+strings.Count(body[:lead], "\n")
	c.SQL = strings.TrimRight(body[lead:], "; \r\n\t")
	if len(problems) > 0 {
		return c, problems
	}
	return c, c.check()
}

// Named finds a cohort.
func (s *Set) Named(id string) (*Cohort, error) {
	i := slices.IndexFunc(s.All, func(c *Cohort) bool { return c.ID == id })
	if i < 0 {
		return nil, unknown("cohort", id, s.IDs())
	}
	return s.All[i], nil
}

// IDs lists the cohorts.
func (s *Set) IDs() []string {
	out := make([]string, len(s.All))
	for i, c := range s.All {
		out[i] = c.ID
	}
	return out
}

// Within is the cohort that another lies in, nil for everybody.
func (s *Set) Within(c *Cohort) *Cohort {
	name := c.Within
	if name == "" && c.ID != Population {
		name = Population
	}
	i := slices.IndexFunc(s.All, func(o *Cohort) bool { return o.ID == name && o != c })
	if i < 0 {
		return nil
	}
	return s.All[i]
}

// chain lists the cohorts that another lies in, the widest first, and itself last.
func (s *Set) chain(c *Cohort) (all []*Cohort) {
	for ; c != nil && !slices.Contains(all, c); c = s.Within(c) {
		all = append(all, c)
	}
	slices.Reverse(all)
	return all
}

// steps are the declared ones, or the one that the whole query is.
func (c *Cohort) steps() []Step {
	if len(c.Steps) > 0 {
		return c.Steps
	}
	return []Step{{Name: c.ID, Title: c.Title, file: c.File, line: c.Line, sql: c.SQL, from: c.Line}}
}
