package relation

import (
	"context"
	"slices"
	"strings"

	"continuum/link/identity"
	"continuum/record"
	"continuum/store"
)

// carried begins the origin of what restricts and was taken along to another key. It
// holds on where it stood, for the people of one key may part again, and is not taken
// along twice: whoever takes it back there must not find it again.
const carried = "carried:"

// carry takes what somebody said of a person to another key. Where the old key goes on
// for others, only what restricts is taken along: who may see one person's record may
// not thereby see another's.
func (b *Book) carry(tx *store.Tx, origin, was, person string, some []record.Relation, wholly bool) error {
	again := strings.HasPrefix(origin, carried)
	if again && wholly {
		return nil
	}
	origin = strings.TrimPrefix(origin, carried)
	var taken, stay []record.Relation
	for _, x := range some {
		if restricting(x.Party.Kind) {
			stay = append(stay, x)
		}
		if wholly || restricting(x.Party.Kind) {
			taken = append(taken, x)
		}
	}
	if len(taken) == 0 {
		return nil
	}
	there, err := b.record.Relations(tx, person)
	if err != nil {
		return err
	}
	taken = append(taken, slices.DeleteFunc(there, func(x record.Relation) bool { return x.Origin != origin })...)
	if err := b.record.Relate(tx, origin, person, taken); err != nil || !wholly {
		return err
	}
	if err := b.record.Relate(tx, origin, was, nil); err != nil || len(stay) == 0 {
		return err
	}
	return b.record.Relate(tx, carried+origin, was, stay)
}

// takeBack takes back what an origin said of a person, carried or not.
func (b *Book) takeBack(tx *store.Tx, origin, person string) error {
	if err := b.record.Relate(tx, origin, person, nil); err != nil {
		return err
	}
	return b.record.Relate(tx, carried+origin, person, nil)
}

// carryJoined takes what was said of people whom the build joined to others over to
// these, also where they have no live Patient.
func (b *Book) carryJoined(ctx context.Context) error {
	if b.build == nil {
		return nil
	}
	register, err := b.build.Register()
	if err != nil {
		return err
	}
	var gone []string
	for _, e := range register.Past() {
		if e.Kind == identity.Merged {
			gone = append(gone, e.ID)
		}
	}
	slices.Sort(gone)
	for some := range slices.Chunk(slices.Compact(gone), patientsAtOnce) {
		left, err := b.spokenOf(ctx, some)
		if err != nil {
			return err
		}
		for _, was := range left {
			if err := b.db.Write(ctx, func(tx *store.Tx) error { return b.carryAll(ctx, tx, was) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// spokenOf gives those of some keys of people of whom something is said that must not
// stay with them.
func (b *Book) spokenOf(ctx context.Context, keys []string) (left []string, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		left = nil
		for _, key := range keys {
			all, err := b.record.Relations(tx, key)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(x record.Relation) bool { return !strings.HasPrefix(x.Origin, carried) }) {
				left = append(left, key)
			}
		}
		return nil
	})
	return left, err
}

// carryAll takes what is said of a person of the build over to whoever carries on.
func (b *Book) carryAll(ctx context.Context, tx *store.Tx, was string) error {
	person, _, err := b.facts.Bearer(ctx, was)
	if err != nil || person == was || person == "" {
		return err
	}
	all, err := b.record.Relations(tx, was)
	if err != nil {
		return err
	}
	for origin, some := range byOrigin(all) {
		switch source, isResource := resourceOf(origin); {
		case origin == Build:
			err = b.record.Relate(tx, origin, was, nil)
		case isResource:
			err = b.sayAnew(tx, source)
		default:
			err = b.carry(tx, origin, was, person, some, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sayAnew lets a resource say anew what it says; one that is gone says nothing.
func (b *Book) sayAnew(tx *store.Tx, source record.Key) error {
	x, n, err := b.resource(tx, source)
	if err != nil {
		return err
	}
	if x == nil {
		return b.record.Unrelate(tx, source.String())
	}
	return b.anew(tx, source, n)
}
