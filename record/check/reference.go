package check

import (
	"slices"
	"strings"

	"continuum/record/definition"
	"continuum/record/resource"
)

// reference checks that a reference points to a type that the element allows,
// where it tells the type: by its address, its type or a contained resource.
func (c *checker) reference(n resource.Node, r *definition.TypeRef) {
	if len(r.Targets) == 0 || n.Kind() != resource.Object {
		return
	}
	to := n.Get("reference")
	for _, t := range [...]*definition.Type{c.target(to.Text()), definition.ResourceOf(n.Get("type").Text())} {
		if t != nil && !r.Points(t) {
			c.note(Problem{
				Code: Value, Severity: severity(t, r), Reason: "the element may not refer to " + t.Name,
				Value: brief(to.Text()), Fix: "refer to " + targets(r),
			})
			return
		}
	}
}

// kin are types that stand for one another in messages that mean no harm: even
// the official examples of R4 name a Practitioner where only an Organization may
// dispense (MedicationRequest/medrx002), and a Procedure as a reason where only
// findings are allowed (DeviceUseStatement/example). A person is kin to nobody.
var kin = [][]string{
	{"Practitioner", "PractitionerRole", "Organization", "CareTeam"},
	{"Condition", "Observation", "DiagnosticReport", "DocumentReference", "Media", "Procedure"},
}

// severity of a reference to the wrong type: a warning where an allowed type is its kin.
func severity(t *definition.Type, r *definition.TypeRef) definition.Severity {
	for _, group := range kin {
		if slices.Contains(group, t.Name) && slices.ContainsFunc(r.Targets, func(to *definition.Type) bool { return slices.Contains(group, to.Name) }) {
			return definition.Warning
		}
	}
	return definition.Error
}

// target is the type that a reference tells, nil where it does not.
func (c *checker) target(text string) *definition.Type {
	if id, local := strings.CutPrefix(text, "#"); local {
		return c.contained(id)
	}
	text, _, conditional := strings.Cut(text, "?")
	text, _, _ = strings.Cut(text, "/_history/")
	if !conditional {
		slash := strings.LastIndexByte(text, '/')
		if slash < 0 {
			return nil
		}
		text = text[:slash]
	}
	return definition.ResourceOf(text[strings.LastIndexByte(text, '/')+1:])
}

// contained is the type of the contained resource of an id; that of the container
// itself for the empty id.
func (c *checker) contained(id string) *definition.Type {
	if id == "" {
		return definition.ResourceOf(c.container.Get("resourceType").Text())
	}
	for n := range c.container.Get("contained").Items() {
		if n.Get("id").Text() == id {
			return definition.ResourceOf(n.Get("resourceType").Text())
		}
	}
	return nil
}

func targets(r *definition.TypeRef) string {
	names := make([]string, len(r.Targets))
	for i, t := range r.Targets {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
