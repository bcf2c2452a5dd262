package main

import (
	"context"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/review"
	"continuum/access/rights"
	"continuum/access/session"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/fact"
	"continuum/record/live"
	"continuum/record/relation"
	"continuum/store"
	"continuum/target/worklist"
	"continuum/warehouse"
)

// recordSchemas are the tables of the shared record.
func recordSchemas() []store.Migrations {
	return []store.Migrations{
		record.Migrations(), live.Migrations(), audit.Migrations(),
		account.Migrations(), session.Migrations(), oidc.Migrations(), smart.Migrations(), review.Migrations(), rights.Migrations(), worklist.Migrations(),
	}
}

// kept is the shared record with what watches over it: who is related to whom, who may
// see what, and who did what.
type kept struct {
	db     *store.DB
	record *record.Record
	facts  *fact.Facts
	book   *relation.Book
	log    *audit.Log
	gate   *access.Gate
	built  *built
	hidden *hider // of who was erased; nil where there is no build
	work   *worklist.Worklist
}

// keep takes up the record of a place in a database. builds are nil where there are
// none; key signs the audit, and is nil for who only writes to it.
func keep(ctx context.Context, db *store.DB, l loaded, builds *warehouse.Live, key *audit.Key) (*kept, error) {
	k := &kept{db: db}
	var err error
	if k.log, err = audit.Open(ctx, db, key); err != nil {
		return nil, err
	}
	changed := func(tx *store.Tx, all []record.Change) error { return k.gate.Changed(tx, all) }
	if k.record, err = record.Open(ctx, db, record.WithLabels(l.access.Labels.Version(), l.access.Labels.Of), record.WithChanges(changed), record.WithPersons(fact.PersonOf)); err != nil {
		return nil, err
	}
	if err := k.relate(l, builds); err != nil {
		return nil, err
	}
	if builds != nil {
		if k.hidden, err = hideErased(ctx, db, l.place, builds); err != nil {
			return nil, err
		}
	}
	live.Watch(k.record, l.place.Partners)
	k.gate = access.NewGate(l.access, k.record, k.log, k.built)
	k.work = worklist.Open(db, worklist.Needs{Gate: k.gate, Record: k.record})
	return k, nil
}

// relate finds who has to do with whom.
func (k *kept) relate(l loaded, builds *warehouse.Live) (err error) {
	var extracts fact.Warehouse
	var known relation.Warehouse
	if builds != nil {
		extracts, known = builds, builds
	}
	if k.facts, err = fact.New(l.place, l.feeds, extracts, k.record); err != nil {
		return err
	}
	directory, err := relation.NewDirectory(l.place, relation.Rules{Sections: relation.Sections{Of: access.SectionOf, All: access.Sections()}})
	if err != nil {
		return err
	}
	k.book = relation.New(k.db, k.record, directory, k.facts, known)
	k.book.Watch()
	k.built = newBuilt(builds, directory)
	return nil
}

// openKept opens what is kept of a place for a command, which must be there; builds
// are asked too where there are any.
func (a *app) openKept(l loaded, dir warehouse.Dir, database databaseFlag) (k *kept, end func(), err error) {
	return a.openSigning(l, dir, database, nil)
}

// openSigning is openKept for a command that signs the audit.
func (a *app) openSigning(l loaded, dir warehouse.Dir, database databaseFlag, key *audit.Key) (k *kept, end func(), err error) {
	if database.missing(dir) {
		return nil, nil, &fault.Error{Code: fault.NotFound, File: database.url(dir), Reason: "there is no database yet", Fix: "`continuum serve` makes it; if it has one elsewhere, name it with --database"}
	}
	builds, err := warehouse.Open(dir)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return nil, nil, err
	}
	db, err := store.Open(a.ctx, database.url(dir), recordSchemas()...)
	if err != nil {
		return nil, nil, err
	}
	end = func() {
		_ = db.Close()
		if builds != nil {
			_ = builds.Close()
		}
	}
	if k, err = keep(a.ctx, db, l, builds, key); err == nil {
		err = k.log.TakeIn(a.ctx, database.noted(dir))
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return k, end, nil
}
