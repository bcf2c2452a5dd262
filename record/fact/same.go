package fact

import (
	"context"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/place"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// Persons is who live Patients are, by their ids: the person of the build, or
// "Patient/ID" of the least of those that are the same.
type Persons map[string]string

// Same tells who a live Patient is and all that are the same: by their links, by a
// partner's identifier in common, or by an NHS number with the date of birth. Of a
// Patient that is not here it gives nothing.
func (f *Facts) Same(ctx context.Context, tx *store.Tx, id string) (Persons, error) {
	r := f.reader(ctx, tx)
	kept, err := r.alikeAll(record.Key{Type: patient, ID: id})
	if err != nil {
		return nil, fault.Wrap(err, "finding who is the same as a Patient")
	}
	own := make([]string, len(kept))
	for i, key := range kept {
		if own[i], err = r.ownPerson(key); err != nil {
			return nil, fault.Wrap(err, "finding whom a Patient belongs to")
		}
	}
	all := Persons{}
	for i, key := range kept {
		all[key.ID] = personOfGroup(own[i], own, kept)
	}
	return all, nil
}

func (f *Facts) reader(ctx context.Context, tx *store.Tx) reader {
	return reader{Facts: f, ctx: ctx, tx: tx, nodes: map[string]resource.Node{}}
}

// personOfGroup is who one of a group is: the person it belongs to itself, the least
// to whom any belongs, or the least Patient.
func personOfGroup(own string, all []string, kept []record.Key) string {
	if own != "" {
		return own
	}
	least := ""
	for _, person := range all {
		least = lesser(least, person)
	}
	if least != "" {
		return least
	}
	for _, key := range kept {
		least = lesser(least, key.String())
	}
	return least
}

// lesser is the least of two that is something.
func lesser(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// alikeAll follows links and identifiers in common from one Patient until nobody new
// is met.
func (r *reader) alikeAll(key record.Key) (kept []record.Key, err error) {
	start, asked := []record.Key{key}, map[string]bool{}
	for {
		if kept, _, err = r.joined(start); err != nil || len(kept) >= mostSame {
			return kept, err
		}
		var more []record.Key
		for _, key := range kept {
			if asked[key.ID] {
				continue
			}
			asked[key.ID] = true
			others, err := r.sharing(key)
			if err != nil {
				return nil, err
			}
			more = add(more, others...)
		}
		start = add(slices.Clone(kept), more...)
		if len(start) == len(kept) {
			return kept, nil
		}
	}
}

// sharing gives the live Patients with an identifier of one.
func (r *reader) sharing(key record.Key) ([]record.Key, error) {
	n, err := r.node(key)
	if err != nil {
		return nil, err
	}
	return r.identified(r.identitiesOf(n), n.Get("birthDate").Text())
}

// ownPerson is the person of the build to whom a Patient says itself that it belongs,
// by its identifiers and links; the least of several, "" for nobody.
func (r *reader) ownPerson(key record.Key) (least string, err error) {
	n, err := r.node(key)
	if err != nil {
		return "", err
	}
	people, err := r.personsOf(n)
	if err != nil {
		return "", err
	}
	for _, person := range people {
		least = lesser(least, person)
	}
	for _, to := range linksOf(n) {
		person, _, err := r.Bearer(r.ctx, to.ID)
		if err != nil {
			return "", err
		}
		least = lesser(least, person)
	}
	return least, nil
}

// Bearer gives the person of the live build whom the id of a fact is about, also where
// that id was joined to another's; fact tells whether it is such an id at all. The
// person is "" where the build knows nobody of it.
func (f *Facts) Bearer(ctx context.Context, id string) (person string, fact bool, err error) {
	of, _, ok := personOf(id)
	if !ok || !identity.Valid(of) {
		return "", false, nil
	}
	known, err := f.who(ctx, of)
	if fault.CodeOf(err) == fault.NotFound {
		return "", true, nil
	}
	return known.Person.ID, true, err
}

// SaysWho is what a Patient says of who it is: equal texts say the same.
func (f *Facts) SaysWho(n resource.Node) string {
	var said []string
	for _, x := range f.identitiesOf(n) {
		said = append(said, resource.Quote(x.System)+resource.Quote(x.Value))
		if x.System == place.NHSNumber {
			said = append(said, n.Get("birthDate").Text())
		}
	}
	for _, to := range linksOf(n) {
		said = append(said, to.String())
	}
	slices.Sort(said)
	return strings.Join(slices.Compact(said), " ")
}

// Neighbours gives the live Patients that a content of a Patient says are the same by
// its links and identifiers, and those that link to it.
func (f *Facts) Neighbours(ctx context.Context, tx *store.Tx, key record.Key, n resource.Node) (all []record.Key, err error) {
	r := f.reader(ctx, tx)
	if all, err = r.identified(r.identitiesOf(n), n.Get("birthDate").Text()); err != nil {
		return nil, fault.Wrap(err, "finding who is the same as a Patient")
	}
	pointing, err := r.record.Pointing(tx, patient, "link", []record.Key{key})
	if err != nil {
		return nil, fault.Wrap(err, "finding who is the same as a Patient")
	}
	for _, to := range slices.Concat(linksOf(n), pointing) {
		if !f.Owns(to.ID) {
			all = append(all, to)
		}
	}
	var others []record.Key
	for _, k := range all {
		if k != key {
			others = add(others, k)
		}
	}
	return others, nil
}
