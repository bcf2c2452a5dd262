package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/store"
	"continuum/warehouse"
)

// eraseSeen is how long a server may show somebody whom a command has erased.
const eraseSeen = 5 * time.Second

// suppressed reads whose registrations no build may have. Where there is no database
// nobody was erased.
func (a *app) suppressed(p *place.Place, dir warehouse.Dir, database databaseFlag) (*rights.Suppression, error) {
	if database.missing(dir) {
		return &rights.Suppression{}, nil
	}
	if database.nowhere() {
		return nil, &fault.Error{Code: fault.NotFound, File: database.Database, Reason: "there is no database of this name, so nobody can tell who was erased", Fix: "name the one that serve uses, or leave --database out while there is none"}
	}
	db, err := store.Open(a.ctx, database.url(dir), recordSchemas()...)
	if err != nil {
		return nil, fault.Wrap(err, "reading who was erased")
	}
	defer db.Close()
	return suppressedIn(a.ctx, db, p)
}

// nowhere tells whether a file is named that is not there; opening it would make it.
func (d databaseFlag) nowhere() bool {
	if d.Database == "" || strings.Contains(d.Database, "://") {
		return false
	}
	_, err := os.Stat(strings.TrimPrefix(d.Database, "sqlite:"))
	return errors.Is(err, fs.ErrNotExist)
}

func suppressedIn(ctx context.Context, db *store.DB, p *place.Place) (*rights.Suppression, error) {
	r, err := rights.Open(ctx, db, rights.Needs{Place: p})
	if err != nil {
		return nil, err
	}
	return r.Suppressed(ctx)
}

// hider hides in the builds whoever was erased since they were made.
type hider struct {
	rights *rights.Rights
	builds *warehouse.Live
	gone   *rights.Suppression // as it was looked at last
	told   int                 // of how many of it the scores were told
}

// hideErased does so now. What is erased later is hidden by follow.
func hideErased(ctx context.Context, db *store.DB, p *place.Place, builds *warehouse.Live) (*hider, error) {
	r, err := rights.Open(ctx, db, rights.Needs{Place: p})
	if err != nil {
		return nil, err
	}
	h := &hider{rights: r, builds: builds}
	return h, h.look(ctx)
}

func (h *hider) look(ctx context.Context) error {
	s, err := h.rights.Suppressed(ctx)
	if err == nil {
		h.builds.Hide(s)
		h.gone = s
	}
	return fault.Wrap(err, "hiding who was erased")
}

// forget takes whoever was erased out of the scores too, if there are more than last time:
// nobody else may have, such as where a backup was restored.
func (h *hider) forget(ctx context.Context) error {
	if h.gone.Len() == h.told {
		return nil
	}
	err := forgetScores(ctx, h.builds.Dir(), h.gone)
	if err == nil {
		h.told = h.gone.Len()
	}
	return err
}

// follow looks again and again until ctx ends; what fails it tells, and tries again.
func (h *hider) follow(ctx context.Context, failed func(error)) {
	look := time.NewTicker(eraseSeen)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		err := h.look(ctx)
		if err == nil {
			err = h.forget(ctx)
		}
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

// openBuilds opens the builds of a place for a command that only looks, without who was
// erased.
func (a *app) openBuilds(placeDir string, dir warehouse.Dir, database databaseFlag) (*warehouse.Live, error) {
	builds, err := warehouse.Open(dir)
	if err != nil || database.missing(dir) {
		return builds, err
	}
	p, _, err := place.Load(placeDir) // whatever is wrong with it, people stay erased
	if err == nil {
		var s *rights.Suppression
		if s, err = a.suppressed(p, dir, database); err == nil {
			builds.Hide(s)
			return builds, nil
		}
	}
	_ = builds.Close()
	return nil, err
}
