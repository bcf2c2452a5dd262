package relation

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// identify tells when a Patient says otherwise who it is: of itself, and of those that
// it was the same as until now.
func (b *Book) identify(tx *store.Tx, before, after *record.Resource) error {
	was, is, err := both(before, after)
	if err != nil {
		return err
	}
	said, says := b.facts.SaysWho(was), b.facts.SaysWho(is)
	if said == says && (before == nil) == (after == nil) || said+says == "" && after != nil {
		return nil
	}
	var all []record.Key
	if before != nil {
		if all, err = b.facts.Neighbours(context.Background(), tx, before.Key, was); err != nil {
			return err
		}
	}
	if after != nil {
		all = append(all, after.Key)
	}
	for _, key := range all {
		if err := tx.Emit(store.Event{Topic: identified, Subject: key.String()}); err != nil {
			return err
		}
	}
	return nil
}

// both reads the versions before and after; the zero Node where there is none.
func both(before, after *record.Resource) (was, is resource.Node, err error) {
	if before != nil {
		was, err = before.Parsed()
	}
	if after != nil && err == nil {
		is, err = after.Parsed()
	}
	return was, is, err
}

// onIdentified settles who a Patient is.
func (b *Book) onIdentified(ctx context.Context, tx *store.Tx, e store.Event) error {
	return b.settle(ctx, tx, strings.TrimPrefix(e.Subject, "Patient/"))
}

// settle says who a Patient and all that are the same are.
func (b *Book) settle(ctx context.Context, tx *store.Tx, id string) error {
	all, err := b.facts.Same(ctx, tx, id)
	if err != nil {
		return err
	}
	people := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if err := b.become(ctx, tx, record.Key{Type: patientType, ID: id}, all[id]); err != nil {
			return err
		}
		people[all[id]] = true
	}
	for _, person := range slices.Sorted(maps.Keys(people)) {
		if isLive(person) {
			continue
		}
		payload, err := json.Marshal(person)
		if err != nil {
			return fault.Wrap(err, "naming a person")
		}
		if _, err := tx.Enqueue(store.Job{Kind: knowJob, Payload: payload}); err != nil {
			return err
		}
	}
	return nil
}

// isLive tells whether the key of a person is that of a live Patient, for the build
// does not know the person.
func isLive(person string) bool { return strings.HasPrefix(person, "Patient/") }

// become makes a Patient somebody else, who takes along what is said of them.
func (b *Book) become(ctx context.Context, tx *store.Tx, key record.Key, person string) error {
	was, err := b.record.PersonOf(tx, key)
	if err != nil || was == person {
		return err
	}
	if err := b.record.SetPerson(tx, key, person); err != nil {
		return err
	}
	all, err := b.record.Relations(tx, was)
	if err != nil {
		return err
	}
	wholly, err := b.goesOver(ctx, key, was, person)
	if err != nil {
		return err
	}
	for origin, some := range byOrigin(all) {
		switch source, isResource := resourceOf(origin); {
		case origin == Build:
		case isResource:
			err = b.follow(tx, source, key)
		default:
			err = b.carry(tx, origin, was, person, some, wholly)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// goesOver tells whether one key of a person names the same as another from now on: it
// was this Patient's own, or the build joined the two.
func (b *Book) goesOver(ctx context.Context, key record.Key, was, person string) (bool, error) {
	if was == key.String() {
		return true, nil
	}
	bearer, _, err := b.facts.Bearer(ctx, was)
	return bearer == person, err
}

// byOrigin parts relations by who says them, in a fixed order.
func byOrigin(all []record.Relation) func(yield func(string, []record.Relation) bool) {
	parts := map[string][]record.Relation{}
	for _, x := range all {
		parts[x.Origin] = append(parts[x.Origin], x)
	}
	return func(yield func(string, []record.Relation) bool) {
		for _, origin := range slices.Sorted(maps.Keys(parts)) {
			if !yield(origin, parts[origin]) {
				return
			}
		}
	}
}

// resourceOf gives the resource that an origin is, if it is one.
func resourceOf(origin string) (key record.Key, is bool) {
	typ, id, two := strings.Cut(origin, "/")
	if _, tells := tellers[typ]; !two || !tells {
		return key, false
	}
	return record.Key{Type: definition.ResourceOf(typ), ID: id}, true
}

// follow lets a resource say anew what it says, if it is about a Patient.
func (b *Book) follow(tx *store.Tx, source, patient record.Key) error {
	x, n, err := b.resource(tx, source)
	if err != nil || x == nil {
		return err
	}
	patients, err := b.patients(tx, source, n)
	if err != nil || !slices.Contains(patients, patient) {
		return err
	}
	return b.anew(tx, source, n)
}

// resource reads one; nil where it is not there.
func (b *Book) resource(tx *store.Tx, key record.Key) (*record.Resource, resource.Node, error) {
	x, err := b.record.Read(tx, key)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, resource.Node{}, nil
	}
	if err != nil {
		return nil, resource.Node{}, err
	}
	n, err := x.Parsed()
	return &x, n, err
}

// anew lets a resource say all anew.
func (b *Book) anew(tx *store.Tx, key record.Key, n resource.Node) error {
	out, err := b.derive(tx, key, n)
	if err == nil {
		err = b.record.Unrelate(tx, key.String())
	}
	if err == nil {
		err = b.keep(tx, key, n, out)
	}
	return err
}

// restricting are the kinds that keep others from looking.
func restricting(kind string) bool { return IsMark(kind) || kind == sight.Refused }
