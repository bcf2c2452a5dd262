package model

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"continuum/place"
	"continuum/source"
)

const folder = "models"

// Models are the models of a place and the sets of features they share, by name.
type Models struct {
	All   []*Spec
	sets  map[string]*Spec
	files map[string]sqlFile
}

// sqlFile is one models/NAME.sql.
type sqlFile struct {
	File  string
	SQL   string
	Line  int // of its first line in the file
	Title string
}

// Load reads a place's models with every problem found that needs no engine; see
// Check for the others.
func Load(p *place.Place) (*Models, []place.Problem) {
	m := &Models{sets: map[string]*Spec{}, files: map[string]sqlFile{}}
	var problems []place.Problem
	for _, f := range p.Under(folder) {
		id := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
		if strings.HasSuffix(f.Name, ".sql") {
			file, wrong := loadSQL(f)
			m.files[id], problems = file, append(problems, wrong...)
			continue
		}
		s := &Spec{ID: id, File: f.Name}
		problems = append(problems, place.Decode(f.Name, f.Data, s)...)
		if s.isSet() {
			m.sets[id] = s
		} else {
			m.All = append(m.All, s)
		}
	}
	for _, s := range m.specs() {
		problems = append(problems, m.judge(s)...)
	}
	return m, place.Sort(problems)
}

// head is the front matter of an SQL file of a model.
type head struct {
	Title string   `yaml:"title"`
	At    place.At `yaml:"-"`
}

func loadSQL(f place.File) (sqlFile, []place.Problem) {
	var h head
	body, line, problems := place.DecodeSQL(f.Name, f.Data, &h)
	return sqlFile{File: f.Name, SQL: strings.TrimRight(body, " \t\r\n;"), Line: line, Title: h.Title}, problems
}

// Sets are the sets of features that models share, by name.
func (m *Models) Sets() (all []*Spec) {
	for _, id := range m.setNames() {
		all = append(all, m.sets[id])
	}
	return all
}

// specs are models and sets in the order of their names.
func (m *Models) specs() []*Spec {
	all := slices.Clone(m.All)
	for _, s := range m.sets {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Spec) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Model finds a model by its name.
func (m *Models) Model(id string) (*Spec, bool) {
	i := slices.IndexFunc(m.All, func(s *Spec) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return m.All[i], true
}

// Names lists the models.
func (m *Models) Names() []string {
	var out []string
	for _, s := range m.All {
		out = append(out, s.ID)
	}
	return out
}

// with gives a model and the sets that it uses.
func (m *Models) with(s *Spec) []*Spec {
	var out []*Spec
	for _, id := range s.Uses {
		if set := m.sets[id]; set != nil {
			out = append(out, set)
		}
	}
	return append(out, s)
}

// judgement gathers the problems of one file.
type judgement struct {
	*Spec
	models   *Models
	problems []place.Problem
}

func (j *judgement) problem(path, value, reason, fix string) {
	j.problems = append(j.problems, j.At.Problem(path, value, reason, fix))
}

// judge looks for what is wrong across the values of a file.
func (m *Models) judge(s *Spec) []place.Problem {
	j := &judgement{Spec: s, models: m}
	if !s.isSet() {
		j.whole()
	}
	for i, id := range s.Uses {
		if m.sets[id] == nil {
			j.problem(fmt.Sprintf("uses[%d]", i), id, fmt.Sprintf("there is no set of features models/%s.yaml", id), place.Suggest(id, m.setNames()))
		}
	}
	j.features()
	j.names()
	return j.problems
}

func (m *Models) setNames() []string {
	var out []string
	for id := range m.sets {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

const longestHorizon = 3653 // days

func (j *judgement) whole() {
	if j.Horizon < 1 || j.Horizon > longestHorizon {
		j.problem("horizon", fmt.Sprint(j.Horizon), "a horizon is a number of days from 1 to 3653", "write 365 for a year")
	}
	if j.Population == "" {
		j.problem("", "", "the model does not say for whom it is", `add "population: …" with a cohort or the name of a file models/NAME.sql`)
	}
	o := j.Outcome
	switch {
	case o.SQL != "" && (o.Table != "" || o.Where != "" || o.Sum != ""):
		j.problem("outcome", "", "an outcome is rows of a table or an SQL file, not both", "keep sql, or table, where and sum")
	case o.SQL != "":
		j.file("outcome.sql", o.SQL)
	case o.Table != "":
		j.table("outcome.table", o.Table)
	default:
		j.problem("outcome", "", "the outcome names neither a table nor an SQL file", `add "table: activity" with "where: …", or "sql: NAME"`)
	}
	if o.Words == "" {
		j.problem("outcome", "", "the outcome has no words", `add "words: emergency admissions", or what it counts`)
	}
	if o.Least < 0 {
		j.problem("outcome.at_least", fmt.Sprint(o.Least), "the least number of events is 1 or more", "leave it out for one event")
	}
	all := j.models.with(j.Spec)
	if !slices.ContainsFunc(all, func(s *Spec) bool { return !s.Features.none() }) {
		j.problem("features", "", "the model has no features", "add features, or a set of them with uses")
	}
}

func (f Features) none() bool {
	return len(f.Person)+len(f.Windows)+len(f.Ever)+len(f.Latest)+len(f.Instruments)+len(f.SQL) == 0
}

// file reports a file of SQL that is not there.
func (j *judgement) file(path, id string) {
	if _, ok := j.models.files[id]; !ok {
		j.problem(path, id, fmt.Sprintf("there is no file models/%s.sql", id), place.Suggest(id, slices.Sorted(maps.Keys(j.models.files))))
	}
}

// table reports a table that is not one of facts about people with a date.
func (j *judgement) table(path, name string) {
	if t, ok := source.TableNamed(name); name != "" && (!ok || !t.Person || t.When == "") {
		j.problem(path, name, fmt.Sprintf("there is no table %q of dated facts about people", name), place.Suggest(name, datedTables()))
	}
}

// datedTables are those that windows may look at.
func datedTables() []string {
	var out []string
	for _, t := range source.Tables {
		if t.Person && t.When != "" {
			out = append(out, t.Name)
		}
	}
	return out
}
