package warehouse

import (
	"context"
	"database/sql/driver"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// Register opens the journal of people's ids as of the build being served.
func (d Dir) Register() (*identity.Register, error) {
	live, err := d.LiveID()
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return nil, err
	}
	return identity.Open(d.journal(), live)
}

// ruled is the place's linkage with what people have ruled besides.
func (r *run) ruled() link.Config {
	cfg := r.Link
	together, apart := r.register.Rulings()
	cfg.Together, cfg.Apart = slices.Concat(cfg.Together, together), slices.Concat(cfg.Apart, apart)
	return cfg
}

// identify gives everybody an id and writes one row for each registration: who it
// is, how surely and why.
func (r *run) identify(ctx context.Context, keys []link.Registration, result *link.Result) error {
	rank := r.sectorRank()
	in := identity.Input{
		Registrations: keys, Person: result.Person, Persons: result.Persons,
		Rank: func(source string) int { return rank[source] },
	}
	live, err := r.Data.LiveID()
	switch {
	case err == nil:
		in.Previous = func(was func(link.Registration, string)) error { return r.Data.whoWasWho(ctx, live, was) }
	case fault.CodeOf(err) != fault.NotFound:
		return err
	}
	who, err := r.register.Assign(in)
	if err != nil {
		return fault.Wrap(err, "giving people their ids")
	}
	tellHow(who.Events, keys, result)
	r.events = r.withoutErased(who.Events)
	if err := r.look(keys, who, result); err != nil {
		return err
	}
	return r.writeIdentity(ctx, keys, who, result)
}

// whoWasWho tells the person of each registration in a build.
func (d Dir) whoWasWho(ctx context.Context, build string, was func(link.Registration, string)) error {
	path := filepath.Join(d.build(build), factsFile)
	damaged := func(err error) error {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "the build being served cannot be read, so nobody could keep their id", Err: err, Fix: "run `continuum builds PLACE --rollback ID`"}
	}
	db, err := duck.Open(path, duck.Options{ReadOnly: true, Threads: 1})
	if err != nil {
		return damaged(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT source, local_id, person_id FROM identity")
	if err != nil {
		return damaged(err)
	}
	defer rows.Close()
	for rows.Next() {
		var x link.Registration
		var id string
		if err := rows.Scan(&x.Source, &x.LocalID, &id); err != nil {
			return damaged(err)
		}
		was(x, id)
	}
	if err := rows.Err(); err != nil {
		return damaged(err)
	}
	return nil
}

func (r *run) writeIdentity(ctx context.Context, keys []link.Registration, who *identity.Outcome, result *link.Result) error {
	_, err := r.db.ExecContext(ctx, "CREATE TABLE identity (source VARCHAR, local_id VARCHAR, person_id VARCHAR, match_weight DOUBLE, how VARCHAR)")
	if err != nil {
		return fault.Wrap(err, "making the identity table")
	}
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "writing the identity table")
	}
	defer conn.Close()
	all := histories(result.Registration)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return r.evidence(ctx, keys, all, who, result) })
	work.Go(func() error {
		return fault.Wrap(conn.Raw(func(dc any) error {
			return appendIdentity(dc.(driver.Conn), keys, all, who, result)
		}), "writing the identity table")
	})
	return work.Wait()
}

// sectorRank orders partners by how lasting their local ids are: a GP registration names a person best.
func (r *run) sectorRank() map[string]int {
	rank := map[string]int{}
	for _, p := range r.Place.Partners {
		if p.Sector != "gp" {
			rank[p.ID] = 1
		}
	}
	return rank
}

// tellHow gives the evidence where one registration came to a person: what holds
// it there. Of larger groups no single link says it all, and a ruling is its own
// reason.
func tellHow(events []identity.Event, keys []link.Registration, result *link.Result) {
	records := map[link.Registration][]int{}
	for i := range events {
		if one, ok := newcomer(&events[i]); ok {
			records[one] = nil
		}
	}
	if len(records) == 0 {
		return
	}
	for i, k := range keys {
		if all, wanted := records[k]; wanted {
			records[k] = append(all, i)
		}
	}
	for i := range events {
		if one, ok := newcomer(&events[i]); ok {
			if weight, how := strongest(result, records[one]); weight > 0 {
				events[i].How = how
			}
		}
	}
}

// newcomer is the registration by which two people became one, or that moved,
// where it is a single one.
func newcomer(e *identity.Event) (one link.Registration, ok bool) {
	if e.Kind != identity.Merged && e.Kind != identity.Moved || e.Ruling != 0 {
		return one, false
	}
	switch {
	case len(e.Members) == 1:
		return e.Members[0], true
	case e.Kind == identity.Merged && len(e.Others) == 1:
		return e.Others[0], true
	}
	return one, false
}
