package access

import (
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"continuum/place"
	"continuum/record/sight"
)

// Warnings are what looks like a slip in policies that are right by themselves: one
// that lets somebody see everybody's record, one that never has an effect, one that
// another always overrules. They are found by trying actors of every role on items
// of every section, label and relationship.
func (r *Rules) Warnings() (all []place.Problem) {
	if len(r.Policies.ids) == 0 {
		return []place.Problem{{File: folder, Reason: "there is no policy, so nobody may see anything", Fix: "`continuum init` writes some to begin with; docs/access.md explains them"}}
	}
	now, other := r.trials(r.Policies.stage), []trial(nil)
	items, strangers := r.items()
	for _, id := range r.Policies.ids {
		p := r.Policies.set.Get(id)
		effect, beaten := r.effect(id, now, items)
		if !effect {
			if other == nil {
				other = r.trials(map[string]string{Live: ClinicalSafety, ClinicalSafety: Live}[r.Policies.stage])
			}
			effect, _ = r.effect(id, other, items)
		}
		switch wide := r.wide(id, now, strangers); {
		case !effect && len(beaten) > 0:
			all = append(all, problemAt(p, string(id), "never permits anything: what it permits is always forbidden by "+strings.Join(sortedIDs(beaten), ", "), "make the two agree, or take it out"))
		case !effect && !ofPlaceOnly(p):
			all = append(all, problemAt(p, string(id), "never has an effect, whoever acts and whatever they look at", "take it out, or mend its condition"))
		case wide != "" && p.Annotations()["wide"] == "":
			all = append(all, problemAt(p, string(id), "somebody who is "+wide+" without any relationship", `ask for a relationship, or write @wide("why") above the policy`))
		}
	}
	return place.Sort(all)
}

// trial is what each policy lets an actor do, as filters.
type trial struct {
	who    string
	action string
	holds  map[cedar.PolicyID]sight.Rule
}

// trials compiles every policy for actors of every role at a stage of the place.
func (r *Rules) trials(stage string) (all []trial) {
	at := *r.Policies
	at.stage = stage
	for a := range r.samples() {
		for _, action := range Actions() {
			who := a.principal()
			env := eval.Env{Entities: cedar.EntityMap{who.UID: who}, Principal: who.UID, Action: cedar.NewEntityUID(actionType, cedar.String(action)), Resource: eval.Variable("resource"), Context: at.why(a)}
			c := &compiler{actor: a, labels: r.Policies.labels}
			t := trial{strings.Join(a.Roles, ""), action, map[cedar.PolicyID]sight.Rule{}}
			for _, id := range at.ids {
				if left, keep := eval.PartialPolicy(env, (*ast.Policy)(at.set.Get(id).AST())); keep {
					if holds, err := c.compile(eval.PolicyToNode(left).AsIsNode()); err == nil {
						t.holds[id] = sight.For(holds.yes, nil)
					}
				}
			}
			all = append(all, t)
		}
	}
	return all
}

// effect tells whether a policy ever decides, and which forbid what it would permit.
func (r *Rules) effect(id cedar.PolicyID, trials []trial, items []sight.Item) (is bool, beaten map[string]bool) {
	beaten = map[string]bool{}
	for _, t := range trials {
		rule, there := t.holds[id]
		if !there || rule == sight.Rule(sight.Always(false)) {
			continue
		}
		for i := range items {
			if !sight.Holds(rule, &items[i]) {
				continue
			}
			over := ""
			if r.Policies.set.Get(id).Effect() == cedar.Permit {
				over = r.forbids(t, &items[i])
			}
			if over == "" {
				return true, nil
			}
			beaten[over] = true
		}
	}
	return false, beaten
}

// wide says who may do what with the record of strangers by a policy; "" for nobody.
func (r *Rules) wide(id cedar.PolicyID, trials []trial, strangers []sight.Item) string {
	if r.Policies.set.Get(id).Effect() == cedar.Forbid {
		return ""
	}
	for _, t := range trials {
		rule, there := t.holds[id]
		if !there || rule == sight.Rule(sight.Always(false)) {
			continue
		}
		for i := range strangers {
			if x := &strangers[i]; sight.Holds(rule, x) && r.forbids(t, x) == "" {
				return t.who + " may " + t.action + " the " + SectionOf(x.Type) + " of everybody"
			}
		}
	}
	return ""
}

// forbids gives a policy that forbids an item in a trial; "" where none does.
func (r *Rules) forbids(t trial, x *sight.Item) string {
	for _, id := range r.Policies.ids {
		if rule, is := t.holds[id]; is && r.Policies.set.Get(id).Effect() == cedar.Forbid && sight.Holds(rule, x) {
			return string(id)
		}
	}
	return ""
}

// ofPlaceOnly tells whether a policy is about the place and not about records.
func ofPlaceOnly(p *cedar.Policy) bool {
	switch s := (*ast.Policy)(p.AST()).Action.(type) {
	case ast.ScopeTypeEq:
		return ofPlace(string(s.Entity.ID))
	case ast.ScopeTypeInSet:
		return !slices.ContainsFunc(s.Entities, func(e cedar.EntityUID) bool { return !ofPlace(string(e.ID)) })
	}
	return false
}

// items are what policies are tried on: one of each section, without a label and with
// each, of people with no relation and with each. strangers are those with none.
func (r *Rules) items() (all, strangers []sight.Item) {
	a := Actor{Account: "sample", Partner: "partner", Practice: "practice", Teams: []string{"team"}, Wards: []string{"partner/ward"}}
	people := []sight.Parties{nil}
	for _, x := range relationships {
		people = append(people, a.parties(x)[:1])
	}
	labels := [][]string{nil}
	for _, l := range r.Policies.labels {
		labels = append(labels, []string{l})
	}
	for _, section := range Sections() {
		typ := (&Example{Section: section}).typ()
		for _, l := range labels {
			for _, p := range people {
				x := sight.Item{Type: typ, Labels: l, People: []sight.Person{p}}
				if all = append(all, x); len(p) == 0 && section != "directory" {
					strangers = append(strangers, x)
				}
			}
		}
	}
	return all, strangers
}

// samples are actors of every role with every purpose, and one without any role.
func (r *Rules) samples() func(yield func(*Actor) bool) {
	return func(yield func(*Actor) bool) {
		for _, role := range append(slices.Clone(r.Settings.Roles), Role{Kind: Staff}) {
			for _, purpose := range purposes {
				a := &Actor{Account: "sample", Kind: role.Kind, Partner: "partner", Practice: "practice", Teams: []string{"team"}, Wards: []string{"partner/ward"}, Purpose: purpose, Strong: true}
				if role.ID != "" {
					a.Roles = []string{role.ID}
				}
				if !yield(a) {
					return
				}
			}
		}
	}
}
