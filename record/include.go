package record

import (
	"slices"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// Bounds of what is included beside a page: how many resources, and how often what
// was included is asked again what it points at.
const (
	mostIncluded = 10_000
	mostRounds   = 50
)

// Included gives the resources that a search asks for beside its matches, each
// once, and none that is a match.
func (r *Record) Included(tx *store.Tx, s *search.Search, found *Found) ([]Resource, error) {
	a := found.asking
	a.tx, a.cost = tx, 0
	if err := a.relate(); err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	for _, t := range found.things {
		seen[t] = true
	}
	var all []int64
	fresh := found.things
	for round := 0; len(fresh) > 0; round++ {
		if len(all) > mostIncluded || round > mostRounds {
			return nil, errTooMany()
		}
		next, err := a.met(s.Includes, fresh, seen, round > 0)
		if err != nil {
			return nil, err
		}
		all, fresh = append(all, next...), next
	}
	return a.read(all)
}

func errTooMany() error {
	return &fault.Error{Code: fault.Invalid, Reason: "too many resources would be included", Fix: "ask for fewer matches at once by _count, or include less"}
}

// met gives what is included for some things and was not seen before.
func (a *asking) met(includes []search.Include, of []int64, seen map[int64]bool, again bool) (fresh []int64, err error) {
	for _, i := range includes {
		if again && !i.Iterate {
			continue
		}
		met, err := a.pointed(i, of)
		if err != nil {
			return nil, err
		}
		for _, t := range met {
			if !seen[t] {
				seen[t] = true
				fresh = append(fresh, t)
			}
		}
	}
	return fresh, nil
}

// pointed gives what some things point at, or what points at them: what is held
// first.
func (a *asking) pointed(i search.Include, of []int64) (met []int64, err error) {
	if i.Reverse {
		of = a.same(of)
	}
	if met, err = a.pointedInSQL(i, of); err != nil || a.aside == nil {
		return met, err
	}
	beside, err := a.pointedBeside(i, of)
	if err != nil {
		return nil, err
	}
	met = append(beside, met...)
	return a.thereOf(i, met)
}

// pointedInSQL follows the references of what is kept.
func (a *asking) pointedInSQL(i search.Include, of []int64) (met []int64, err error) {
	wanted, given := "target", "ordinal"
	if i.Reverse {
		wanted, given = given, wanted
		of = a.ordinalsOfThings(of)
	}
	numbers := a.referenceNumbers(i)
	for some := range slices.Chunk(slices.DeleteFunc(slices.Clone(of), func(t int64) bool { return t < 0 }), fetchAtOnce) {
		s := &statement{}
		s.put("SELECT DISTINCT f.", wanted, " FROM record_reference f JOIN record_resource x ON x.ordinal = f.", wanted, " WHERE ").in("f."+given, some)
		if numbers != nil {
			s.put(" AND ").in("f.parameter", numbers)
		}
		if i.Target != nil && !i.Reverse {
			s.put(" AND x.type = ").arg(a.types[i.Target])
		}
		if a.aside == nil {
			s.put(" AND x.version > 0 AND NOT x.deleted")
		}
		s.put(" ORDER BY 1 LIMIT ").arg(mostIncluded + 1)
		more, err := s.ordinals(a.tx)
		if err != nil {
			return nil, err
		}
		if len(met)+len(more) > 2*mostIncluded {
			return nil, errTooMany()
		}
		for _, o := range more {
			met = append(met, a.thingAt(o))
		}
	}
	return met, nil
}

// pointedBeside follows the references of what is held.
func (a *asking) pointedBeside(i search.Include, of []int64) (met []int64, err error) {
	code, from, meant := "", of, itself
	if i.Reference != nil {
		code = i.Reference.Code
	}
	if i.Reverse {
		from, meant = a.heldOf(nil), a.aside.meant
	}
	wanted := setOf(of)
	from = slices.DeleteFunc(slices.Clone(from), func(t int64) bool {
		return t > 0 || i.Source != nil && a.aside.held(t).Type != i.Source
	})
	err = a.eachTarget(from, code, meant, func(source, target int64) {
		switch {
		case !i.Reverse:
			met = append(met, target)
		case wanted[target]:
			met = append(met, source)
		}
	})
	return met, err
}

// thereOf leaves of what was met what is there, and of the type that is wanted.
func (a *asking) thereOf(i search.Include, met []int64) (out []int64, err error) {
	var of []*definition.Type
	if i.Target != nil && !i.Reverse {
		of = []*definition.Type{i.Target}
	}
	there, err := a.there(of, met)
	if err != nil {
		return nil, err
	}
	found := setOf(there)
	return slices.DeleteFunc(met, func(t int64) bool {
		return !found[t] || t < 0 && len(of) > 0 && a.aside.held(t).Type != of[0]
	}), nil
}

func setOf(things []int64) map[int64]bool {
	set := make(map[int64]bool, len(things))
	for _, t := range things {
		set[t] = true
	}
	return set
}

// referenceNumbers gives the numbers of the parameters an include follows; nil
// for all of all types.
func (r *Record) referenceNumbers(i search.Include) []int64 {
	switch {
	case i.Source == nil && i.Reference == nil:
		return nil
	case i.Reference != nil && i.Source != nil:
		return []int64{r.parameters[i.Source][i.Reference.Code]}
	}
	numbers := []int64{-1}
	for t, all := range r.parameters {
		for code, number := range all {
			if p := t.Parameter(code); (i.Source == nil || t == i.Source) && p.Kind == definition.Reference && (i.Reference == nil || i.Reference == p) {
				numbers = append(numbers, number)
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}
