package record

import (
	"slices"
	"strings"

	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/search"
)

// where gives conditions on the rows of an index, of which one must hold.
func (a *asking) where(f *search.Filter) ([]func(*statement), error) {
	switch {
	case f.Codes != nil:
		return within(f.Codes), nil
	case f.Modifier == search.OfType:
		return []func(*statement){ofTypes(f.Any)}, nil
	case f.Parameter.Kind == definition.Reference && f.Modifier != search.Identifier:
		ordinals, err := a.targets(f)
		return []func(*statement){func(s *statement) { s.in("target", ordinals) }}, err
	case f.Parameter.Kind == definition.Token || f.Parameter.Kind == definition.Reference:
		return tokenConditions(f), nil
	}
	all := make([]func(*statement), len(f.Any))
	for i := range f.Any {
		all[i] = func(s *statement) { condition(s, f, &f.Any[i]) }
	}
	return all, nil
}

// condition writes what the columns of an index must be.
func condition(s *statement, f *search.Filter, o *search.Operand) {
	switch f.Parameter.Kind {
	case definition.String:
		plainText(s, f.Modifier, o)
	case definition.Date:
		span(s, o)
	case definition.Number, definition.Quantity:
		amount(s, "", o)
	case definition.URI:
		address(s, f.Modifier, o)
	case definition.Composite:
		code(s, "", &o.Parts[0])
		s.put(" AND ")
		if f.Parameter.Components[1].Parameter.Kind == definition.Token {
			code(s, "2", &o.Parts[1])
			return
		}
		amount(s, "unit_", &o.Parts[1])
	}
}

// tokenConditions gives one condition for all codes of a system: many may be asked
// for at once.
func tokenConditions(f *search.Filter) (all []func(*statement)) {
	bySystem := map[string]int{}
	var codes [][]int64
	for i := range f.Any {
		o := &f.Any[i]
		switch {
		case o.AnyCode && f.Code == "identifier":
			all = append(all, func(s *statement) { s.put("code = ").arg(systemAlone(o.System)) })
			continue
		case o.AnyCode || o.Code == "":
			all = append(all, func(s *statement) { code(s, "", o) })
			continue
		}
		key := "of " + o.System
		if o.AnySystem {
			key = "any"
		}
		at, met := bySystem[key]
		if !met {
			at = len(codes)
			bySystem[key], codes = at, append(codes, nil)
			all = append(all, func(s *statement) {
				s.in("code", codes[at])
				system(s, "", o)
			})
		}
		codes[at] = append(codes[at], hashOf(o.Code))
	}
	return all
}

// ofTypes compares identifiers with their types.
func ofTypes(any []search.Operand) func(*statement) {
	codes := make([]int64, len(any))
	for i := range any {
		codes[i] = typedIdentifier(any[i].System, any[i].Code, any[i].Text)
	}
	return func(s *statement) { s.in("code", codes).put(" AND system = 0") }
}

// within gives a condition for each system of a set of codes.
func within(set *search.Codes) (all []func(*statement)) {
	var last string
	var codes [][]int64
	for system, code := range set.All() {
		if len(codes) == 0 || system != last {
			at := len(codes)
			codes, last = append(codes, nil), system
			all = append(all, func(s *statement) {
				s.in("code", codes[at]).put(" AND ").in("system", []int64{hashOf(system), anySystem})
			})
		}
		codes[len(codes)-1] = append(codes[len(codes)-1], hashOf(code))
	}
	if whole := set.Systems(); len(whole) > 0 {
		hashes := make([]int64, len(whole))
		for i, system := range whole {
			hashes[i] = hashOf(system)
		}
		all = append(all, func(s *statement) { s.in("system", hashes).put(" AND code <> 0") })
	}
	return all
}

// own compares the id of a resource, which no system stands before.
func own(s *statement, o *search.Operand) {
	switch {
	case o.AnyCode && o.System == "":
		s.put("1 = 1")
	case o.System != "" || o.AnyCode:
		s.put("1 = 0")
	default:
		s.put("id = ").arg(o.Code)
	}
}

// targets finds the resources that references asked for may mean: those here by
// type and id, and what lies elsewhere by its URL, of any version where none is
// asked for.
func (a *asking) targets(f *search.Filter) ([]int64, error) {
	local := map[int64][]string{}
	ordinals := []int64{-1} // nothing
	for i := range f.Any {
		for _, key := range keysOf(f, &f.Any[i]) {
			typ, id := a.place(index.Target(key, ""))
			if f.Only != nil && typ != a.types[f.Only] && typ != elsewhere {
				continue
			}
			local[typ] = append(local[typ], id)
		}
	}
	for typ, ids := range local {
		if err := a.rowsOfType(typ, ids, func(_ string, ordinal int64) { ordinals = append(ordinals, ordinal) }); err != nil {
			return nil, err
		}
		if typ == elsewhere {
			versions, err := a.versionsOf(ids)
			if err != nil {
				return nil, err
			}
			ordinals = append(ordinals, versions...)
		}
	}
	slices.Sort(ordinals)
	return slices.Compact(ordinals), nil
}

// keysOf gives the keys that a reference asked for may mean; an id alone may be of
// any type that the parameter points to.
func keysOf(f *search.Filter, o *search.Operand) (keys []string) {
	if o.Target == "" {
		return nil
	}
	if strings.ContainsAny(o.Target, "/:") {
		return []string{o.Target}
	}
	for _, name := range f.Parameter.Targets {
		if f.Only == nil || f.Only.Name == name {
			keys = append(keys, name+"/"+o.Target)
		}
	}
	return keys
}

// versionsOf gives the ordinals of canonical URLs, whatever version follows them.
func (a *asking) versionsOf(urls []string) (all []int64, err error) {
	for some := range slices.Chunk(urls, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT ordinal FROM record_resource WHERE type = ").arg(int64(elsewhere)).put(" AND ")
		s.either(len(some), func(i int) {
			s.put("id >= ").arg(some[i] + "|").put(" AND id < ").arg(some[i] + "}")
		})
		met, err := s.ordinals(a.tx)
		if err != nil {
			return nil, err
		}
		all = append(all, met...)
	}
	return all, nil
}
