package main

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/session"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/store"
	"continuum/web"
)

// signIn is how people and apps show who they are.
type signIn struct {
	accounts  *account.Accounts
	sessions  *session.Sessions
	tokens    *smart.Server
	providers *oidc.Desk
	apps      *appsCache
	known     *accountsCache
}

// declared is what a place says of roles, partners and teams.
type declaredWords struct {
	place *place.Place
	rules *access.Rules
}

// Role tells whether the place has a role.
func (d declaredWords) Role(id string) bool { _, is := d.rules.Role(id); return is }

// Partner tells whether it has a partner.
func (d declaredWords) Partner(id string) bool { _, is := d.place.Partner(id); return is }

// Team tells whether it has a team.
func (d declaredWords) Team(id string) bool {
	for _, t := range d.place.Teams {
		if t.ID == id {
			return true
		}
	}
	return false
}

// openAccounts takes up the accounts of a place, by themselves for commands.
func openAccounts(ctx context.Context, k *kept, l loaded, options ...account.Option) (*account.Accounts, error) {
	s := &l.access.Settings
	policy := account.Policy{Passwords: s.Passwords == "allowed"}
	for _, r := range s.Roles {
		if r.Strong || s.Passwords == "people-only" && r.Kind == access.Staff {
			policy.PasskeyRoles = append(policy.PasskeyRoles, r.ID)
		}
		if s.Passwords == "people-only" && r.Kind == access.Person {
			policy.Passwords = true
		}
	}
	options = append(options, account.WithPolicy(policy), account.WithAuditor(endsTokens{k.gate.Accounts(), smart.New(k.db, smart.Options{Auditor: k.gate.Tokens()})}))
	return account.Open(ctx, k.db, declaredWords{l.place, l.access}, options...)
}

// endsTokens takes back what was given for an account in the transaction that disables
// it, so that nothing comes back when it is let in again.
type endsTokens struct {
	account.Auditor
	tokens *smart.Server
}

// Note notes what happened to an account.
func (e endsTokens) Note(ctx context.Context, tx *store.Tx, x account.Event) error {
	if err := e.Auditor.Note(ctx, tx, x); err != nil || x.Action != account.Disabled && x.Action != account.WasReset {
		return err
	}
	return e.tokens.RevokeAccount(ctx, tx, x.Account, string(x.Action))
}

// openSignIn takes up all ways to sign in at an address.
func openSignIn(ctx context.Context, k *kept, l loaded, at *address) (*signIn, error) {
	s := &signIn{}
	var err error
	var party []account.Option
	if net.ParseIP(strings.Trim(at.domain, "[]")) == nil { // passkeys belong to names
		party = append(party, account.WithRelyingParty(at.domain, l.place.Name, at.url))
	}
	if s.accounts, err = openAccounts(ctx, k, l, party...); err != nil {
		return nil, err
	}
	times := l.access.Settings.Sessions
	options := []session.Option{session.WithAuditor(k.gate.Accounts()), session.WithTimeOuts(times.Idle.Duration(), times.Absolute.Duration())}
	if at.tls {
		options = append(options, session.WithTLS())
	}
	if s.sessions, err = session.New(k.db, s.accounts, options...); err != nil {
		return nil, err
	}
	keys, err := smart.OpenKeys(filepath.Join(at.secrets, "token-keys.json"))
	if err != nil {
		return nil, err
	}
	s.tokens = smart.New(k.db, smart.Options{Issuer: at.url + authPath, Audience: at.url + fhirPath, Accounts: accountsOfTokens{s.accounts}, Auditor: k.gate.Tokens(), Keys: keys, Pages: web.AppPages{}})
	if s.providers, err = oidc.Open(k.db, l.access.Settings.Providers, oidc.Settings{Base: at.url, Dir: l.place.Dir}); err != nil {
		return nil, err
	}
	s.accounts.Watch(func(string) { s.tokens.Recheck() })
	s.known, s.apps = newAccountsCache(s.accounts), &appsCache{tokens: s.tokens}
	return s, nil
}

// authPath is where apps ask for access.
const authPath = "/auth"

// accountsCache keeps accounts as they were read, for a second at most, and no longer
// than until this process changes them.
type accountsCache struct {
	accounts *account.Accounts

	mu    sync.Mutex
	turn  int64 // counts changes, so that what was read before one is not kept after it
	known map[string]cachedAccount
}

type cachedAccount struct {
	account account.Account
	at      time.Time
}

// Bounds of what is kept of accounts.
const (
	mostAccounts = 20_000
	staleAfter   = time.Second
)

func newAccountsCache(a *account.Accounts) *accountsCache {
	c := &accountsCache{accounts: a, known: map[string]cachedAccount{}}
	a.Watch(func(id string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.turn++
		delete(c.known, id)
	})
	return c
}

// get gives an account that may sign in.
func (c *accountsCache) get(ctx context.Context, id string) (account.Account, error) {
	c.mu.Lock()
	x, known := c.known[id]
	turn := c.turn
	c.mu.Unlock()
	if known && time.Since(x.at) < staleAfter {
		return x.account, nil
	}
	read, err := c.accounts.Get(ctx, id)
	switch {
	case err != nil:
		return read, err
	case read.Disabled:
		return read, fault.New(fault.Denied, "the account is disabled")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == turn {
		if len(c.known) >= mostAccounts {
			clear(c.known)
		}
		c.known[id] = cachedAccount{read, time.Now()}
	}
	return read, nil
}

// appsCache keeps the apps as they were read, for a second at most.
type appsCache struct {
	tokens *smart.Server

	mu   sync.Mutex
	at   time.Time
	apps map[string]smart.App
}

// get gives an app; fault.NotFound where there is none.
func (c *appsCache) get(ctx context.Context, id string) (smart.App, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) >= staleAfter {
		all, err := c.tokens.Apps(ctx)
		if err != nil {
			return smart.App{}, err
		}
		c.at, c.apps = time.Now(), map[string]smart.App{}
		for _, x := range all {
			c.apps[x.ID] = x
		}
	}
	if x, is := c.apps[id]; is {
		return x, nil
	}
	return smart.App{}, fault.New(fault.NotFound, "there is no such app")
}
