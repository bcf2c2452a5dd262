package pseudonym

import (
	"slices"
	"strconv"
	"strings"

	"continuum/record/definition"
	"continuum/record/resource"
)

const (
	// pseudonymised is what HL7 calls content like this (v3-ObservationValue).
	pseudonymised = `{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"PSEUDED"}]}`
	// masked stands where R4 asks for something that does not leave.
	masked = `{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}`
	// veteran stands for the year of birth of whoever may be ninety or more.
	veteran = `{"extension":[{"url":"urn:continuum:age","valueCode":"90+"}]}`
)

// Released is a resource as it leaves.
type Released struct {
	ID      string // its pseudonym
	Content []byte
}

// release is one resource on its way out.
type release struct {
	*Project
	people People
	shapes map[string]*shape
}

// Release gives what leaves of a resource of a type, with an id; people says who the
// Patients in it are (see Patients). Nothing leaves (false) of a type that is not on
// the list, nor of a resource with a modifier that nobody could see: without it the
// rest would mean something else.
func (p *Project) Release(t *definition.Type, id string, n resource.Node, people People) (out Released, leaves bool, err error) {
	all, err := shapes()
	if err != nil || !Leaves(t) || n.Kind() != resource.Object {
		return out, false, err
	}
	if !n.Get("modifierExtension").Missing() || !n.Get("implicitRules").Missing() {
		return out, false, nil
	}
	r := &release{p, people, all}
	out.ID = p.id(t.Name, id, people)
	head := []string{`"resourceType":` + resource.Quote(t.Name), `"id":` + resource.Quote(out.ID), `"meta":` + pseudonymised}
	if more := r.extensions(n.Get("extension")); more != "" {
		head = append(head, `"extension":`+more)
	}
	out.Content = []byte(r.object(n, all[t.Name], head...))
	return out, true, nil
}

// Patients are the ids of the Patients that a resource points at or is.
func Patients(t *definition.Type, id string, n resource.Node) (all []string) {
	if t.Name == patient {
		all = append(all, id)
	}
	for x := range n.All() {
		if !x.Named("reference") {
			continue
		}
		text, _, _ := strings.Cut(x.Text(), "/_history/")
		if id, is := strings.CutPrefix(text, patient+"/"); is && isID(id) {
			all = append(all, id)
		}
	}
	return all
}

// object is what leaves of an object, after what is given; "" where nothing does.
func (r *release) object(n resource.Node, s *shape, parts ...string) string {
	if n.Kind() != resource.Object || !n.Get("modifierExtension").Missing() {
		return ""
	}
	left := map[*definition.Element]bool{}
	for name, m := range n.Members() {
		to := s.members[name]
		if to == nil {
			continue
		}
		value := r.member(m, to)
		if value != "" && to.how == year && r.old(name, value) {
			name, value = "_"+name, veteran
		}
		if value != "" {
			parts = append(parts, resource.Quote(name)+":"+value)
			left[to.member.Element] = true
		}
	}
	for _, e := range s.typ.Elements() {
		if e.Min > 0 && !left[e] {
			if gone := absent(n, s.typ, e); gone != "" {
				parts = append(parts, gone)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// old tells whether a year of birth is that of somebody who may be among the oldest.
func (r *release) old(name, quoted string) bool {
	if name != "birthDate" && name != "bornDate" {
		return false
	}
	return strings.Trim(quoted, `"`) <= strconv.Itoa(r.now().Year()-oldest)
}

// absent says in the place of an element that must be there that it does not leave;
// "" where it was not there.
func absent(n resource.Node, t *definition.Type, e *definition.Element) string {
	for name := range n.Members() {
		m := t.Member(strings.TrimPrefix(name, "_"))
		if m == nil || m.Element != e {
			continue
		}
		name, value := strings.TrimPrefix(name, "_"), masked
		if m.Type == nil || m.Type.Type == nil {
			return ""
		}
		if m.Type.Type.Kind == definition.Primitive {
			name = "_" + name
		}
		if e.Repeats() {
			value = "[" + value + "]"
		}
		return resource.Quote(name) + ":" + value
	}
	return ""
}

// member is what leaves of a member: of a list those items of which something does.
func (r *release) member(n resource.Node, to *rule) string {
	if (n.Kind() == resource.Array) != to.member.Element.Repeats() {
		return ""
	}
	if n.Kind() != resource.Array {
		return r.value(n, to)
	}
	var items []string
	for item := range n.Items() {
		if v := r.value(item, to); v != "" {
			items = append(items, v)
		}
	}
	if len(items) == 0 {
		return ""
	}
	return "[" + strings.Join(items, ",") + "]"
}

// value is what leaves of one value.
func (r *release) value(n resource.Node, to *rule) string {
	name := to.member.Type.Type.Name
	switch {
	case slices.Contains(primitives, name):
		return primitive(n, to)
	case n.Kind() != resource.Object:
		return ""
	case to.within != nil:
		return r.object(n, to.within)
	case name == "Coding":
		return r.coding(n)
	case name == "Reference":
		return r.reference(n, r.people)
	case name == "Address":
		return areaOf(n)
	case isQuantity(name):
		return r.quantity(n, to)
	}
	return r.object(n, r.shapes[name])
}

// extensions are those that leave.
func (r *release) extensions(n resource.Node) string {
	var items []string
	concept := r.shapes["CodeableConcept"]
	for x := range n.Items() {
		url := x.Get("url").Text()
		member, listed := extensions[url]
		if !listed {
			continue
		}
		if v := r.object(x.Get(member), concept); v != "" {
			items = append(items, `{"url":`+resource.Quote(url)+`,`+resource.Quote(member)+`:`+v+`}`)
		}
	}
	if len(items) == 0 {
		return ""
	}
	return "[" + strings.Join(items, ",") + "]"
}
