package access

import (
	"context"

	"github.com/cedar-policy/cedar-go"

	"continuum/record/sight"
)

// A policy that permits to read can say @pseudonyms("yes"): whoever reads by it sees
// no names. That is of the actor and the purpose, not of the item: what leaves for
// somebody bears names or bears none, so that the two cannot be laid side by side.
const (
	pseudonyms = "pseudonyms"
	yes        = "yes"
)

// Pseudonymised tells whether an actor sees people under pseudonyms: where any policy
// by which they could read says so. Policies by which everybody reads, such as of the
// directory, do not lift that.
func (p *Policies) Pseudonymised(a *Actor) (bool, error) {
	if a == nil {
		return false, nil
	}
	key := fingerprint(a, pseudonyms)
	if r, known := p.cache.get(key); known {
		return r == sight.Rule(sight.Always(true)), nil
	}
	hidden, err := p.readsHidden(a)
	if err != nil {
		return false, err
	}
	p.cache.put(key, sight.Always(hidden))
	return hidden, nil
}

func (p *Policies) readsHidden(a *Actor) (bool, error) {
	one := *p
	one.set = cedar.NewPolicySet()
	one.ids = nil
	for _, id := range p.ids {
		if x := p.set.Get(id); x.Effect() == cedar.Permit && x.Annotations()[pseudonyms] == yes {
			one.set.Add(id, x)
			one.ids = append(one.ids, id)
		}
	}
	any, err := one.anyOf(a, Read, cedar.Permit)
	if err != nil {
		return false, err
	}
	for _, r := range any {
		if sight.For(r, nil) != sight.Rule(sight.Always(false)) {
			return true, nil
		}
	}
	return false, nil
}

type hidingKey struct{}

// Hiding says in a context that what leaves for its actor will bear pseudonyms where it
// must. Without it whoever must see pseudonyms sees nothing.
func Hiding(ctx context.Context) context.Context { return context.WithValue(ctx, hidingKey{}, true) }

// Pseudonymised tells whether the actor of a context sees people under pseudonyms.
func (g *Gate) Pseudonymised(ctx context.Context) (bool, error) {
	return g.Rules().Policies.Pseudonymised(From(ctx))
}

// bared tells whether somebody who must see pseudonyms asks where there are none.
func (g *Gate) bared(ctx context.Context) (bool, error) {
	if ctx.Value(hidingKey{}) != nil {
		return false, nil
	}
	return g.Pseudonymised(ctx)
}
