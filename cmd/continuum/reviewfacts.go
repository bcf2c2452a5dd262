package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"continuum/access/review"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/fact"
	"continuum/record/live"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// reviewedPeople tells the review what is known of people: what extracts and live
// Patients say of where they live and who is close to them, who is related to them by
// the record, and what happened to them.
type reviewedPeople struct {
	*kept
	place  *place.Place
	builds *warehouse.Live // nil: there are none
	zone   *time.Location
}

// askedAtOnce is of how many people the build is asked in one question.
const askedAtOnce = 500

// Known gives what is known of people by their keys. Whom nobody knows is left out.
func (p *reviewedPeople) Known(ctx context.Context, keys []string, since, until time.Time) (map[string]review.Person, error) {
	all := map[string]review.Person{}
	for some := range slices.Chunk(keys, askedAtOnce) {
		k := &knownPeople{reviewedPeople: p, ctx: ctx, since: since, until: until, all: map[string]*review.Person{}}
		if err := k.built(some); err != nil {
			return nil, err
		}
		if err := p.db.Read(ctx, func(tx *store.Tx) error { return k.kept(tx, some) }); err != nil {
			return nil, err
		}
		for key, x := range k.all {
			all[key] = *x
		}
	}
	return all, nil
}

// knownPeople is what is being gathered of some.
type knownPeople struct {
	*reviewedPeople
	ctx          context.Context
	since, until time.Time
	all          map[string]*review.Person
}

// happening are the tables of what happens to people, and of who is close to them.
var happening = func() (names []string) {
	for _, t := range source.Tables {
		if t.Person {
			names = append(names, t.Name)
		}
	}
	return names
}()

// built asks the live build. Keys of people who were joined to others mean these.
func (k *knownPeople) built(keys []string) error {
	if k.builds == nil {
		return nil
	}
	meant := map[string][]string{} // keys by the id of whoever carries on
	var ids []string
	for _, key := range keys {
		if strings.Contains(key, "/") {
			continue // of a live Patient
		}
		known, err := k.builds.Who(k.ctx, key)
		if c := fault.CodeOf(err); err != nil && (c == fault.NotFound || c == fault.Invalid) {
			continue
		}
		if err != nil {
			return err
		}
		meant[known.Person.ID] = append(meant[known.Person.ID], key)
		ids = append(ids, known.Person.ID)
	}
	return k.builds.FactsOf(k.ctx, ids, happening, func(f warehouse.Facts) error {
		for _, key := range meant[f.Person.ID] {
			k.all[key] = k.ofFacts(&f)
		}
		return nil
	})
}

// ofFacts is what the build knows of a person.
func (k *knownPeople) ofFacts(f *warehouse.Facts) *review.Person {
	x := &review.Person{Surname: f.Person.FamilyName, Address: f.Person.Address, Postcode: f.Person.Postcode}
	for _, r := range f.Of("relationship") {
		if r.Other != "" {
			x.Close = append(x.Close, r.Other)
		}
	}
	x.Relations = holding(x.Relations, k.reviewedPeople.built.directory.OfFacts(f, time.Now()))
	for _, name := range happening {
		t, _ := source.TableNamed(name)
		if name == "registration" || name == "relationship" {
			continue // which say who somebody is, not that something happened
		}
		for _, r := range f.Of(name) {
			k.happened(x, t, r)
		}
	}
	return x
}

// happened adds what a row says, where it reaches into the period.
func (k *knownPeople) happened(x *review.Person, t source.Table, r warehouse.Row) {
	e := review.Event{Partner: r.Source, From: k.instant(r.Time(t.When))}
	if e.From.IsZero() {
		return
	}
	e.To = e.From
	if t.Ends != "" {
		switch ends := k.instant(r.Time(t.Ends)); {
		case !ends.IsZero():
			e.To = ends
		case t.Name == "service_package" || t.Name == "activity" && stays(r):
			e.To = time.Time{}
		}
	}
	k.add(x, e)
	if provider, is := k.place.Partner(r.Text("provider")); is && provider.ID != r.Source {
		e.Partner = provider.ID
		k.add(x, e)
	}
}

func (k *knownPeople) add(x *review.Person, e review.Event) {
	if e.Partner != "" && e.From.Before(k.until) && (e.To.IsZero() || !e.To.Before(k.since)) {
		x.Events = append(x.Events, e)
	}
}

// stays tells whether an activity without an end goes on: a stay in hospital.
func stays(r warehouse.Row) bool {
	return slices.Contains([]string{"IMP", "ACUTE", "NONAC", "OBSENC"}, fact.Class(r, true))
}

// instant is wall time of the place as a point in time; zero stays zero.
func (k *knownPeople) instant(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, k.zone)
}

// kept adds what the record knows: relations, and what live Patients and visits tell.
func (k *knownPeople) kept(tx *store.Tx, keys []string) error {
	for _, key := range keys {
		relations, err := k.record.Relations(tx, key)
		if err != nil {
			return err
		}
		patients, err := k.record.PatientsOf(tx, key)
		if err != nil {
			return err
		}
		x := k.all[key]
		if x == nil {
			if len(relations) == 0 && len(patients) == 0 {
				continue
			}
			x = &review.Person{}
			k.all[key] = x
		}
		x.Relations = holding(x.Relations, relations)
		if err := k.live(tx, x, patients); err != nil {
			return err
		}
	}
	return nil
}

// live adds what came live of a person's Patients.
func (k *knownPeople) live(tx *store.Tx, x *review.Person, patients []record.Key) error {
	if len(patients) == 0 {
		return nil
	}
	refs := make([]string, len(patients))
	for i, p := range patients {
		refs[i] = p.String()
		if x.Surname == "" && x.Postcode == "" {
			if err := k.told(tx, x, p); err != nil {
				return err
			}
		}
	}
	now, err := live.Of(tx, k.record, k.place.Partners, refs)
	if err != nil {
		return err
	}
	for _, v := range now.Visits {
		e := review.Event{Partner: v.Partner, From: v.Start.Time, To: v.End.Time}
		if e.To.IsZero() && !v.Open() {
			e.To = e.From
		}
		k.add(x, e)
	}
	return nil
}

// told adds where a live Patient says that the person lives.
func (k *knownPeople) told(tx *store.Tx, x *review.Person, patient record.Key) error {
	p, err := k.record.Read(tx, patient)
	if c := fault.CodeOf(err); c == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	n, err := p.Parsed()
	if err != nil {
		return err
	}
	address := n.Get("address").First()
	x.Surname, x.Postcode = n.Get("name").First().Get("family").Text(), address.Get("postalCode").Text()
	x.Address = addressLines(address.Get("line")) + " " + address.Get("city").Text()
	return nil
}

func addressLines(lines resource.Node) string {
	var all []string
	for line := range lines.Items() {
		all = append(all, line.Text())
	}
	return strings.Join(all, ", ")
}

// holding adds the parties of relations that hold now, each once.
func holding(parties []sight.Party, all []record.Relation) []sight.Party {
	for _, p := range record.Holding(all, time.Now()) {
		if !slices.Contains(parties, p) {
			parties = append(parties, p)
		}
	}
	return parties
}
