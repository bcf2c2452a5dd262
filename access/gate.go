package access

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// Gate is what every way to the record passes: it says what an actor may see, and
// notes what was done.
type Gate struct {
	rules  atomic.Pointer[Rules]
	record *record.Record
	log    *audit.Log
	built  Built
}

// Built knows how people are related by what partners' extracts say.
type Built interface {
	// RelationsOf gives the relations of a person of the live build that hold now;
	// none where it knows nobody of the key.
	RelationsOf(ctx context.Context, person string) ([]record.Relation, error)
}

// NewGate makes the gate of a place with its rules.
func NewGate(rules *Rules, r *record.Record, log *audit.Log, built Built) *Gate {
	g := &Gate{record: r, log: log, built: built}
	g.rules.Store(rules)
	return g
}

// Rules are those in force.
func (g *Gate) Rules() *Rules { return g.rules.Load() }

// Renew puts other rules in force, at once and for everybody.
func (g *Gate) Renew(rules *Rules) { g.rules.Store(rules) }

// Sight gives what of the record the actor of a context may do something with: nothing,
// where they must see pseudonyms and nobody gives them (Hiding).
func (g *Gate) Sight(ctx context.Context, action string) (sight.Rule, error) {
	if bare, err := g.bared(ctx); bare || err != nil {
		return sight.Always(false), err
	}
	return g.Rules().Policies.Sight(From(ctx), action)
}

// Covers tells whether the token by which the actor of a context acts, if it is one,
// covers an interaction with a type of resource; "" for all types.
func (g *Gate) Covers(ctx context.Context, typ, interaction string) bool {
	a := From(ctx)
	if a == nil {
		return false
	}
	return a.Limits == nil || a.Limits.covers(typ, interaction)
}

// Related gives how a person is related to everybody now, by all that is known.
func (g *Gate) Related(ctx context.Context, tx *store.Tx, person string) (sight.Parties, error) {
	all, err := g.record.Relations(tx, person)
	if err != nil {
		return nil, err
	}
	if g.built != nil {
		built, err := g.built.RelationsOf(ctx, person)
		if err != nil {
			return nil, fault.Wrap(err, "finding a person's relations in the build")
		}
		all = append(all, built...)
	}
	return record.Holding(all, time.Now()), nil
}

// Decide tells whether the actor of a context may do something with an item of a type
// and with labels, about a person.
func (g *Gate) Decide(ctx context.Context, tx *store.Tx, action, person, typ string, labels ...string) (Decision, error) {
	x, err := g.item(ctx, tx, person, typ, labels)
	if err != nil {
		return Decision{}, err
	}
	return g.Rules().Policies.Decide(From(ctx), action, x), nil
}

// Explain decides and tells why, and what would help.
func (g *Gate) Explain(ctx context.Context, tx *store.Tx, action, person, typ string, labels ...string) (Explanation, error) {
	x, err := g.item(ctx, tx, person, typ, labels)
	if err != nil {
		return Explanation{}, err
	}
	return g.Rules().Policies.Explain(From(ctx), action, x), nil
}

func (g *Gate) item(ctx context.Context, tx *store.Tx, person, typ string, labels []string) (*sight.Item, error) {
	x := &sight.Item{Type: typ, Labels: labels}
	if person == "" {
		return x, nil
	}
	parties, err := g.Related(ctx, tx, person)
	x.People = []sight.Person{parties}
	return x, err
}

// Allows tells whether the actor of a context may do what concerns the place.
func (g *Gate) Allows(ctx context.Context, action string) bool {
	return g.Rules().Policies.Allows(From(ctx), action)
}

// Coming says that something is about to be noted, until gone is called.
func (g *Gate) Coming() (gone func()) { return g.log.Coming() }

// Note notes what the actor of a context did that changed nothing, and returns once
// that is on disk.
func (g *Gate) Note(ctx context.Context, e audit.Entry) error {
	stamp(ctx, &e)
	return g.log.Note(ctx, e)
}

// Append notes what the actor of a context changed, in the change's own transaction.
func (g *Gate) Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error {
	for i := range entries {
		stamp(ctx, &entries[i])
	}
	return g.log.Append(tx, entries...)
}

// Changed notes what was done to resources, in the transaction that does it, whichever
// way it came: an entry each.
func (g *Gate) Changed(tx *store.Tx, all []record.Change) error {
	entries := make([]audit.Entry, len(all))
	for i, c := range all {
		entries[i] = audit.Entry{
			Action: string(c.Done), Outcome: audit.OK, Interface: interfaceOf(tx.Context()), Type: c.Type.Name,
			Resources: []string{c.String() + "/_history/" + strconv.FormatInt(c.Version, 10)}, People: c.People,
		}
	}
	return g.Append(tx.Context(), tx, entries...)
}
