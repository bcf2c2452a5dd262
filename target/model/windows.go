package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"continuum/internal/duck"
	"continuum/source"
)

// scan gathers every feature of one canonical table, so that the table is read once
// whatever the number of windows.
type scan struct {
	table   source.Table
	index   time.Time
	history time.Time // nothing before it counts in a window; zero: no bound

	inner, outer []string
	since        time.Time // the earliest row that any feature wants
	always       bool      // some feature wants rows however old
	columns      []Column
}

// scans compiles the features of canonical tables on an index date.
func scans(sets []*Spec, index, history time.Time) []*scan {
	var all []*scan
	of := func(name string) *scan {
		for _, s := range all {
			if s.table.Name == name {
				return s
			}
		}
		t, _ := source.TableNamed(name)
		s := &scan{table: t, index: index, history: history, since: index}
		all = append(all, s)
		return s
	}
	for _, spec := range sets {
		for i, w := range spec.Features.Windows {
			of(w.Table).window(w, spec.declared("windows", i))
		}
		for i, e := range spec.Features.Ever {
			of(e.Table).ever(e, spec.declared("ever", i))
		}
		for i, l := range spec.Features.Latest {
			of(l.Table).latest(l, spec.declared("latest", i))
		}
	}
	return all
}

// declared is a column with the place where it is declared.
func (s *Spec) declared(list string, i int) Column {
	return Column{File: s.File, Line: s.At.Position(fmt.Sprintf("features.%s[%d]", list, i)).Line}
}

// sql gives one row a person with every feature.
func (s *scan) sql() string {
	where := ""
	if !s.always {
		where = fmt.Sprintf(" WHERE happened >= %s", date(s.since))
	}
	return fmt.Sprintf("SELECT person_id, %s\nFROM (SELECT person_id, %s AS happened, %s FROM %s)%s GROUP BY person_id",
		strings.Join(s.outer, ", "), duck.Ident(s.table.When), strings.Join(s.inner, ", "), s.table.Name, where)
}

func date(t time.Time) string { return "DATE '" + t.Format(time.DateOnly) + "'" }

// compute adds a value worked out once for each row and gives its name.
func (s *scan) compute(expression string) string {
	expression = strings.TrimSpace(onDate(expression, s.index))
	for i, known := range s.inner {
		if strings.HasPrefix(known, "("+expression+"\n)") {
			return fmt.Sprintf("c%d", i)
		}
	}
	name := fmt.Sprintf("c%d", len(s.inner))
	s.inner = append(s.inner, fmt.Sprintf("(%s\n) AS %s", expression, name))
	return name
}

func (s *scan) add(c Column, aggregate string) {
	s.columns = append(s.columns, c)
	s.outer = append(s.outer, aggregate+" AS "+duck.Ident(c.Name))
}

// within gives the condition of a row that counts; months 0 is however long ago.
func (s *scan) within(where string, months int) string {
	if strings.TrimSpace(where) == "" {
		where = "true"
	}
	condition := "coalesce(" + s.compute(where) + ", false)"
	if months == 0 {
		s.always = true
		return condition
	}
	from := s.from(months)
	if from.Before(s.since) {
		s.since = from
	}
	return fmt.Sprintf("%s AND happened >= %s", condition, date(from))
}

// from is the first day of a window, no earlier than the facts.
func (s *scan) from(months int) time.Time {
	from := s.index.AddDate(0, -months, 0)
	if from.Before(s.history) {
		return s.history
	}
	return from
}

// distinct leaves out windows that reach back further than the facts do on every
// index date; the shortest stays, cut short.
func (s *scan) distinct(all []int) (out []int) {
	all = slices.Clone(all)
	slices.Sort(all)
	for i, n := range slices.Compact(all) {
		if i == 0 || n*365/12 <= s.lookback() {
			out = append(out, n)
		}
	}
	return out
}

func (s *scan) lookback() int { return int(s.index.Sub(s.history).Hours() / 24) }

// months says a window in words, as far as the facts reach back.
func (s *scan) months(n int) string {
	if s.index.AddDate(0, -n, 0).Before(s.history) {
		return fmt.Sprintf("last %d days", s.lookback())
	}
	return months(n)
}

func (s *scan) window(w Window, c Column) {
	what := "count(*)"
	switch {
	case w.Sum != "":
		what = "sum(CAST(" + s.compute(w.Sum) + " AS DECIMAL(18, 4)))"
	case w.Count != "":
		what = "count(DISTINCT " + s.compute(duck.Ident(w.Count)) + ")"
	}
	for _, n := range s.distinct(w.Months) {
		c.Name, c.Words, c.Form = fmt.Sprintf("%s_%dm", w.Name, n), w.Words+" in the "+s.months(n), Times
		c.One = w.one() + " in the " + s.months(n)
		s.add(c, fmt.Sprintf("%s FILTER (WHERE %s)", what, s.within(w.Where, n)))
	}
	if w.Since {
		longest := slices.Max(w.Months)
		c.Name, c.Words, c.Form = w.Name+"_since", "days since the last "+w.one(), Since
		c.One = w.one() + " in the " + s.months(longest)
		s.add(c, fmt.Sprintf("date_diff('day', CAST(max(happened) FILTER (WHERE %s) AS DATE), %s)", s.within(w.Where, longest), date(s.index)))
	}
	if w.Ongoing {
		c.Name, c.Words, c.One, c.Form = w.Name+"_now", w.Words+" now", w.one()+" now", Times
		s.add(c, fmt.Sprintf("%s FILTER (WHERE %s AND %s IS NULL)", what, s.within(w.Where, 0), s.compute(duck.Ident(s.table.Ends))))
	}
}

func (s *scan) ever(e Ever, c Column) {
	c.Name, c.Words, c.Form = e.Name, e.Words, Yes
	if e.Months > 0 {
		c.Words += " in the " + s.months(e.Months)
	}
	s.add(c, fmt.Sprintf("CAST(count(*) FILTER (WHERE %s) > 0 AS INTEGER)", s.within(e.Where, e.Months)))
}

func (s *scan) latest(l Latest, c Column) {
	c.Name, c.Words, c.Form = l.Name, l.Words, Form(cmp.Or(l.Kind, string(Amount)))
	value := "CAST(" + l.Value + "\n AS DOUBLE)"
	if c.Form == Category {
		value = "CAST(" + l.Value + "\n AS VARCHAR)"
	}
	v := s.compute(value)
	s.add(c, fmt.Sprintf("max({'at': happened, 'v': %s}) FILTER (WHERE %s AND %s IS NOT NULL).v", v, s.within(l.Where, l.Months), v))
}
