package pseudonym

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"continuum/internal/fault"
	"continuum/record/definition"
)

//go:embed elements.txt
var elementsText string

// shape is what leaves of a type.
type shape struct {
	typ     *definition.Type
	members map[string]*rule // by their names in JSON
}

// rule says how a member leaves.
type rule struct {
	member *definition.Member
	how    manner
	within *shape // of a member that has members of its own
}

// manner is how a value leaves: as it is, or less of it.
type manner string

const (
	whole manner = ""
	year  manner = "year"
	area  manner = "area"
)

// extensions are those of a resource that leave: by their address the member that
// holds the value, which is a CodeableConcept.
var extensions = map[string]string{
	"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory": "valueCodeableConcept",
}

// primitives and kinds are the types of values that can leave.
var (
	primitives = []string{"boolean", "code", "date", "dateTime", "instant", "time", "decimal", "integer", "positiveInt", "unsignedInt"}
	quantities = []string{"Quantity", "SimpleQuantity", "Age", "Duration", "Count", "Distance"}
)

// shapes reads the list of what leaves; it fails only where the list itself is wrong.
var shapes = sync.OnceValues(func() (map[string]*shape, error) {
	all := map[string]*shape{}
	for line := range strings.Lines(elementsText) {
		name, members, is := strings.Cut(strings.TrimSpace(line), ":")
		if !is || strings.HasPrefix(name, "#") {
			continue
		}
		t := definition.TypeOf(name)
		if t == nil || all[name] != nil {
			return nil, wrong(name, "no type of R4, or one that is there already")
		}
		all[name] = &shape{t, map[string]*rule{}}
		for path := range strings.FieldsSeq(members) {
			if err := all[name].add(path); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
})

func wrong(value, reason string) error {
	return &fault.Error{Code: fault.Internal, File: "access/pseudonym/elements.txt", Value: value, Reason: reason}
}

// add takes a path of members into a shape.
func (s *shape) add(path string) error {
	path, how, _ := strings.Cut(path, "~")
	name, rest, deeper := strings.Cut(path, ".")
	m := s.typ.Member(name)
	if m == nil || m.Type == nil {
		return wrong(s.typ.Name+"."+path, "R4 has no such member")
	}
	r := s.members[name]
	if r == nil {
		r = &rule{member: m, how: manner(how)}
		s.members[name] = r
	}
	if !deeper {
		return r.sound(s.typ.Name + "." + path)
	}
	if r.within == nil {
		r.within = &shape{m.Type.Type, map[string]*rule{}}
	}
	if rest == "" || m.Type.Type.Kind != definition.Backbone {
		return wrong(s.typ.Name+"."+path, "this member has none of its own")
	}
	r.how = whole
	if how != "" {
		rest += "~" + how
	}
	return r.within.add(rest)
}

// sound refuses a member that holds what must not leave, such as text.
func (r *rule) sound(path string) error {
	name := r.member.Type.Type.Name
	can := false
	switch r.how {
	case year:
		can = name == "date" || name == "dateTime"
	case area:
		can = name == "Address"
	case whole:
		can = slices.Contains(primitives, name) || slices.Contains(quantities, name) || name == "Coding" || name == "Reference" || structured[name]
	}
	if !can {
		return wrong(path, "values of type "+name+" do not leave so")
	}
	return nil
}

// structured are the data types that leave by a line of the list.
var structured = map[string]bool{"CodeableConcept": true, "Money": true, "Period": true, "Range": true, "Ratio": true, "Timing": true, "Dosage": true}

// Leaves tells whether anything of a type of resource leaves.
func Leaves(t *definition.Type) bool {
	all, err := shapes()
	return err == nil && t.Kind == definition.Resource && all[t.Name] != nil
}
