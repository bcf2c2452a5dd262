package access

import (
	"slices"

	"continuum/record/sight"
)

// Explanation says why something is allowed or denied, and what would help.
type Explanation struct {
	Allowed       bool     `json:"allowed"`
	Relationships []string `json:"relationships"` // that the actor has to the person, and marks that the person has
	By            []Policy `json:"by"`            // policies that decided; none where none permits it
	Scopes        bool     `json:"scopes"`        // it is the token that does not cover it
	Help          []Help   `json:"help,omitempty"`
}

// Help is one thing that would change a denial.
type Help struct {
	Needs string   `json:"needs"` // relationship, purpose or sign-in
	Any   []string `json:"any"`   // of these
	Says  string   `json:"says"`  // what to do, in plain words
	By    string   `json:"by"`    // the policy that would allow it
}

// Explain decides and tells why.
func (p *Policies) Explain(a *Actor, action string, x *sight.Item) Explanation {
	d := p.Decide(a, action, x)
	e := Explanation{Allowed: d.Allowed, Relationships: []string{}, By: []Policy{}}
	for _, person := range x.People {
		e.Relationships = append(e.Relationships, a.related(person)...)
	}
	slices.Sort(e.Relationships)
	e.Relationships = slices.Compact(e.Relationships)
	for _, id := range d.Policies {
		if id == limitsPolicy {
			e.Scopes = true
			continue
		}
		e.By = append(e.By, p.named(id))
	}
	if !d.Allowed && !e.Scopes {
		e.Help = p.help(a, action, x, e.Relationships)
	}
	return e
}

// help tries what would change a denial: another relationship, another purpose, a
// strong sign-in.
func (p *Policies) help(a *Actor, action string, x *sight.Item, has []string) (all []Help) {
	try := func(b Actor, relationships []string, needs, value string) {
		allowed, by := p.request(&b, action, item(x, relationships))
		for _, id := range by {
			if policy := p.policy(id); allowed && policy.Helps != "" {
				all = add(all, Help{needs, []string{value}, policy.Helps, policy.ID})
			}
		}
	}
	for _, r := range relationships {
		if !slices.Contains(has, r) && r != sight.Self {
			try(*a, append(slices.Clone(has), r), "relationship", r)
		}
	}
	for _, purpose := range purposes {
		if b := *a; purpose != a.Purpose {
			b.Purpose = purpose
			try(b, has, "purpose", purpose)
		}
	}
	if b := *a; !a.Strong {
		b.Strong = true
		try(b, has, "sign-in", "strong")
	}
	return all
}

// add puts in help, with that of the same policy if it is there.
func add(all []Help, h Help) []Help {
	for i := range all {
		if all[i].By == h.By && all[i].Needs == h.Needs {
			all[i].Any = append(all[i].Any, h.Any...)
			return all
		}
	}
	return append(all, h)
}

// named gives a policy by its name.
func (p *Policies) named(id string) Policy {
	for _, x := range p.ids {
		if string(x) == id {
			return p.policy(x)
		}
	}
	return Policy{ID: id}
}
