package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go"

	"continuum/record/sight"
)

// Decision is an answer and what led to it.
type Decision struct {
	Allowed  bool
	Policies []string // names of those that allowed it, or forbade it; none where none spoke
}

// Decide tells whether an actor may do something with an item of a record: where the
// item is about several people, whether they may for one of them, by the policies and
// by the token.
func (p *Policies) Decide(a *Actor, action string, x *sight.Item) Decision {
	if a == nil || ofPlace(action) {
		return Decision{}
	}
	people := x.People
	if len(people) == 0 {
		people = []sight.Person{sight.Parties(nil)}
	}
	var last Decision
	for _, person := range people {
		if last = p.decide(a, action, x, person); last.Allowed {
			break
		}
	}
	return last
}

// decide decides for one of the people that an item is about.
func (p *Policies) decide(a *Actor, action string, x *sight.Item, person sight.Person) Decision {
	one := sight.Item{Type: x.Type, Labels: x.Labels, People: []sight.Person{person}}
	if a.Limits != nil && !sight.Holds(a.Limits.rule(action), &one) {
		return Decision{Policies: []string{limitsPolicy}}
	}
	allowed, by := p.request(a, action, item(x, a.related(person)))
	return Decision{allowed, names(by)}
}

// limitsPolicy stands for the scopes of a token where policies are named.
const limitsPolicy = "scopes-of-the-token"

func names(ids []cedar.PolicyID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	slices.Sort(all)
	return all
}
