package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// mostIncluded is how many resources are included beside a page.
const mostIncluded = 10_000

// Included gives the resources that a search asks for beside its matches, each
// once, and none that is a match.
func (r *Record) Included(tx *store.Tx, s *search.Search, found *Found) ([]Resource, error) {
	seen := map[int64]bool{}
	for _, o := range found.ordinals {
		seen[o] = true
	}
	var all []int64
	fresh := found.ordinals
	for round := 0; len(fresh) > 0 && len(all) < mostIncluded; round++ {
		var next []int64
		for _, i := range s.Includes {
			if round > 0 && !i.Iterate {
				continue
			}
			met, err := r.beside(tx, i, fresh)
			if err != nil {
				return nil, err
			}
			for _, o := range met {
				if !seen[o] && len(all)+len(next) < mostIncluded {
					seen[o] = true
					next = append(next, o)
				}
			}
		}
		all, fresh = append(all, next...), next
	}
	resources, err := r.resources(tx, all)
	var out []Resource
	for _, o := range all {
		if x, there := resources[o]; there {
			out = append(out, x)
		}
	}
	return out, err
}

// beside gives what some resources point at, or what points at them.
func (r *Record) beside(tx *store.Tx, i search.Include, of []int64) (met []int64, err error) {
	wanted, given := "target", "ordinal"
	if i.Reverse {
		wanted, given = given, wanted
	}
	numbers := r.referenceNumbers(i)
	for some := range slices.Chunk(of, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT DISTINCT f.", wanted, " FROM record_reference f JOIN record_resource x ON x.ordinal = f.", wanted, " WHERE f.", given, " IN ")
		list(s, some)
		if numbers != nil {
			s.put(" AND f.parameter IN ")
			list(s, numbers)
		}
		if i.Target != nil && !i.Reverse {
			s.put(" AND x.type = ").arg(r.types[i.Target])
		}
		s.put(" AND x.version > 0 AND NOT x.deleted ORDER BY 1")
		more, err := s.ordinals(tx)
		if err != nil {
			return nil, err
		}
		met = append(met, more...)
	}
	return met, nil
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
	return numbers
}
