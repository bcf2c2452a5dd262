package access

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"continuum/place"
	"continuum/record/sight"
)

// checkPseudonyms finds notes that say nothing, and policies that open to somebody by
// name what another opens to them without: nobody can mean both.
func (r *Rules) checkPseudonyms() (all []place.Problem) {
	all = r.checkResearch()
	some := false
	for _, id := range r.Policies.ids {
		p := r.Policies.set.Get(id)
		note, is := p.Annotations()[pseudonyms]
		some = some || is
		if is && (note != yes || p.Effect() != cedar.Permit) {
			all = append(all, problemAt(p, string(note), `@pseudonyms is "yes" above a permit, or is not there`, `write @pseudonyms("yes"), or take it out`))
		}
	}
	if !some {
		return all
	}
	_, strangers := r.items()
	named := map[cedar.PolicyID]string{}
	for a := range r.samples() {
		hidden, err := r.Policies.Pseudonymised(a)
		if err != nil || !hidden {
			continue
		}
		for _, id := range r.namedTo(a, strangers) {
			named[id] = strings.Join(a.Roles, "") + " for " + a.Purpose
		}
	}
	for _, id := range r.Policies.ids {
		if who := named[id]; who != "" {
			all = append(all, problemAt(r.Policies.set.Get(id), string(id), "opens records by name to "+who+", who sees others by @pseudonyms", "write the note above both, or let them differ by role or purpose"))
		}
	}
	return all
}

// namedTo are policies without the note by which an actor reads of strangers what is
// not in the directory.
func (r *Rules) namedTo(a *Actor, strangers []sight.Item) (all []cedar.PolicyID) {
	who := a.principal()
	env := eval.Env{Entities: cedar.EntityMap{who.UID: who}, Principal: who.UID, Action: cedar.NewEntityUID(actionType, cedar.String(Read)), Resource: eval.Variable("resource"), Context: r.Policies.why(a)}
	c := &compiler{actor: a, labels: r.Policies.labels}
	for _, id := range r.Policies.ids {
		p := r.Policies.set.Get(id)
		if p.Effect() != cedar.Permit || p.Annotations()[pseudonyms] == yes {
			continue
		}
		left, keep := eval.PartialPolicy(env, (*ast.Policy)(p.AST()))
		if !keep {
			continue
		}
		holds, err := c.compile(eval.PolicyToNode(left).AsIsNode())
		if err != nil {
			continue // checkPolicies tells
		}
		for i := range strangers {
			if sight.Holds(holds.yes, &strangers[i]) {
				all = append(all, id)
				break
			}
		}
	}
	return all
}

// mostFewest is the most that a place can leave untold.
const mostFewest = 1000

// checkResearch says what is wrong with what leaves under pseudonyms.
func (r *Rules) checkResearch() (all []place.Problem) {
	s := &r.Settings
	if s.Research.Fewest < 1 || s.Research.Fewest > mostFewest {
		all = append(all, s.At.Problem("research.fewest", fmt.Sprint(s.Research.Fewest), "the least total that is told is from 1 to 1,000", "write such as fewest: 10"))
	}
	for i, x := range s.Research.Systems {
		if u, err := url.Parse(x); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" {
			all = append(all, s.At.Problem(fmt.Sprintf("research.systems[%d]", i), x, "no address of a code system", "write such as https://weston.example/codes/wards"))
		}
	}
	return all
}
