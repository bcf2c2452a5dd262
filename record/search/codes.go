package search

import (
	"iter"
	"maps"
	"slices"

	"continuum/record/definition"
	"continuum/record/index"
)

// Codes is a set of codes: those listed of some systems, all codes of others, and
// those that a rule allows.
type Codes struct {
	listed map[string]map[string]bool // by system
	whole  map[string]bool
	rules  []*definition.ValueSet
	count  int
}

// Add lists a code.
func (c *Codes) Add(system, code string) {
	if c.listed == nil {
		c.listed = map[string]map[string]bool{}
	}
	if c.listed[system] == nil {
		c.listed[system] = map[string]bool{}
	}
	if !c.listed[system][code] {
		c.listed[system][code] = true
		c.count++
	}
}

// AddSystem takes in all codes of a system.
func (c *Codes) AddSystem(system string) {
	if c.whole == nil {
		c.whole = map[string]bool{}
	}
	c.whole[system] = true
}

// AddSet takes in a value set of R4.
func (c *Codes) AddSet(v *definition.ValueSet) {
	for system, code := range v.Codes() {
		c.Add(system, code)
	}
	if v.Ruled() {
		c.rules = append(c.rules, v)
	}
}

// AddAll takes in another set.
func (c *Codes) AddAll(other *Codes) {
	for system, code := range other.All() {
		c.Add(system, code)
	}
	for system := range other.whole {
		c.AddSystem(system)
	}
	c.rules = append(c.rules, other.rules...)
}

// Remove takes out what is listed and for which drop is true.
func (c *Codes) Remove(drop func(system, code string) bool) {
	for system, codes := range c.listed {
		before := len(codes)
		maps.DeleteFunc(codes, func(code string, _ bool) bool { return drop(system, code) })
		c.count -= before - len(codes)
	}
}

// Count is how many codes are listed.
func (c *Codes) Count() int { return c.count }

// Listed tells whether the set is a list and nothing else.
func (c *Codes) Listed() bool { return len(c.whole) == 0 && len(c.rules) == 0 }

// Ruled tells whether a rule is part of the set.
func (c *Codes) Ruled() bool { return len(c.rules) > 0 }

// All gives the listed codes with their systems, in order.
func (c *Codes) All() iter.Seq2[string, string] {
	return func(yield func(system, code string) bool) {
		for _, system := range slices.Sorted(maps.Keys(c.listed)) {
			for _, code := range slices.Sorted(maps.Keys(c.listed[system])) {
				if !yield(system, code) {
					return
				}
			}
		}
	}
}

// Systems gives the systems of which all codes are in the set, in order.
func (c *Codes) Systems() []string { return slices.Sorted(maps.Keys(c.whole)) }

// Contains tells whether a code of a system is in the set.
func (c *Codes) Contains(system, code string) bool {
	return c.listed[system][code] || c.whole[system] || slices.ContainsFunc(c.rules, func(v *definition.ValueSet) bool { return v.HasIn(system, code) })
}

// Has tells whether a value is in the set; an element of type code may be of any
// of its systems.
func (c *Codes) Has(v *index.Value) bool {
	switch {
	case v.Code == "":
		return false
	case !v.AnySystem:
		return c.Contains(v.System, v.Code)
	}
	for _, codes := range c.listed {
		if codes[v.Code] {
			return true
		}
	}
	return slices.ContainsFunc(c.rules, func(set *definition.ValueSet) bool { return set.Has(v.Code) })
}
