package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"continuum/fhir"
	"continuum/record"
	"continuum/record/fact"
	"continuum/record/live"
	"continuum/store"
	"continuum/warehouse"
)

// fhirPath is where the FHIR API begins.
const fhirPath = "/fhir"

// recordFile is the database where none is named, beside the builds.
const recordFile = "record.db"

// fhirLimit is how long one request of the API may take.
const fhirLimit = 25 * time.Second

// openRecord opens the shared record and its API. Until there is sign-in whoever
// uses this machine may do everything, and the door says so.
func (a *app) openRecord(s servedPlace, builds *warehouse.Live, base string, logger *slog.Logger) (*store.DB, *record.Record, http.Handler, error) {
	db, err := store.Open(a.ctx, databaseFlag{s.database}.url(s.dir), recordSchemas()...)
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := record.Open(a.ctx, db)
	if err != nil {
		_ = db.Close()
		return nil, nil, nil, err
	}
	facts, err := fact.New(s.place, s.feeds, builds, r)
	if err != nil {
		_ = db.Close()
		return nil, nil, nil, err
	}
	live.Watch(r, s.place.Partners)
	open := func(context.Context, fhir.Act) error { return nil }
	guard := fhir.Guard{Limit: fhirLimit, Logger: logger}
	return db, r, guard.Around(fhir.New(db, r, fhir.Options{Base: base, Door: open, Facts: facts}).Handler()), nil
}

// atRoot lets a handler answer for its own root, whatever the address was.
func atRoot(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = "/", ""
		h.ServeHTTP(w, r)
	})
}
