package fhir

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// townFacts is what extracts say in a town, or what of it an actor may see.
type townFacts struct {
	*town
	sees func(x *thing) bool // nil: everything
}

// moreRelated are parties by the word of extracts alone.
var moreRelated = map[string][]sight.Party{
	"F1": {{Kind: sight.CareTeam, Of: "north_team"}},
	"F3": {{Kind: sight.Registered, Of: "P1"}, {Kind: sight.Admitted, Of: "weston_hospital"}},
}

// facts makes three people of extracts, two of whom came live too.
func (w *town) facts() {
	for i, live := range [][]string{{"p5"}, {"p6", "p7"}, nil} {
		person := fmt.Sprintf("F%d", i+1)
		refs := []string{"Patient/" + person}
		for _, id := range live {
			refs = append(refs, "Patient/"+id)
		}
		for _, ref := range refs {
			w.same[ref], w.persons[ref] = refs, person
		}
		w.hold("Patient", person, person, `"identifier":[{"system":"urn:gp","value":"`+person+`"}],"name":[{"family":"`+families[i]+`","given":["Extract"]}],"gender":"female","birthDate":"1938-11-09","managingOrganization":{"reference":"Organization/o1"}`)
		for j, status := range []string{"finished", "in-progress"} {
			w.hold("Encounter", fmt.Sprintf("%s-e%d", person, j), person, `"status":"`+status+`","class":{"code":"IMP"},"subject":{"reference":"Patient/`+person+`"},"period":{"start":"2026-0`+fmt.Sprint(2+j)+`-01"}`)
		}
		for j := range 3 {
			w.hold("Observation", fmt.Sprintf("%s-o%d", person, j), person, `"status":"final","subject":{"reference":"Patient/`+person+`"},"encounter":{"reference":"Encounter/`+person+`-e0"},"effectiveDateTime":"2026-05-0`+fmt.Sprint(1+j)+`"`)
		}
	}
}

// hold makes a fact about a person.
func (w *town) hold(typ, id, person, members string) {
	s := &said{about: []string{"Patient/" + person}}
	meta := `"versionId":"1"`
	if w.IntN(4) == 0 {
		x := one(w, security...)
		meta += fmt.Sprintf(`,"security":[{"system":%q,"code":%q}]`, x[0], x[1])
		s.labels = []string{x[2]}
	}
	if typ == "Observation" {
		members += "," + w.code(s)
	}
	s.text = fmt.Sprintf(`{"resourceType":%q,"id":%q,"meta":{%s},%s}`, typ, id, meta, members)
	w.held = append(w.held, &thing{typ, id, []*said{s}})
}

func (x *thing) asHeld() (record.Held, error) {
	n, err := resource.Parse([]byte(x.now().text), resource.Limits{})
	key := record.Key{Type: definition.ResourceOf(x.typ), ID: x.id}
	return record.Held{Resource: record.Resource{Key: key, Version: 1, Content: []byte(x.now().text)}, Node: n}, err
}

func (f townFacts) beside(people []string) (*record.Beside, error) {
	b := &record.Beside{Build: "b1", Same: map[string][]string{}, Persons: map[string]string{}, Related: moreRelated}
	for _, person := range people {
		for _, ref := range f.same["Patient/"+person] {
			b.Same[ref], b.Persons[ref] = f.same[ref], person
		}
	}
	for _, x := range f.held {
		if person, _, _ := strings.Cut(x.id, "-"); slices.Contains(people, person) && (f.sees == nil || f.sees(x)) {
			h, err := x.asHeld()
			if err != nil {
				return nil, err
			}
			b.Held = append(b.Held, h)
		}
	}
	return b, nil
}

// Beside gives the people of extracts that Patients are.
func (f townFacts) Beside(_ context.Context, _ *store.Tx, patients []string) (*record.Beside, error) {
	var people []string
	for _, id := range patients {
		if person := f.persons["Patient/"+id]; strings.HasPrefix(person, "F") && !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	return f.beside(people)
}

// Alone gives one fact.
func (f townFacts) Alone(_ context.Context, _ *store.Tx, key record.Key) (*record.Beside, error) {
	person, _, _ := strings.Cut(key.ID, "-")
	b, err := f.beside([]string{person})
	if err == nil {
		b.Held = slices.DeleteFunc(b.Held, func(h record.Held) bool { return h.Key != key })
		if len(b.Held) == 0 {
			err = fault.New(fault.NotFound, "no such fact")
		}
	}
	return b, err
}

// People knows the identifiers of those whom it sees.
func (f townFacts) People(_ context.Context, system, value string) (ids []string, err error) {
	for _, x := range f.held {
		if x.typ == "Patient" && x.id == value && (system == "" || system == "urn:gp") && (f.sees == nil || f.sees(x)) {
			ids = append(ids, x.id)
		}
	}
	return ids, nil
}

// Named knows the families of those whom it sees.
func (f townFacts) Named(_ context.Context, words string, _ int) (ids []string, more bool, err error) {
	for i, family := range families[:3] {
		x := f.held[slices.IndexFunc(f.held, func(x *thing) bool { return x.id == fmt.Sprintf("F%d", i+1) })]
		if strings.Contains(strings.ToLower(words), strings.ToLower(family)) && (f.sees == nil || f.sees(x)) {
			ids = append(ids, x.id)
		}
	}
	return ids, false, nil
}

// Owns tells ids of extracts.
func (townFacts) Owns(id string) bool { return strings.HasPrefix(id, "F") }
