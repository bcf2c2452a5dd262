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
	hidden, err := a.hidden()
	if err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	for _, t := range slices.Concat(found.things, hidden) {
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
	found.beside = all
	return a.read(all)
}

func errTooMany() error {
	return &fault.Error{Code: fault.Invalid, Reason: "too many resources would be included", Fix: "ask for fewer matches at once by _count, or include less"}
}

// met gives what is included for some things and was not seen before.
func (a *asking) met(includes []search.Include, of []int64, seen map[int64]bool, again bool) (fresh []int64, err error) {
	for _, some := range alike(includes, again) {
		met, err := a.pointed(some, of)
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

// including is includes that differ only in the type of their target.
type including struct {
	search.Include
	targets []*definition.Type // of any of these; none: of any at all
}

// alike joins includes that can be followed at once.
func alike(includes []search.Include, again bool) (all []including) {
	for _, i := range includes {
		if again && !i.Iterate {
			continue
		}
		target := i.Target
		if i.Target = nil; i.Reverse || target == nil {
			all = append(all, including{Include: i})
			continue
		}
		at := slices.IndexFunc(all, func(x including) bool {
			return len(x.targets) > 0 && x.Source == i.Source && x.Reference == i.Reference
		})
		if at < 0 {
			all = append(all, including{i, []*definition.Type{target}})
		} else {
			all[at].targets = append(all[at].targets, target)
		}
	}
	return all
}

// pointed gives what some things point at, or what points at them: what is held
// first.
func (a *asking) pointed(i including, of []int64) (met []int64, err error) {
	if i.Reverse {
		of = a.same(of)
	}
	if met, err = a.pointedInSQL(i, of); err != nil || a.aside == nil {
		return met, err
	}
	beside, err := a.pointedBeside(i.Include, of)
	if err != nil {
		return nil, err
	}
	met = append(beside, met...)
	return a.thereOf(i, met)
}

// pointedInSQL follows the references of what is kept.
func (a *asking) pointedInSQL(i including, of []int64) (met []int64, err error) {
	wanted, given := "target", "ordinal"
	if i.Reverse {
		wanted, given = given, wanted
		of = a.ordinalsOfThings(of)
	}
	numbers := a.referenceNumbers(i.Include)
	for _, some := range pieces(slices.DeleteFunc(slices.Clone(of), func(t int64) bool { return t < 0 })) {
		s := &statement{}
		s.put("SELECT x.ordinal FROM record_resource x WHERE x.ordinal IN (SELECT f.", wanted, " FROM record_reference f WHERE ")
		some.holds(s, "f."+given)
		if numbers != nil {
			s.put(" AND ").in("f.parameter", numbers)
		}
		s.put(")")
		if len(i.targets) > 0 {
			s.put(" AND ").in("x.type", a.typeNumbers(i.targets))
		}
		if a.aside == nil {
			s.put(" AND x.version > 0 AND NOT x.deleted")
		}
		a.visible(s, i)
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

// visible writes that what is met may be seen, or is not here at all: it may be held.
func (a *asking) visible(s *statement, i including) {
	of := i.targets
	if i.Reverse && i.Source != nil {
		of = []*definition.Type{i.Source}
	}
	seen := a.eyes.clause(of)
	if seen == nil {
		return
	}
	s.put(" AND (x.version = 0 OR ")
	seen.holds(s, "x.ordinal")
	s.put(")")
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

// thereOf leaves of what was met what is there, and of the types that are wanted.
func (a *asking) thereOf(i including, met []int64) (out []int64, err error) {
	there, err := a.there(i.targets, met)
	if err != nil {
		return nil, err
	}
	found := setOf(there)
	return slices.DeleteFunc(met, func(t int64) bool {
		return !found[t] || t < 0 && len(i.targets) > 0 && !slices.Contains(i.targets, a.aside.held(t).Type)
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
