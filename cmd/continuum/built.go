package main

import (
	"context"
	"sync"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/fact"
	"continuum/record/relation"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
)

// mostRelated is of how many people the relations of a build are kept at hand.
const mostRelated = 50_000

// built knows how people are related by what the live build says.
type built struct {
	live      *warehouse.Live // nil: there is no build
	directory *relation.Directory

	mu    sync.Mutex
	build string
	known map[string][]record.Relation
}

func newBuilt(live *warehouse.Live, directory *relation.Directory) *built {
	return &built{live: live, directory: directory, known: map[string][]record.Relation{}}
}

// RelationsOf gives the relations of a person of the live build; none where it knows
// nobody of the key.
func (b *built) RelationsOf(ctx context.Context, person string) ([]record.Relation, error) {
	if b.live == nil {
		return nil, nil
	}
	over, err := b.live.Overview(ctx)
	if err != nil {
		return nil, err
	}
	if all, known := b.at(over.Build.ID, person); known {
		return all, nil
	}
	facts, err := b.live.Facts(ctx, person)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all := b.directory.OfFacts(facts, time.Now())
	b.keep(facts.Build, person, all)
	return all, nil
}

func (b *built) at(build, person string) ([]record.Relation, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.build != build {
		return nil, false
	}
	all, known := b.known[person]
	return all, known
}

// keep keeps an answer. A full store, or one of another build, begins anew.
func (b *built) keep(build, person string, all []record.Relation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.build != build || len(b.known) >= mostRelated {
		b.build, b.known = build, map[string][]record.Relation{}
	}
	b.known[person] = all
}

// relatedFacts are facts with who is related to the people they are about.
type relatedFacts struct {
	*fact.Facts
	built *built
}

// Beside adds the relations to what a search sees beside what is kept.
func (f relatedFacts) Beside(ctx context.Context, tx *store.Tx, patients []string) (*record.Beside, error) {
	b, err := f.Facts.Beside(ctx, tx, patients)
	if err != nil {
		return nil, err
	}
	return b, f.built.relate(ctx, b)
}

// Alone adds them to one fact.
func (f relatedFacts) Alone(ctx context.Context, tx *store.Tx, key record.Key) (*record.Beside, error) {
	b, err := f.Facts.Alone(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	return b, f.built.relate(ctx, b)
}

// relate says who is related now to the people of what is held.
func (b *built) relate(ctx context.Context, beside *record.Beside) error {
	beside.Related = map[string][]sight.Party{}
	now := time.Now()
	for _, person := range beside.Persons {
		if _, met := beside.Related[person]; met {
			continue
		}
		all, err := b.RelationsOf(ctx, person)
		if err != nil {
			return err
		}
		beside.Related[person] = record.Holding(all, now)
	}
	return nil
}
