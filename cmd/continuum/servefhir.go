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

// fhirLimit is how long one request of the API may take.
const fhirLimit = 25 * time.Second

// servedRecord is the shared record being served.
type servedRecord struct {
	db     *store.DB
	record *record.Record
	facts  *fact.Facts
	api    http.Handler
}

// openRecord opens the shared record and its API. Until there is sign-in whoever
// uses this machine may do everything, and the door says so.
func (a *app) openRecord(s servedPlace, builds *warehouse.Live, base string, logger *slog.Logger) (*servedRecord, error) {
	db, err := store.Open(a.ctx, s.database.url(s.dir), recordSchemas()...)
	if err != nil {
		return nil, err
	}
	r, err := record.Open(a.ctx, db)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	facts, err := fact.New(s.place, s.feeds, builds, r)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	live.Watch(r, s.place.Partners)
	open := func(context.Context, fhir.Act) error { return nil }
	guard := fhir.Guard{Limit: fhirLimit, Logger: logger}
	api := guard.Around(fhir.New(db, r, fhir.Options{Base: base, Door: open, Facts: facts, Matcher: linkage{builds}}).Handler())
	return &servedRecord{db, r, facts, api}, nil
}

// Arrivals gives the pages what came live of whoever an id means.
func (x *servedRecord) Arrivals(ctx context.Context, id string) (all fact.Arrivals, err error) {
	err = x.db.Read(ctx, func(tx *store.Tx) error {
		all, err = x.facts.Arrivals(ctx, tx, id)
		return err
	})
	return all, err
}

// atRoot lets a handler answer for its own root, whatever the address was.
func atRoot(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = "/", ""
		h.ServeHTTP(w, r)
	})
}
