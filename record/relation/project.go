package relation

import (
	"context"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/fact"
	"continuum/record/search"
	"continuum/store"
	"continuum/warehouse"
)

// Bounds of what Project does in one transaction.
const (
	patientsAtOnce = 500
	peopleAtOnce   = 200
)

// Project writes who every live Patient is, and what the live build says of all that
// are people of it. It is to run when a build went live, and may run at any time and
// again from the start: what is there already is not written. It goes on while others
// write; who changed meanwhile is looked at again at the end.
func (b *Book) Project(ctx context.Context) error {
	began := time.Now()
	var who fact.Persons
	var seen fact.Versions
	err := b.db.Read(ctx, func(tx *store.Tx) (err error) {
		var clusters fact.Clusters
		if b.build != nil {
			clusters = b.build
		}
		who, seen, err = b.facts.Everybody(ctx, tx, clusters)
		return err
	})
	if err == nil {
		err = b.becomeAll(ctx, who)
	}
	if err == nil {
		err = b.settleSince(ctx, began, seen)
	}
	if err == nil {
		err = b.carryJoined(ctx)
	}
	if err == nil {
		err = b.learnAll(ctx, who)
	}
	return fault.Wrap(err, "writing who has to do with whom")
}

// becomeAll says who Patients are.
func (b *Book) becomeAll(ctx context.Context, who fact.Persons) error {
	ids := make([]string, 0, len(who))
	for id := range who {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, patientsAtOnce) {
		changed, err := b.changedOf(ctx, some, who)
		if err != nil {
			return err
		}
		if len(changed) == 0 {
			continue
		}
		err = b.db.Write(ctx, func(tx *store.Tx) error {
			for _, id := range changed {
				if err := b.become(ctx, tx, record.Key{Type: patientType, ID: id}, who[id]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// changedOf gives those of some Patients that are somebody else from now on.
func (b *Book) changedOf(ctx context.Context, ids []string, who fact.Persons) (changed []string, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		changed = nil
		for _, id := range ids {
			was, err := b.record.PersonOf(tx, record.Key{Type: patientType, ID: id})
			if err != nil {
				return err
			}
			if was != who[id] {
				changed = append(changed, id)
			}
		}
		return nil
	})
	return changed, err
}

// settleSince looks again at the Patients that were written since a time, and a while
// before, for a version is dated before it is written, unless that version was seen.
func (b *Book) settleSince(ctx context.Context, began time.Time, seen fact.Versions) error {
	const while = 5 * time.Minute
	s, err := search.Parse(patientType, []search.Pair{{Name: "_lastUpdated", Value: "ge" + began.Add(-while).UTC().Format(record.Instant)}}, false)
	if err != nil {
		return err
	}
	for page := (record.Page{Count: patientsAtOnce}); ; {
		var found *record.Found
		err := b.db.Read(ctx, func(tx *store.Tx) (err error) {
			found, err = b.record.Search(tx, s, page)
			return err
		})
		if err != nil {
			return err
		}
		for i := range found.Matches {
			if seen[found.Matches[i].ID] == found.Matches[i].Version {
				continue
			}
			if err := b.db.Write(ctx, func(tx *store.Tx) error { return b.settle(ctx, tx, found.Matches[i].ID) }); err != nil {
				return err
			}
		}
		if !found.More {
			return nil
		}
		page = found.Next
	}
}

// learnAll writes what the build says of people who have live Patients.
func (b *Book) learnAll(ctx context.Context, who fact.Persons) error {
	if b.build == nil {
		return nil
	}
	var people []string
	for _, person := range who {
		if !isLive(person) {
			people = append(people, person)
		}
	}
	slices.Sort(people)
	people = slices.Compact(people)
	for some := range slices.Chunk(people, peopleAtOnce) {
		learnt, err := b.learnSome(ctx, some)
		if err != nil {
			return err
		}
		if err := b.write(ctx, learnt); err != nil {
			return err
		}
	}
	return nil
}

// learnSome reads what the build knows of some people; of one it does not know,
// nothing.
func (b *Book) learnSome(ctx context.Context, people []string) (learnt []knownPerson, err error) {
	known := map[string]bool{}
	err = b.build.FactsOf(ctx, people, []string{"registration", "activity", "service_package"}, func(f warehouse.Facts) error {
		known[f.Person.ID] = true
		learnt = append(learnt, knownPerson{f.Person.ID, f.Build, b.OfFacts(f, time.Now())})
		return nil
	})
	for _, person := range people {
		if !known[person] {
			learnt = append(learnt, knownPerson{person: person})
		}
	}
	return learnt, err
}
