package access

import (
	"slices"

	"continuum/place"
	"continuum/record/label"
)

// Rules are all that a place says of access.
type Rules struct {
	Settings Settings
	Policies *Policies
	Examples []Example
	Labels   *label.Labels // of sensitivity; nil where what is declared of them is wrong
	place    *place.Place
}

const settingsFile = folder + "/access.yaml"

// Load reads what a place folder says of access, with every problem found. A place
// that says nothing lets nobody in but whoever administers it.
func Load(p *place.Place) (*Rules, []place.Problem) {
	r := &Rules{place: p}
	var problems []place.Problem
	if f, ok := p.File(settingsFile); ok {
		problems = place.Decode(f.Name, f.Data, &r.Settings)
	} else {
		r.Settings.Stage = ClinicalSafety
	}
	r.Settings.usual()
	problems = append(problems, r.checkSettings()...)
	if made, err := label.New(r.Settings.Labels, p.Codes); err == nil {
		r.Labels = made
	}
	var more []place.Problem
	r.Policies, more = parsePolicies(p.Under(folder))
	problems = append(problems, more...)
	r.Policies.stage, r.Policies.labels, r.Policies.cache = r.Settings.Stage, r.labels(), newCache()
	problems = append(problems, r.checkPolicies()...)
	problems = append(problems, r.checkPseudonyms()...)
	r.Examples, more = parseExamples(p.Under(folder))
	problems = append(problems, more...)
	problems = append(problems, r.checkExamples()...)
	return r, place.Sort(problems)
}

// labels are the ids of the labels of sensitivity.
func (r *Rules) labels() []string {
	var all []string
	for _, l := range r.Settings.Labels {
		all = append(all, l.ID)
	}
	return all
}

// Role finds a role by id.
func (r *Rules) Role(id string) (Role, bool) {
	at := slices.IndexFunc(r.Settings.Roles, func(x Role) bool { return x.ID == id })
	if at < 0 {
		return Role{}, false
	}
	return r.Settings.Roles[at], true
}

// RoleIDs lists the roles.
func (r *Rules) RoleIDs() []string {
	var all []string
	for _, x := range r.Settings.Roles {
		all = append(all, x.ID)
	}
	return all
}
