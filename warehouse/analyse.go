package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/source"
)

// Asking is how somebody asks about many people at once.
type Asking struct {
	Build  string       // its id or the beginning of one; "" or "live" for the one that is served
	Place  *place.Place // whose code and price lists queries may join
	Memory string       // what the engine may use, "2GB" where it is ""
	Erased Erased       // who must not be met; nil for nobody. Live.Analyse knows it
}

// Analysis is one build held open for questions about many people. It answers from that
// build to the end, whatever becomes live or is removed meanwhile. Whoever was erased is
// in none of its tables, and neither are names, addresses, NHS numbers and what partners
// call people: an analyst needs none of them. It may be used from several goroutines.
type Analysis struct {
	manifest Manifest
	db       *sql.DB
	spill    spill
	people   int // numbered; see People
	ranges   []Range
}

// Analyse opens a build for questions about many people, without those who are hidden;
// close it afterwards.
func (l *Live) Analyse(ctx context.Context, ask Asking) (*Analysis, error) {
	if e := l.erased.Load(); e != nil {
		ask.Erased = e
	}
	return l.dir.Analyse(ctx, ask)
}

// Analyse is Live.Analyse where nobody serves the builds; fault.NotFound where there is
// no such build.
func (d Dir) Analyse(ctx context.Context, ask Asking) (a *Analysis, err error) {
	if ask.Build == "" {
		ask.Build = "live"
	}
	if ask.Memory == "" {
		ask.Memory = "2GB"
	}
	id, err := d.Resolve(ask.Build)
	if err != nil {
		return nil, err
	}
	a = &Analysis{}
	if a.manifest, err = d.Manifest(id); err != nil {
		return nil, err
	}
	a.spill = newSpill(d)
	// One thread: each question runs on the goroutine that asks, so that as many run
	// side by side as there are processors and none waits for another's workers.
	a.db, err = duck.Open("", duck.Options{Threads: 1, Memory: ask.Memory, Temp: a.spill.dir, Folders: a.spill.beside(d.build(id))})
	if err != nil {
		return nil, errors.Join(err, a.spill.end())
	}
	if err = a.prepare(ctx, filepath.Join(d.build(id), factsFile), ask); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close ends the questions and removes what they spilled to disk.
func (a *Analysis) Close() error {
	return errors.Join(a.db.Close(), a.spill.end())
}

// Build says which build it is.
func (a *Analysis) Build() Manifest { return a.manifest }

// IndexDate is the day after the last activity of the build: the first day of which
// nothing is known yet, as of which people are chosen where no other day is asked for.
// Of a build without activities it is the day on which that was made.
func (a *Analysis) IndexDate() time.Time {
	last := a.manifest.DataTo
	if last.IsZero() {
		last = a.manifest.CreatedAt.AddDate(0, 0, -1)
	}
	y, m, d := last.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC)
}

// Conn gives a connection of its own, on which temporary tables may be made; close it.
func (a *Analysis) Conn(ctx context.Context) (*sql.Conn, error) {
	c, err := a.db.Conn(ctx)
	return c, fault.Wrap(err, "opening the analytical engine")
}

// Lanes is how many questions are worth asking at the same time.
func (a *Analysis) Lanes() int { return runtime.GOMAXPROCS(0) }

// People is how many numbers people have: each has one from 0 on, in the order of ids,
// as its n in the table `numbered` (person_id, n), which only our own SQL may read. Who
// was erased has a number too, but is in no table.
func (a *Analysis) People() int { return a.people }

// prepare attaches the build and makes what queries may read of it.
func (a *Analysis) prepare(ctx context.Context, facts string, ask Asking) error {
	if _, err := os.Stat(facts); err != nil {
		return unavailable(facts, "cannot be read", err)
	}
	if err := a.exec(ctx, "ATTACH "+duck.Literal(facts)+" AS build (READ_ONLY)"); err != nil {
		return err
	}
	if err := source.PrepareQueries(ctx, a.db, ask.Place); err != nil {
		return err
	}
	if err := a.number(ctx); err != nil {
		return err
	}
	if err := a.hide(ctx, ask.Erased); err != nil {
		return err
	}
	for _, t := range analysisTables() {
		if err := a.exec(ctx, t.view(ask.Erased != nil)); err != nil {
			return err
		}
	}
	return nil
}

// hide notes whoever has a registration on the list.
func (a *Analysis) hide(ctx context.Context, e Erased) error {
	if err := a.exec(ctx, "CREATE TABLE hidden (person_id VARCHAR)"); err != nil || e == nil || e.Len() == 0 {
		return err
	}
	rows, err := a.db.QueryContext(ctx, "SELECT person_id, source, local_id FROM build.identity")
	if err != nil {
		return fault.Wrap(err, "finding who is hidden")
	}
	defer rows.Close()
	hidden := map[string]bool{}
	for rows.Next() {
		var id string
		var r link.Registration
		if err := rows.Scan(&id, &r.Source, &r.LocalID); err != nil {
			return fault.Wrap(err, "finding who is hidden")
		}
		if !hidden[id] && e.Has(r) {
			hidden[id] = true
			if err := a.exec(ctx, "INSERT INTO hidden VALUES ("+duck.Literal(id)+")"); err != nil {
				return err
			}
		}
	}
	return fault.Wrap(rows.Err(), "finding who is hidden")
}

func (a *Analysis) exec(ctx context.Context, statement string) error {
	_, err := a.db.ExecContext(ctx, statement)
	return fault.Wrap(err, "opening the build for analysis")
}
