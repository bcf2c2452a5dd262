package definition

import (
	"slices"
	"strings"
)

const valueSets = "http://hl7.org/fhir/ValueSet/"

// address is the whole address of a value set that the tables name in short.
func address(name string) string {
	if name == "" || strings.Contains(name, ":") {
		return name
	}
	return valueSets + name
}

func (t *tables) loadCodes() {
	t.sets = make(map[string]*ValueSet, 256)
	set := &ValueSet{}
	for row := range rows(codesTable) {
		if name, isSet := strings.CutPrefix(row, "="); isSet {
			set = &ValueSet{URL: address(name)}
			t.sets[set.URL] = set
			continue
		}
		url, codes, _ := strings.Cut(row, "\t")
		s := system{url: url}
		if name, isRule := strings.CutPrefix(codes, "!"); isRule {
			s.rule = ruleOf(name)
		} else {
			s.codes = words(codes)
			slices.Sort(s.codes)
		}
		if s.rule == nil && s.codes == nil {
			t.damaged("codes.tsv", row, "a system has neither codes nor a known rule")
		}
		set.systems = append(set.systems, s)
	}
}

// binding reads a strength, a value set and, where there is one, the bounding value set.
func (t *tables) binding(cell string) *Binding {
	if cell == "" {
		return nil
	}
	parts := words(cell)
	b := &Binding{Strength: Strength(strings.Index("repx", parts[0]) + 1)}
	if b.Strength == 0 || len(parts) < 2 {
		t.damaged("elements.tsv", cell, "a binding has a strength and a value set")
		return nil
	}
	b.ValueSet = address(parts[1])
	b.Codes = t.sets[b.ValueSet]
	if len(parts) > 2 {
		b.Most = address(parts[2])
		b.MostOf = t.sets[b.Most]
	}
	return b
}

func (t *tables) loadConstraints() {
	t.constraints = make(map[string]*Constraint, 512)
	for row := range rows(constraintsTable) {
		c := cells(row)
		key, _, _ := strings.Cut(c[0], "#")
		one := &Constraint{Key: key, Severity: Severity(strings.Index("EW", c[1]) + 1), Expression: c[2], Human: c[3]}
		if c[1] == "" || one.Severity == 0 || c[2] == "" {
			t.damaged("constraints.tsv", row, "a constraint has a severity and an expression")
		}
		t.constraints[c[0]] = one
	}
}

func (t *tables) constraintsOf(cell string) (all []*Constraint) {
	for _, id := range words(cell) {
		c := t.constraints[id]
		if c == nil {
			t.damaged("elements.tsv", id, "no such constraint")
			continue
		}
		all = append(all, c)
	}
	return all
}
