package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"continuum/internal/edge"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/pseudonym"
	"continuum/access/smart"
	"continuum/fhir"
	"continuum/record/fact"
	"continuum/store"
	"continuum/warehouse"
)

// fhirPath is where the FHIR API begins.
const fhirPath = "/fhir"

// pseudonymKey is the file of the key by which researchers see people, beside the builds.
const pseudonymKey = "pseudonym-key"

// fhirLimit is how long one request of the API may take.
const fhirLimit = 25 * time.Second

// api is the FHIR API of a record, behind the gate.
func (k *kept) api(at *address, s *signIn, builds *warehouse.Live, logger *slog.Logger) (http.Handler, error) {
	key, err := pseudonym.ReadKey(filepath.Join(at.secrets, pseudonymKey), at.domain)
	if err != nil {
		return nil, err
	}
	base := at.url + fhirPath
	server := fhir.New(k.db, k.record, fhir.Options{
		Base: base, Gate: k.gate, Facts: relatedFacts{k.facts, k.built}, Matcher: linkage{builds}, Log: k.log, Relations: k.gate, Site: siteOf(base),
		Pseudonyms: pseudonym.NewKeeper(key, k.gate),
	})
	return fhir.Guard{Hosts: at.hosts, Limit: fhirLimit, Logger: logger}.Around(s.byToken(k, server.Handler())), nil
}

// Arrivals gives the pages what came live of whoever an id means.
func (k *kept) Arrivals(ctx context.Context, id string) (all fact.Arrivals, err error) {
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		all, err = k.facts.Arrivals(ctx, tx, id)
		return err
	})
	return all, err
}

// byToken lets requests be those of whom their token stands for. A request without a
// token is nobody's.
func (s *signIn) byToken(k *kept, next http.Handler) http.Handler {
	refusals := fhir.NewRefusals(k.gate)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := access.Coming(access.Through(r.Context(), "fhir"), edge.From(r), edge.NewRequest())
		grant, err := s.tokens.Authenticate(r)
		var a *access.Actor
		if err == nil {
			a, err = s.actorByToken(ctx, k, grant)
		}
		switch {
		case err == nil:
			ctx = access.With(ctx, a)
		case !errors.Is(err, smart.ErrNoToken):
			refusals.Refuse(w, r.WithContext(ctx), err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// actorByToken is whom a token stands for, as they are now.
func (s *signIn) actorByToken(ctx context.Context, k *kept, g *smart.Grant) (*access.Actor, error) {
	if g.Account == "" {
		app, err := s.apps.get(ctx, g.App)
		if err != nil {
			return nil, err
		}
		return k.gate.Rules().ByToken(g, nil, &app), nil
	}
	x, err := s.known.get(ctx, g.Account)
	if err != nil {
		return nil, err
	}
	return k.gate.Rules().ByToken(g, &x, nil), nil
}

// accountsOfTokens tells the server of tokens whom it gives them for.
type accountsOfTokens struct{ *account.Accounts }

// Account finds an account as it stands in a transaction.
func (a accountsOfTokens) Account(tx *store.Tx, id string) (smart.Account, error) {
	x, err := a.Find(tx, id)
	return smart.Account{ID: x.ID, Name: x.Display, FHIRUser: x.Practitioner, Disabled: x.Disabled}, err
}

// atRoot lets a handler answer for its own root, whatever the address was.
func atRoot(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = "/", ""
		h.ServeHTTP(w, r)
	})
}
