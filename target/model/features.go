package model

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Rows are the features of a population on an index date, one row a person in the
// order of person_id. They do not change once they are gathered.
type Rows struct {
	Index   time.Time
	People  []string
	Data    *frame.Frame
	Columns []Column // of Data
}

// part is a temporary table with some of the features, one row a person.
type part struct {
	table   string
	columns []Column
}

// gather works out a model's features on an index date, seeing nothing that was not
// known then.
func (m *Models) gather(ctx context.Context, f *Facts, spec *Spec, index time.Time, lookback int) (*Rows, error) {
	question := fmt.Sprint(spec.Population, spec.Uses, spec.Features, index, lookback)
	return f.recall(question, func() (*Rows, error) { return m.gatherNow(ctx, f, spec, index, lookback) })
}

func (m *Models) gatherNow(ctx context.Context, f *Facts, spec *Spec, index time.Time, lookback int) (*Rows, error) {
	s, err := f.session(ctx, index)
	if err != nil {
		return nil, err
	}
	defer s.close()
	n, err := m.population(ctx, s, spec)
	if err != nil {
		return nil, err
	}
	history := index.AddDate(0, 0, -lookback)
	parts, err := m.parts(ctx, s, spec, history)
	if err != nil {
		return nil, err
	}
	r, err := s.read(ctx, parts, n)
	if err != nil {
		return nil, err
	}
	published, err := scoringOf(m.with(spec), f.Place)
	if err != nil {
		return nil, err
	}
	if published != nil {
		if err := published.add(ctx, s, r, history); err != nil {
			return nil, err
		}
	}
	return r, r.named()
}

// named refuses two features of one name: what an SQL file gives may be called as
// something declared.
func (r *Rows) named() error {
	seen := map[string]Column{}
	for _, c := range r.Columns {
		if first, again := seen[c.Name]; again {
			return &fault.Error{Code: fault.Invalid, File: c.File, Line: int64(c.Line), Value: c.Name, Reason: fmt.Sprintf("the feature is declared twice, first at %s:%d", first.File, first.Line), Fix: "give each its own name"}
		}
		seen[c.Name] = c
	}
	return nil
}

func (m *Models) parts(ctx context.Context, s *session, spec *Spec, history time.Time) ([]part, error) {
	sets := m.with(spec)
	parts := []part{{"person", personColumns(sets)}}
	for i, x := range scans(sets, s.index, history) {
		p := part{fmt.Sprintf("scan%d", i), x.columns}
		if err := s.run(ctx, "counting "+x.table.Name, "CREATE OR REPLACE TEMP TABLE "+p.table+" AS "+x.sql()); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	for _, set := range sets {
		for i, x := range set.Features.SQL {
			p, err := m.ownSQL(ctx, s, set, i, x)
			if err != nil {
				return nil, err
			}
			parts = append(parts, p)
		}
	}
	return parts, nil
}

var personWords = map[string]string{
	"age": "age", "sex": "sex", "ethnicity": "ethnicity", "gp_practice": "practice",
	"imd_decile": "deprivation tenth of the neighbourhood (1 is the most deprived)",
}

var personForms = map[string]Form{"age": Amount, "sex": Category, "ethnicity": Category, "gp_practice": Category, "imd_decile": Amount}

func personColumns(sets []*Spec) (out []Column) {
	for _, s := range sets {
		for i, name := range s.Features.Person {
			line := s.At.Position(fmt.Sprintf("features.person[%d]", i)).Line
			out = append(out, Column{Name: name, Words: personWords[name], Form: personForms[name], File: s.File, Line: line})
		}
	}
	return out
}

// ownSQL runs a place's own feature file.
func (m *Models) ownSQL(ctx context.Context, s *session, set *Spec, i int, x FeatureSQL) (part, error) {
	file := m.files[x.File]
	p := part{table: fmt.Sprintf("own_%s_%d", set.ID, i)}
	j, err := s.judged(ctx, file.query("a feature"), s.index)
	if err != nil {
		return p, err
	}
	if _, has := j.Column("person_id"); !has {
		return p, &fault.Error{Code: fault.Invalid, File: file.File, Line: int64(file.Line), Reason: "the SELECT does not give person_id", Fix: "add person_id to the select list"}
	}
	if err := s.make(ctx, p.table, j); err != nil {
		return p, err
	}
	for _, col := range j.Columns {
		name := col.Name
		if name == "person_id" {
			continue
		}
		c := Column{Name: name, Words: x.Words[name], Form: Amount, File: file.File, Line: file.lineOf(name)}
		if c.Words == "" {
			c.Words = strings.ReplaceAll(name, "_", " ")
		}
		switch {
		case col.Type == "VARCHAR":
			c.Form = Category
		case !numeric(col.Type):
			return p, &fault.Error{Code: fault.Invalid, File: file.File, Line: int64(c.Line), Value: name, Reason: "a feature is a number or a text, not a " + col.Type, Fix: "give the days between it and :index_date, or another number"}
		}
		p.columns = append(p.columns, c)
	}
	return p, s.once(ctx, p.table, file)
}

func numeric(kind string) bool {
	kind, _, _ = strings.Cut(kind, "(")
	return slices.Contains([]string{"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL"}, kind)
}

// lineOf is the line on which a word first stands, the first line where it does not.
func (f sqlFile) lineOf(word string) int {
	for i, l := range strings.Split(f.SQL, "\n") {
		if strings.Contains(l, word) {
			return f.Line + i
		}
	}
	return f.Line
}

// once refuses a table with several rows of one person.
func (s *session) once(ctx context.Context, table string, file sqlFile) error {
	var people int64
	err := s.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT person_id FROM "+table+" GROUP BY 1 HAVING count(*) > 1)").Scan(&people)
	if err != nil || people == 0 {
		return fault.Wrap(err, "looking at %s", file.File)
	}
	return &fault.Error{Code: fault.Invalid, File: file.File, Line: int64(file.Line), Reason: fmt.Sprintf("it gives more than one row for %d people", people), Fix: "add GROUP BY person_id, or choose one row a person"}
}

// read joins all parts to the population and reads them.
func (s *session) read(ctx context.Context, parts []part, people int) (*Rows, error) {
	r := &Rows{Index: s.index, Data: &frame.Frame{Rows: people}}
	list, from := []string{"p.person_id"}, "population p"
	for i, x := range parts {
		from += fmt.Sprintf(" LEFT JOIN %s t%d ON t%d.person_id = p.person_id", x.table, i, i)
		for _, c := range x.columns {
			list = append(list, c.read(fmt.Sprintf("t%d.%s", i, duck.Ident(c.Name))))
			r.Columns = append(r.Columns, c)
		}
	}
	return r, s.fill(ctx, r, "SELECT "+strings.Join(list, ", ")+" FROM "+from+" ORDER BY p.person_id")
}

func (c Column) read(name string) string {
	switch {
	case c.Form == Category:
		return "CAST(" + name + " AS VARCHAR)"
	case c.zero():
		return "coalesce(CAST(" + name + " AS DOUBLE), 0)"
	}
	return "CAST(" + name + " AS DOUBLE)"
}
