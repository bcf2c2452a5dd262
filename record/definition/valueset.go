package definition

import (
	"iter"
	"slices"
)

// ValueSet is the codes that a required binding allows. Languages, MIME types,
// currencies and units of measure are held as a rule, not as a list.
type ValueSet struct {
	URL     string
	systems []system
}

// system is the codes, sorted, or the rule of one code system.
type system struct {
	url   string
	codes []string
	rule  func(code string) bool
}

func (s *system) has(code string) bool {
	if s.rule != nil {
		return s.rule(code)
	}
	_, found := slices.BinarySearch(s.codes, code)
	return found
}

// ValueSetOf finds a value set by its address without a version; nil where the
// tables do not hold it.
func ValueSetOf(url string) *ValueSet { return loaded().sets[url] }

// Has tells whether a code is in the set, whatever its system: an element of
// type code names none.
func (v *ValueSet) Has(code string) bool {
	for i := range v.systems {
		if v.systems[i].has(code) {
			return true
		}
	}
	return false
}

// HasIn tells whether a code of a system is in the set.
func (v *ValueSet) HasIn(url, code string) bool {
	for i := range v.systems {
		if s := &v.systems[i]; s.url == url && s.has(code) {
			return true
		}
	}
	return false
}

// Ruled tells whether a rule is part of the set, so that not all its codes are
// listed.
func (v *ValueSet) Ruled() bool {
	return slices.ContainsFunc(v.systems, func(s system) bool { return s.rule != nil })
}

// Codes gives the listed codes with their systems; a rule lists none.
func (v *ValueSet) Codes() iter.Seq2[string, string] {
	return func(yield func(system, code string) bool) {
		for i := range v.systems {
			for _, code := range v.systems[i].codes {
				if !yield(v.systems[i].url, code) {
					return
				}
			}
		}
	}
}
