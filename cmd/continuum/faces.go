package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/warehouse"
	"continuum/web"
)

// faces are all ways by which a place is reached.
type faces struct {
	handler http.Handler
	end     func()
}

// auditKey is the file of the key that signs the audit, beside the builds.
const auditKey = "audit-key"

// followEvery is how often it is looked whether another build went live.
const followEvery = 10 * time.Second

// faces puts together what is served: pages, the FHIR API, sign-in and messages.
func (a *app) faces(s servedPlace, db *store.DB, builds *warehouse.Live, at *address, logger *slog.Logger) (*faces, error) {
	key, err := audit.ReadKey(auditKeyFile(at.secrets), at.domain+"/audit")
	if err != nil {
		return nil, err
	}
	k, err := keep(a.ctx, db, s.loaded, builds, key)
	if err != nil {
		return nil, err
	}
	in, err := openSignIn(a.ctx, k, s.loaded, at)
	if err != nil {
		return nil, err
	}
	if err := in.real(a.ctx, s, at); err != nil {
		return nil, err
	}
	if err := a.prepare(k, in, logger); err != nil {
		return nil, err
	}
	end, err := a.takeMessages(s, k, logger)
	if err != nil {
		return nil, err
	}
	api, err := k.api(at, in, builds, logger)
	if err != nil {
		return nil, err
	}
	all := http.NewServeMux()
	pages, err := a.pages(s, k, in, builds, at, logger)
	if err != nil {
		return nil, err
	}
	all.Handle("/", pages)
	all.Handle(fhirPath+"/", http.StripPrefix(fhirPath, api))
	all.Handle(fhirPath, atRoot(api)) // where bundles are sent
	all.Handle(fhirPath+"/.well-known/smart-configuration", in.tokens.Discovery())
	noted, err := k.log.Journal(a.ctx, s.database.noted(s.dir), func(err error) {
		logger.Error("what was noted does not come into the audit", "error", err)
	})
	if err != nil {
		return nil, err
	}
	return &faces{all, func() {
		end()
		if err := noted(); err != nil {
			logger.Error("what was noted is not in the audit yet; it comes there when the server starts again", "error", err)
		}
	}}, nil
}

// pages are those of the place.
func (a *app) pages(s servedPlace, k *kept, in *signIn, builds *warehouse.Live, at *address, logger *slog.Logger) (http.Handler, error) {
	demo, err := a.demoUsers(s, k, in, builds)
	if err != nil {
		return nil, err
	}
	unusual, err := a.watchLooks(k, s.loaded, in.accounts, builds, logger)
	if err != nil {
		return nil, err
	}
	asked, err := k.asked(a.ctx, s.loaded, in.accounts, builds, unusual, at)
	if err != nil {
		return nil, err
	}
	go goOnErasing(a.ctx, asked, logger)
	cohorts := cohortsOf(s.loaded, builds)
	go countAhead(a.ctx, cohorts, followEvery, func(id string) { logger.Warn("a cohort cannot be counted; its page says why", "cohort", id) })
	return web.Handler(builds, web.Options{
		PlaceName: s.place.Name, Hosts: at.hosts, Secure: at.tls, Live: k, Cohorts: cohorts, Models: modelsOf(s.loaded, s.dir, builds), Now: time.Now, Logger: logger,
		Access: web.Access{
			DB: k.db, Gate: k.gate, Record: k.record, Built: k.built, Codes: k.facts, Book: k.book, Log: k.log, Accounts: in.accounts, Review: unusual, Rights: asked, Work: k.work, Names: namesOf(s.loaded),
		},
		SignIn: web.SignIn{Accounts: in.accounts, Sessions: in.sessions, Providers: in.providers, Apps: in.tokens, Bonds: k.record, Signer: k.log, Demo: demo},
	}), nil
}

// namesOf are what pages call practices and teams.
func namesOf(l loaded) map[string]string {
	names := practiceNames(l)
	for _, t := range l.place.Teams {
		names[t.ID] = t.Name
	}
	return names
}

// prepare registers what works on by itself, before it begins.
func (a *app) prepare(k *kept, in *signIn, logger *slog.Logger) error {
	k.book.Work()
	if err := k.book.Handle(a.ctx); err != nil {
		return err
	}
	if err := in.tokens.Work(a.ctx); err != nil {
		return err
	}
	if k.hidden != nil {
		go k.hidden.follow(a.ctx, func(err error) { logger.Warn("who was erased is not known", "error", err) })
	}
	go in.providers.Watch(a.ctx)
	go k.book.Follow(a.ctx, followEvery, func(err error) {
		logger.Warn("who is related to whom could not be brought up to date", "error", err)
	})
	return nil
}

// real refuses a server that others reach and nobody could sign in to.
func (s *signIn) real(ctx context.Context, p servedPlace, at *address) error {
	if !at.tls {
		return nil
	}
	if p.demo {
		return fault.New(fault.Denied, "a demo is for this machine only")
	}
	some, err := s.accounts.List(ctx, "", 1)
	if err != nil || len(some) > 0 || len(p.access.Settings.Providers) > 0 {
		return err
	}
	return &fault.Error{Code: fault.Denied, Reason: "nobody could sign in", Fix: "add an account with `continuum user add`, or an identity provider in access/access.yaml"}
}
