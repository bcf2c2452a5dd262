package relation

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

// The kinds of jobs: to bring what the build knows of a person up to date, and of all.
const (
	knowJob    = "relation-know"
	projectJob = "relation-project"
)

// Work registers what works on jobs. Register before the database runs.
func (b *Book) Work() {
	b.db.Work(knowJob, func(ctx context.Context, j store.Job) error {
		var person string
		if err := json.Unmarshal(j.Payload, &person); err != nil {
			return fault.Wrap(err, "reading a job")
		}
		_, err := b.Know(ctx, person)
		return err
	})
	b.db.Work(projectJob, func(ctx context.Context, _ store.Job) error { return b.Project(ctx) })
}

// Follow has Project run for the live build, and for each that goes live later, until
// ctx ends; it looks every so often. What fails it tells, and tries again.
func (b *Book) Follow(ctx context.Context, every time.Duration, failed func(error)) {
	projected := ""
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		over, err := b.build.Overview(ctx)
		if err == nil && over.Build.ID != projected {
			if err = b.ask(ctx, over.Build.ID); err == nil {
				projected = over.Build.ID
			}
		}
		if err != nil && ctx.Err() == nil {
			failed(fault.Wrap(err, "following the live build"))
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

// ask adds the job for a build, once.
func (b *Book) ask(ctx context.Context, build string) error {
	return b.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.Job{Kind: projectJob, Key: build})
		return err
	})
}

// Know brings the relations of a person that follow from the live build up to date,
// and gives the key of whoever carries on after the id. It writes only where something
// is new, and asks once for each build: who looks at a person of the build may call it
// each time. Of a live Patient's key there is nothing to know.
func (b *Book) Know(ctx context.Context, person string) (string, error) {
	if b.build == nil || isLive(person) {
		return person, nil
	}
	known, err := b.build.Who(ctx, person)
	if fault.CodeOf(err) == fault.NotFound {
		return person, b.write(ctx, []knownPerson{{person: person}})
	}
	if err != nil {
		return "", err
	}
	if b.known.has(known.Build, known.Person.ID, time.Now()) {
		return known.Person.ID, nil
	}
	x, err := b.learn(ctx, known.Person.ID)
	if err == nil {
		err = b.write(ctx, []knownPerson{x})
	}
	if err == nil {
		b.known.put(x.build, x.person, time.Now())
	}
	return x.person, fault.Wrap(err, "learning what the build knows of a person")
}

// knownPerson is what a build knows of a person; nothing where it knows nobody of the
// id.
type knownPerson struct {
	person, build string
	relations     []record.Relation
}

// learn reads what the build knows.
func (b *Book) learn(ctx context.Context, person string) (knownPerson, error) {
	f, err := b.build.Facts(ctx, person)
	if fault.CodeOf(err) == fault.NotFound {
		return knownPerson{person: person}, nil
	}
	if err != nil {
		return knownPerson{}, err
	}
	return knownPerson{person, f.Build, b.OfFacts(f, time.Now())}, nil
}

// write keeps what is known of some people where that is new.
func (b *Book) write(ctx context.Context, all []knownPerson) error {
	var news []knownPerson
	err := b.db.Read(ctx, func(tx *store.Tx) error {
		news = nil
		for _, x := range all {
			there, err := b.record.Relations(tx, x.person)
			if err != nil {
				return err
			}
			there = slices.DeleteFunc(there, func(r record.Relation) bool { return r.Origin != Build })
			if !equal(tidy(there, time.Time{}), x.relations) {
				news = append(news, x)
			}
		}
		return nil
	})
	if err != nil || len(news) == 0 {
		return err
	}
	return b.db.Write(ctx, func(tx *store.Tx) error {
		for _, x := range news {
			if err := b.record.Relate(tx, Build, x.person, x.relations); err != nil {
				return err
			}
		}
		return nil
	})
}
