package access

import (
	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"continuum/internal/fault"
	"continuum/record/sight"
)

// Sight gives what of the record an actor may do something with, as a rule: for every
// item it holds where Decide allows.
func (p *Policies) Sight(a *Actor, action string) (sight.Rule, error) {
	if a == nil || ofPlace(action) {
		return sight.Always(false), nil
	}
	key := fingerprint(a, action)
	if r, known := p.cache.get(key); known {
		return r, nil
	}
	permitted, err := p.anyOf(a, action, cedar.Permit)
	if err != nil {
		return nil, err
	}
	forbidden, err := p.anyOf(a, action, cedar.Forbid)
	if err != nil {
		return nil, err
	}
	all := sight.All{permitted, sight.Not{Rule: forbidden}}
	if a.Limits != nil {
		all = append(all, a.Limits.rule(action))
	}
	r := sight.Remember(sight.ByType(all, types()))
	p.cache.put(key, r)
	return r, nil
}

// anyOf gives the rule that one of the policies of an effect holds.
func (p *Policies) anyOf(a *Actor, action string, effect cedar.Effect) (any sight.Any, err error) {
	who := a.principal()
	env := eval.Env{
		Entities:  cedar.EntityMap{who.UID: who},
		Principal: who.UID, Action: cedar.NewEntityUID(actionType, cedar.String(action)), Resource: eval.Variable("resource"), Context: p.why(a),
	}
	c := &compiler{actor: a, labels: p.labels}
	for _, policy := range p.asts(effect) {
		left, keep := eval.PartialPolicy(env, policy)
		if !keep {
			continue
		}
		holds, err := c.compile(eval.PolicyToNode(left).AsIsNode())
		if err != nil {
			return nil, fault.Wrap(err, "making a filter of the policy %s", policyName(policy))
		}
		any = append(any, holds.yes)
	}
	return any, nil
}

func policyName(p *ast.Policy) string {
	for _, n := range p.Annotations {
		if n.Key == "id" {
			return string(n.Value)
		}
	}
	return ""
}

// truth is when an expression is true and when it is false. Where it is neither it
// fails, and Cedar leaves the policy out.
type truth struct{ yes, no sight.Rule }

func known(b bool) truth { return truth{sight.Always(b), sight.Always(!b)} }

func leaf(r sight.Rule) truth { return truth{r, sight.Not{Rule: r}} }

func failed() truth { return truth{sight.Always(false), sight.Always(false)} }

func (t truth) not() truth { return truth{t.no, t.yes} }

// and is a && b: b is not looked at where a is false.
func (t truth) and(b truth) truth {
	return truth{sight.All{t.yes, b.yes}, sight.Any{t.no, sight.All{t.yes, b.no}}}
}

// or is a || b: b is not looked at where a is true.
func (t truth) or(b truth) truth {
	return truth{sight.Any{t.yes, sight.All{t.no, b.yes}}, sight.All{t.no, b.no}}
}

// choose is if t then a else b.
func (t truth) choose(a, b truth) truth {
	return truth{
		sight.Any{sight.All{t.yes, a.yes}, sight.All{t.no, b.yes}},
		sight.Any{sight.All{t.yes, a.no}, sight.All{t.no, b.no}},
	}
}
