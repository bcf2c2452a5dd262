package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// among gives which of some things pass a filter of some types. It asks SQL of what
// is kept where SQL can tell, and looks into the contents of all else.
func (a *asking) among(of []*definition.Type, f *search.Filter, things []int64) (map[int64]bool, error) {
	known := a.answers[f]
	if known == nil {
		known = map[int64]bool{}
		a.answers[f] = known
	}
	var kept, held []int64
	for _, t := range things {
		if _, answered := known[t]; answered {
			continue
		}
		known[t] = false
		if t > 0 {
			kept = append(kept, t)
		} else if len(of) == 0 || slices.Contains(of, a.aside.held(t).Type) {
			held = append(held, t)
		}
	}
	yes, err := a.passing(of, f, kept, held)
	for _, t := range yes {
		known[t] = true
	}
	return known, err
}

func (a *asking) passing(of []*definition.Type, f *search.Filter, kept, held []int64) (yes []int64, err error) {
	c, err := a.clauseOf(of, f)
	if c == nil && err == nil && a.eyes.clause(of) != nil {
		kept, err = a.holding(of, everyClause, kept)
	}
	if err != nil {
		return nil, err
	}
	if c != nil && len(kept) > 0 {
		if yes, err = a.holding(of, c, kept); err != nil {
			return nil, err
		}
		kept = nil
	}
	if len(kept)+len(held) == 0 {
		return yes, nil
	}
	var more []int64
	switch {
	case f.Chain != nil:
		more, err = a.chained(of, f, slices.Concat(kept, held))
	case f.Has != nil:
		more, err = a.pointedAt(of, f.Has, slices.Concat(kept, held))
	default:
		more, err = a.answering(of, f, kept, held)
	}
	return append(yes, more...), err
}

// everyClause is all resources.
var everyClause = notClause{theseClause(nil)}

// holding gives which kept resources are of some types and in a set, and may be seen.
func (a *asking) holding(of []*definition.Type, c clause, kept []int64) (yes []int64, err error) {
	c = a.eyes.seen(of, c)
	for some := range slices.Chunk(kept, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT o.ordinal FROM record_resource o WHERE ").in("o.ordinal", some)
		if len(of) > 0 {
			s.put(" AND ").in("o.type", a.typeNumbers(of))
		}
		s.put(" AND o.version > 0 AND NOT o.deleted AND ")
		c.holds(s, "o.ordinal")
		met, err := s.ordinals(a.tx)
		if err != nil {
			return nil, err
		}
		yes = append(yes, met...)
	}
	return yes, nil
}

// answering looks into contents.
func (a *asking) answering(of []*definition.Type, f *search.Filter, kept, held []int64) (yes []int64, err error) {
	visit := func(thing int64, x *looking) error {
		if len(of) > 0 && !slices.Contains(of, x.Type) {
			return nil
		}
		values, err := x.values(f.Code)
		if err == nil && f.Matches(values) {
			yes = append(yes, thing)
		}
		return err
	}
	if err := a.look(len(kept) * (len(f.Any) / manyValues)); err != nil {
		return nil, err
	}
	return yes, a.each(kept, held, visit)
}

// manyValues of a filter take as long to compare as a resource takes to read.
const manyValues = 100

// lightly is how many held resources, which are parsed already, are looked into in
// the time of one that is kept.
const lightly = 8

// each visits the contents of things.
func (a *asking) each(kept, held []int64, visit func(thing int64, x *looking) error) error {
	for some := range slices.Chunk(kept, fetchAtOnce) {
		if err := a.opened(some, visit); err != nil {
			return err
		}
	}
	if err := a.look(len(held) / lightly); err != nil {
		return err
	}
	for _, t := range held {
		h := a.aside.held(t)
		if err := visit(t, &looking{h.Resource, h.Node}); err != nil {
			return err
		}
	}
	return nil
}

// chained gives which things point at one that passes the filter of its type.
func (a *asking) chained(of []*definition.Type, f *search.Filter, things []int64) ([]int64, error) {
	links, err := a.linksFrom(a.numbersOf(of, f.Code), f.Code, things)
	if err != nil {
		return nil, err
	}
	var targets []int64
	for _, l := range links {
		targets = append(targets, l.target)
	}
	good, err := a.goodTargets(f.Chain, targets)
	var yes []int64
	for _, l := range links {
		if good[l.target] {
			yes = append(yes, l.source)
		}
	}
	return yes, err
}

// goodTargets gives which targets, or others that mean the same person, pass the
// filter of their type.
func (a *asking) goodTargets(chain []search.Chained, targets []int64) (map[int64]bool, error) {
	if err := a.relate(); err != nil {
		return nil, err
	}
	slices.Sort(targets)
	targets = slices.Compact(targets)
	all := a.same(targets)
	good := map[int64]bool{}
	for _, to := range alikeOf(chain) {
		answers, err := a.among(to.types, to.filter, all)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			good[t] = good[t] || answers[t]
		}
	}
	for _, t := range targets {
		good[t] = good[t] || slices.ContainsFunc(a.same([]int64{t}), func(s int64) bool { return good[s] })
	}
	return good, nil
}

// pointedAt gives at which things, or others that mean the same person, a source
// points that passes its filter.
func (a *asking) pointedAt(of []*definition.Type, h *search.Has, things []int64) ([]int64, error) {
	if err := a.relate(); err != nil {
		return nil, err
	}
	links, err := a.linksTo(h, a.same(things))
	if err != nil {
		return nil, err
	}
	var sources []int64
	for _, l := range links {
		sources = append(sources, l.source)
	}
	good, err := a.among([]*definition.Type{h.Type}, h.Filter, sources)
	if err != nil {
		return nil, err
	}
	met := map[int64]bool{}
	for _, l := range links {
		met[l.target] = met[l.target] || good[l.source]
	}
	things, err = a.there(of, things)
	return slices.DeleteFunc(things, func(t int64) bool {
		return !slices.ContainsFunc(a.same([]int64{t}), func(s int64) bool { return met[s] })
	}), err
}

// there gives which things are there and of some types.
func (a *asking) there(of []*definition.Type, things []int64) (all []int64, err error) {
	kept, held := parted(things)
	if len(kept) > 0 {
		kept, err = a.holding(of, everyClause, kept)
	}
	return append(held, kept...), err
}
