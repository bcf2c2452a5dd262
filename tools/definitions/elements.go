package main

import (
	"fmt"
	"slices"
	"strings"
)

// writer turns structures into rows of types and elements.
type writer struct {
	rows        *table
	constraints *table
	ids         map[constraint]string      // the row of each constraint
	used        map[string]int             // rows of each key
	roots       map[string]map[string]bool // keys that hold for every value of a type
	bases       map[string]string
}

func writeElements(from, to string) error {
	all, err := readLines[structure](from, "structure-definitions.jsonl.gz")
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(s structure) bool { return !s.wanted() })
	w := &writer{
		rows:        newTable("Types and elements (StructureDefinition)", "=type, kind (primitive, complex, backbone, resource; capital: abstract), base, constraints, regex | element, cardinality, types, flags (Summary, Modifier), binding, constraints"),
		constraints: newTable("Invariants (ElementDefinition.constraint)", "id, severity (Error, Warning), expression, text"),
		ids:         map[constraint]string{}, used: map[string]int{}, roots: map[string]map[string]bool{}, bases: map[string]string{},
	}
	w.learn(all)
	for i := range all {
		all[i].correct()
		if err := w.structure(&all[i]); err != nil {
			return err
		}
	}
	if err := w.rows.save(to, "elements.tsv"); err != nil {
		return err
	}
	return w.constraints.save(to, "constraints.tsv")
}

// learn notes what holds for whole types, which their elements and the types
// built on them need not repeat.
func (w *writer) learn(all []structure) {
	for i := range all {
		s := &all[i]
		w.bases[s.ID] = short(s.Base, structures)
		w.roots[s.ID] = map[string]bool{}
		for _, c := range s.elements()[0].Constraint {
			w.roots[s.ID][c.Key] = true
		}
	}
}

// holds tells whether a constraint comes with a type or one of its bases.
func (w *writer) holds(typ, key string) bool {
	for ; typ != ""; typ = w.bases[typ] {
		if w.roots[typ][key] {
			return true
		}
	}
	return false
}

func (w *writer) structure(s *structure) error {
	elements := s.elements()
	root := elements[0]
	w.typeRow(s.ID, kindOf(s), w.bases[s.ID], root.Constraint, regexOf(s))
	if s.Kind == "primitive-type" {
		return nil
	}
	for _, path := range groups(elements) {
		if path != root.Path {
			e := elements[slices.IndexFunc(elements, func(e element) bool { return e.Path == path })]
			w.typeRow(path, "b", e.Type[0].Code, e.Constraint, "")
		}
		for _, e := range elements[1:] {
			if parent(e.Path) == path && s.own(&e) {
				if err := w.elementRow(&e, slices.Contains(groups(elements), e.Path)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// own leaves out what a type inherits. A profile restates all; what it changes is its own.
func (s *structure) own(e *element) bool {
	if s.Derivation == "constraint" {
		return e.Max != e.Base.Max
	}
	return e.Base.Path == e.Path
}

// groups is the paths that have elements beneath them, in order.
func groups(elements []element) []string {
	var all []string
	for _, e := range elements[1:] {
		if p := parent(e.Path); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

func kindOf(s *structure) string {
	kind := s.Kind[:1]
	if s.Abstract {
		return strings.ToUpper(kind)
	}
	return kind
}

// regexOf is the pattern of a primitive.
func regexOf(s *structure) string {
	if s.Kind != "primitive-type" {
		return ""
	}
	value := s.elements()[len(s.elements())-1]
	return extensionOf(value.Type[0].Extension, "regex").ValueString
}

func (w *writer) typeRow(name, kind, base string, constraints []constraint, regex string) {
	w.rows.row("="+name, kind, base, w.keys(constraints, []string{base}), regex)
}

func (w *writer) elementRow(e *element, group bool) error {
	var types, of []string
	constraints := e.Constraint
	switch {
	case group:
		types, constraints = []string{e.Path}, nil
	case e.ContentReference != "":
		types = []string{e.ContentReference}
	default:
		for _, t := range e.Type {
			types, of = append(types, typeText(e, t)), append(of, t.fhirType())
		}
	}
	if len(types) == 0 {
		return fmt.Errorf("%s has no type", e.Path)
	}
	w.rows.row(last(e.Path), fmt.Sprintf("%d..%s", e.Min, e.Max), strings.Join(types, " "),
		flags(e), binding(e), w.keys(constraints, of))
	return nil
}

// typeText writes a type: its name, [a profile], (the types a reference may point to).
func typeText(e *element, t typeRef) string {
	text := t.fhirType()
	if e.Path == "Resource.id" {
		text = "id" // the definitions say string, the specification (2.26.3.1) id
	}
	for _, p := range t.Profile {
		text += "[" + short(p, structures) + "]"
	}
	var targets []string
	for _, p := range t.Target {
		if strings.HasPrefix(p, structures) {
			targets = append(targets, short(p, structures))
		}
	}
	if len(targets) > 0 {
		text += "(" + strings.Join(targets, "|") + ")"
	}
	return text
}

func flags(e *element) (text string) {
	if e.IsSummary {
		text = "S"
	}
	if e.IsModifier {
		text += "M"
	}
	return text
}

// binding writes strength, value set and, where there is one, the value set that
// bounds a weaker binding.
func binding(e *element) string {
	b := e.Binding
	if b == nil || b.ValueSet == "" {
		return ""
	}
	text := strings.Replace(b.Strength, "example", "x", 1)[:1] + " " + short(b.ValueSet, valueSets)
	most := extensionOf(b.Extension, "elementdefinition-maxValueSet")
	if url := most.ValueCanonical + most.ValueURI; url != "" {
		text += " " + short(url, valueSets)
	}
	return text
}

// keys names the constraints that do not come with one of the types already.
func (w *writer) keys(constraints []constraint, of []string) string {
	if !slices.Equal(of, []string{""}) {
		of = append(of, "Element") // whose constraint the definitions repeat everywhere
	}
	var keys []string
	for _, c := range constraints {
		if !slices.ContainsFunc(of, func(t string) bool { return w.holds(t, c.Key) }) {
			keys = append(keys, w.id(c))
		}
	}
	return strings.Join(keys, " ")
}

// id finds or writes the row of a constraint. R4 uses one key for several
// constraints; the second of them is key#2.
func (w *writer) id(c constraint) string {
	c.Expression, c.Human = line(c.Expression), line(c.Human)
	if id, ok := w.ids[c]; ok {
		return id
	}
	w.used[c.Key]++
	id := c.Key
	if n := w.used[c.Key]; n > 1 {
		id = fmt.Sprintf("%s#%d", c.Key, n)
	}
	w.ids[c] = id
	w.constraints.row(id, strings.ToUpper(c.Severity[:1]), c.Expression, c.Human)
	return id
}
