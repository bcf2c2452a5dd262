package splink

import (
	"cmp"
	"context"
	"errors"
	"math"
	"strconv"

	"continuum/internal/fault"
)

// fewRecords is the number of records all of whose pairs may be tried.
const fewRecords = 5000

// prepare checks a model and a table, compiles one for the other and computes what
// depends on single records.
func (m *Model) prepare(ctx context.Context, t *Table) (*runner, error) {
	trees, bad := m.check()
	if bad != nil {
		return nil, bad
	}
	if err := m.fits(trees, t); err != nil {
		return nil, err
	}
	r := &runner{prior: odds(m.Prior), gammas: make([]int8, len(m.Comparisons)), name: t.Name}
	if err := r.arrange(m, t); err != nil {
		return nil, err
	}
	if len(t.Rows) == 0 {
		return r, nil
	}
	c := newCompiler(t)
	if err := r.compile(ctx, m, trees, c); err != nil {
		return nil, inFile(err, t.Name)
	}
	r.pair = c.pair()
	return r, nil
}

// fits makes sure that the table has what the model needs.
func (m *Model) fits(trees *parsed, t *Table) error {
	if err := t.check(); err != nil {
		return err
	}
	columns := t.columns()
	needed := m.columns(trees)
	if m.UniqueID != "" {
		needed = append(needed, columnName(m.UniqueID))
	}
	for _, name := range needed {
		if _, ok := columns[name]; !ok {
			return &fault.Error{Code: fault.Invalid, File: t.Name, Column: name, Reason: "the model needs this column and the records have none", Fix: "add or rename it"}
		}
	}
	if len(t.Rows) <= fewRecords {
		return nil
	}
	if len(trees.rules) == 0 {
		return unbounded("blocking_rules_to_generate_predictions", "", len(t.Rows))
	}
	for i, rule := range trees.rules {
		if !hasEquality(rule) {
			return unbounded(rulePath(i), m.Rules[i].SQL, len(t.Rows))
		}
	}
	return nil
}

func unbounded(path, value string, rows int) error {
	return invalid(path, value, "no equality of a left and a right record that all must meet, for "+strconv.Itoa(rows)+" records",
		"join an equality by AND, or write each side of an OR as a rule of its own; without one, at most "+strconv.Itoa(fewRecords)+" records are compared")
}

// arrange puts the records in order and says which may be right of each.
func (r *runner) arrange(m *Model, t *Table) error {
	kind := m.LinkType
	switch {
	case kind == "" && t.sources() > 1:
		kind = LinkOnly
	case kind == "":
		kind = DedupeOnly
	case kind == LinkOnly && t.sources() == 1 && len(t.Rows) > 0:
		return &fault.Error{Code: fault.Invalid, File: t.Name, Column: "link_type", Value: kind, Reason: "there is only one data set", Fix: "give each record its data set, or use dedupe_only"}
	}
	id, ok := t.columns()[columnName(cmp.Or(m.UniqueID, defaultID))]
	if !ok {
		id = -1
	}
	var err error
	if r.order, err = t.ordered(id, kind == DedupeOnly); err != nil {
		return err
	}
	r.from = make([]int, len(r.order))
	for place := len(r.order) - 1; place >= 0; place-- {
		r.from[place] = place + 1
		if kind == LinkOnly && place+1 < len(r.order) && t.source(r.order[place]) == t.source(r.order[place+1]) {
			r.from[place] = r.from[place+1]
		}
	}
	return nil
}

// compile makes the rules and comparisons ready.
func (r *runner) compile(ctx context.Context, m *Model, trees *parsed, c *compiler) error {
	if len(trees.rules) == 0 {
		trees.rules = []*node{{name: literal, kind: kTruth, value: 1}} // as Splink does
	}
	var ready []func() error
	for _, rule := range trees.rules {
		b, finish := c.block(rule)
		r.rules, ready = append(r.rules, b), append(ready, finish)
	}
	for i := range m.Comparisons {
		r.comparisons = append(r.comparisons, c.judge(&m.Comparisons[i], trees.levels[i]))
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	for _, finish := range ready {
		if err := finish(); err != nil {
			return err
		}
	}
	return nil
}

// judge compiles a comparison.
func (c *compiler) judge(of *Comparison, trees []*node) judge {
	var j judge
	gammas := of.gammas()
	for i, tree := range trees {
		var condition evaluator[bool]
		if tree != nil {
			condition = c.truth(tree)
		}
		j.conditions = append(j.conditions, condition)
		j.weighers = append(j.weighers, c.weigher(of, trees, i, gammas))
	}
	return j
}

func (c *compiler) weigher(of *Comparison, trees []*node, i int, gammas []int8) weigher {
	w := weigher{gamma: gammas[i]}
	if w.gamma < 0 {
		return w
	}
	m, u := of.chances(i, w.gamma)
	w.weight = math.Log2(m / u)
	if l := &of.Levels[i]; l.adjusts() {
		exact := of.baseline(i, trees)
		_, u = of.chances(exact, gammas[exact])
		w.baseline, w.share, w.floor = math.Log2(u), l.TFWeight, l.TFFloor
		w.frequencies = c.frequenciesOf(columnName(l.TFColumn))
	}
	return w
}

// frequenciesOf counts the values of a column once.
func (c *compiler) frequenciesOf(name string) []float64 {
	key := "frequencies of " + name
	if f, ok := c.features[key].([]float64); ok {
		return f
	}
	f := c.table.frequencies(c.columns[name])
	c.features[key] = f
	return f
}

// inFile adds the file to an error that does not name one yet.
func inFile(err error, name string) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.File != "" {
		return err
	}
	named := *e
	named.File = name
	return &named
}
