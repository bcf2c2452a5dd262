package record

import (
	"slices"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
)

// compartment is the members of a compartment that a search is about: what points
// at whom it belongs to by one of the parameters that the type's definition names,
// and whom it belongs to.
type compartment struct {
	of   *search.Compartment
	keys []string // of those it belongs to
}

// compartmentOf gives the compartment of a search, nil where it has none, and the
// types of the search that may be members.
func (a *asking) compartmentOf(s *search.Search) (*compartment, []*definition.Type, error) {
	c := s.Compartment
	if c == nil {
		return nil, s.Of(), nil
	}
	if !definition.HasCompartment(c.Type) {
		return nil, nil, &fault.Error{Code: fault.Invalid, Value: c.Type.Name, Reason: "resources of this type have no compartment in R4", Fix: "search by a reference instead"}
	}
	key := Key{c.Type, c.ID}.String()
	out := &compartment{of: c, keys: []string{key}}
	if a.aside != nil {
		out.keys = a.aside.meant(key)
	}
	var types []*definition.Type
	for t := range resources() {
		member := t == c.Type || len(t.CompartmentOf(c.Type)) > 0
		if member && (len(s.Of()) == 0 || slices.Contains(s.Of(), t)) {
			types = append(types, t)
		}
	}
	if len(types) == 0 { // nothing of these is ever a member
		types = s.Of()
	}
	return out, types, nil
}

// clause finds the members that are kept.
func (c *compartment) clause(a *asking, types []*definition.Type) (clause, error) {
	rows, err := a.rowsAt(c.keys)
	if err != nil {
		return nil, err
	}
	ordinals := make([]int64, 0, len(rows))
	for _, o := range rows {
		ordinals = append(ordinals, o)
	}
	slices.Sort(ordinals)
	var numbers []int64
	for _, t := range types {
		for _, code := range t.CompartmentOf(c.of.Type) {
			numbers = append(numbers, a.parameters[t][code])
		}
	}
	members := rowsClause{linkTable.name, func(s *statement) { s.in("parameter", numbers).put(" AND ").in("target", ordinals) }}
	if !slices.Contains(types, c.of.Type) {
		return members, nil
	}
	return oneOf(members, theseClause(ordinals)), nil
}

// among gives which held things are members.
func (c *compartment) among(a *asking, held []int64) (members []int64, err error) {
	for _, t := range held {
		h := a.aside.held(t)
		in := slices.Contains(c.keys, h.String())
		for _, code := range h.Type.CompartmentOf(c.of.Type) {
			if in {
				break
			}
			targets, err := a.targetsOf(t, code)
			if err != nil {
				return nil, err
			}
			in = slices.ContainsFunc(targets, func(key string) bool { return slices.Contains(c.keys, key) })
		}
		if in {
			members = append(members, t)
		}
	}
	return members, nil
}
