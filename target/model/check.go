package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/source"
	"continuum/target/cohort"
	"continuum/warehouse"
)

// question is a query of a file of the place, not yet judged.
func question(file string, line int, sql, who string) source.Query {
	return warehouse.Question(file, line, sql, who)
}

func (f sqlFile) query(who string) source.Query { return question(f.File, f.Line, f.SQL, who) }

// expression is a query that holds one expression of a YAML file, to be judged.
func (s *Spec) expression(path, table, expression, who string) source.Query {
	return question(s.File, s.At.Position(path).Line, "SELECT ("+expression+"\n) AS x FROM "+table, who)
}

// CheckPlace judges all SQL of a place's models without a build.
func CheckPlace(ctx context.Context, p *place.Place, c *cohort.Set, m *Models) ([]place.Problem, error) {
	empty, err := warehouse.Unbuilt(ctx, p)
	if err != nil {
		return nil, err
	}
	defer empty.Close()
	return CheckSQL(ctx, &Facts{Analysis: empty, Place: p, Cohorts: c}, m)
}

// CheckSQL judges all SQL of a place's models on an analysis, which may be of no build
// (warehouse.Unbuilt): what it may touch, and that tables and columns are there.
func CheckSQL(ctx context.Context, f *Facts, m *Models) ([]place.Problem, error) {
	var out []place.Problem
	for _, s := range m.specs() {
		if !s.isSet() {
			if _, err := m.populationSQL(f, s); s.Population != "" {
				if err := problem(&out, err); err != nil {
					return nil, err
				}
			}
		}
		_, err := scoringOf([]*Spec{s}, f.Place)
		if err := problem(&out, err); err != nil {
			return nil, err
		}
		for _, e := range m.expressions(s) {
			_, err := f.judge(ctx, e, time.Time{})
			if err := problem(&out, err); err != nil {
				return nil, err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.files)) {
		_, err := f.judge(ctx, m.files[id].query("a model"), time.Time{})
		if err := problem(&out, err); err != nil {
			return nil, err
		}
	}
	return place.Sort(out), nil
}

// judgeAll refuses a model whose SQL, or that of what it uses, goes further than it
// may; the first problem is told.
func (m *Models) judgeAll(ctx context.Context, f *Facts, s *Spec) error {
	for _, x := range m.with(s) {
		for _, e := range m.expressions(x) {
			if _, err := f.judge(ctx, e, time.Time{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// problem takes down what is wrong with the place's own SQL and passes other errors on.
func problem(out *[]place.Problem, err error) error {
	var bad *fault.Error
	if err == nil || !errors.As(err, &bad) || bad.Code != fault.Invalid {
		return err
	}
	*out = append(*out, place.Problem{File: bad.File, Line: int(bad.Line), Value: cmp.Or(bad.Value, bad.Column), Reason: bad.Reason, Fix: bad.Fix})
	return nil
}

// expressions are those of a file, of tables that are there.
func (m *Models) expressions(s *Spec) (out []source.Query) {
	add := func(path, table, text, who string) {
		if t, ok := source.TableNamed(table); ok && t.Person && t.When != "" && text != "" {
			out = append(out, s.expression(path, table, text, who))
		}
	}
	add("outcome.where", s.Outcome.Table, s.Outcome.Where, "an outcome")
	add("outcome.sum", s.Outcome.Table, s.Outcome.Sum, "an outcome")
	for i, w := range s.Features.Windows {
		at := fmt.Sprintf("features.windows[%d].", i)
		add(at+"where", w.Table, w.Where, "a feature")
		add(at+"sum", w.Table, w.Sum, "a feature")
	}
	for i, e := range s.Features.Ever {
		add(fmt.Sprintf("features.ever[%d].where", i), e.Table, e.Where, "a feature")
	}
	for i, l := range s.Features.Latest {
		at := fmt.Sprintf("features.latest[%d].", i)
		add(at+"where", l.Table, l.Where, "a feature")
		add(at+"value", l.Table, l.Value, "a feature")
	}
	return out
}
