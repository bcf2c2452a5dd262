package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// link is a reference from one thing to another.
type link struct{ source, target int64 }

// linksFrom follows a reference from things: of what is kept in SQL, of what is
// held by its content.
func (a *asking) linksFrom(numbers []int64, code string, things []int64) (links []link, err error) {
	if err := a.relate(); err != nil {
		return nil, err
	}
	kept, held := parted(things)
	for some := range slices.Chunk(kept, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT ordinal, target FROM record_reference WHERE ").in("ordinal", some)
		if numbers != nil {
			s.put(" AND ").in("parameter", numbers)
		}
		if links, err = a.links(s, links); err != nil {
			return nil, err
		}
	}
	return links, a.eachTarget(held, code, a.aside.meant, func(source, target int64) { links = append(links, link{source, target}) })
}

// linksTo follows a reference back to things, from sources that may pass a filter.
func (a *asking) linksTo(h *search.Has, things []int64) (links []link, err error) {
	inner, err := a.clauseOf([]*definition.Type{h.Type}, h.Filter)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(a.ordinalsOfThings(things), fetchAtOnce) {
		s := &statement{}
		s.put("SELECT r.ordinal, r.target FROM record_reference r WHERE r.parameter = ").arg(a.parameters[h.Type][h.Reference.Code]).put(" AND ").in("r.target", some)
		if inner != nil {
			s.put(" AND ")
			inner.holds(s, "r.ordinal")
		}
		if seen := a.eyes.clause([]*definition.Type{h.Type}); seen != nil {
			s.put(" AND ")
			seen.holds(s, "r.ordinal")
		}
		s.put(" LIMIT ").arg(mostLooked + 1)
		if links, err = a.links(s, links); err != nil {
			return nil, err
		}
	}
	return links, a.eachTarget(a.heldOf([]*definition.Type{h.Type}), h.Reference.Code, a.aside.meant, func(source, target int64) { links = append(links, link{source, target}) })
}

// links reads links that a statement gives.
func (a *asking) links(s *statement, links []link) ([]link, error) {
	if err := s.fits(); err != nil {
		return nil, err
	}
	before := len(links)
	for row, err := range a.tx.Query(s.text.String(), s.args...) {
		var l link
		if err == nil {
			err = row.Scan(&l.source, &l.target)
		}
		if err != nil {
			return nil, err
		}
		l.target = a.thingAt(l.target)
		links = append(links, l)
	}
	return links, a.look(len(links) - before)
}

// eachTarget follows a reference from what is held; every reference where code is "".
// A target counts as all that meant gives for it.
func (a *asking) eachTarget(held []int64, code string, meant func(key string) []string, visit func(source, target int64)) error {
	type pointer struct {
		source int64
		key    string
	}
	var all []pointer
	var keys []string
	for _, t := range held {
		targets, err := a.targetsOf(t, code)
		if err != nil {
			return err
		}
		for _, key := range targets {
			for _, k := range meant(key) {
				all, keys = append(all, pointer{t, k}), append(keys, k)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	things, err := a.thingsAt(keys)
	for _, p := range all {
		if thing := things[p.key]; thing != 0 {
			visit(p.source, thing)
		}
	}
	return err
}

// itself is a key that means nothing else.
func itself(key string) []string { return []string{key} }

// meant is all keys that mean the same person as one, itself among them.
func (x *aside) meant(key string) []string {
	if same := x.Same[key]; len(same) > 0 {
		return same
	}
	return []string{key}
}

// targetsOf gives the keys that a held resource points at by a parameter, by all
// of them where none is named.
func (a *asking) targetsOf(thing int64, code string) (keys []string, err error) {
	h := a.aside.held(thing)
	for p := range h.Type.Parameters() {
		if p.Kind != definition.Reference || code != "" && p.Code != code {
			continue
		}
		values, err := (&looking{h.Resource, h.Node}).values(p.Code)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			if v.Target != "" {
				keys = append(keys, v.Target)
			}
		}
	}
	return keys, nil
}

// targetsBeside gives what kept resources may point at that SQL cannot find to pass
// the filter of its type: what is held and passes it, and who is the same person as
// somebody that does.
func (a *asking) targetsBeside(chain []search.Chained) ([]int64, error) {
	if a.aside == nil {
		return nil, nil
	}
	if err := a.relate(); err != nil {
		return nil, err
	}
	var types []*definition.Type
	for _, to := range chain {
		types = append(types, to.Type)
	}
	things := a.heldOf(types)
	for t := range a.aside.groups {
		things = append(things, t)
	}
	good, err := a.goodTargets(chain, things)
	if err != nil {
		return nil, err
	}
	things = slices.DeleteFunc(a.same(things), func(t int64) bool {
		return !good[t] && !slices.ContainsFunc(a.same([]int64{t}), func(s int64) bool { return good[s] })
	})
	return a.ordinalsOfThings(things), nil
}

// pointedAtBeside gives the kept resources that SQL does not find to be pointed at
// by a source that passes its filter: by one that is held, or by way of somebody
// who is the same person.
func (a *asking) pointedAtBeside(h *search.Has) ([]int64, error) {
	if a.aside == nil {
		return nil, nil
	}
	if err := a.relate(); err != nil {
		return nil, err
	}
	held := a.heldOf([]*definition.Type{h.Type})
	good, err := a.among([]*definition.Type{h.Type}, h.Filter, held)
	if err != nil {
		return nil, err
	}
	var targets []int64
	err = a.eachTarget(held, h.Reference.Code, a.aside.meant, func(source, target int64) {
		if good[source] {
			targets = append(targets, target)
		}
	})
	if err != nil {
		return nil, err
	}
	var people []int64
	for t := range a.aside.groups {
		people = append(people, t)
	}
	links, err := a.linksTo(h, people)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		if l.source > 0 { // those of SQL passed it
			targets = append(targets, l.target)
		}
	}
	return slices.DeleteFunc(a.same(targets), func(t int64) bool { return t < 0 }), nil
}
