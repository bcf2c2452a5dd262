// Package accesstest is what tests of the faces share: a gate that lets all pass and
// remembers what it was told, and requests that are somebody's.
package accesstest

import (
	"context"
	"net/http"
	"sync"

	"continuum/access"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// Open is a gate that lets all pass, unless it has a rule for an action.
type Open struct {
	Rules map[string]sight.Rule // by action

	mu   sync.Mutex
	told []audit.Entry
}

// Covers lets all pass.
func (g *Open) Covers(context.Context, string, string) bool { return true }

// Sight gives the rule of an action.
func (g *Open) Sight(_ context.Context, action string) (sight.Rule, error) {
	if r, is := g.Rules[action]; is {
		return r, nil
	}
	return sight.Always(true), nil
}

// Coming is of no matter.
func (g *Open) Coming() func() { return func() {} }

// Note remembers an entry.
func (g *Open) Note(_ context.Context, e audit.Entry) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.told = append(g.told, e)
	return nil
}

// Append remembers entries.
func (g *Open) Append(ctx context.Context, _ *store.Tx, entries ...audit.Entry) error {
	for _, e := range entries {
		_ = g.Note(ctx, e) // never fails
	}
	return nil
}

// Told gives what it was told.
func (g *Open) Told() []audit.Entry {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]audit.Entry{}, g.told...)
}

// System is a partner's system, which may choose ids.
func System() *access.Actor { return &access.Actor{Account: "system", Kind: access.App} }

// Signed lets requests be somebody's; nobody's where the actor is nil. The gate shows
// what the policies give also to whoever must see pseudonyms, so that they can be tested.
func Signed(a *access.Actor, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(access.With(access.Hiding(r.Context()), a)))
	})
}
