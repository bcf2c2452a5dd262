package smart

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// AddApp lets an app in and gives it an id; of a symmetric one it gives the secret
// too, which nobody can read again. Invalid says what is wrong with it.
func (s *Server) AddApp(ctx context.Context, a App) (added App, secret string, err error) {
	if a.Keys != nil {
		if a.Keys, err = checkKeys(a.Keys); err != nil {
			return App{}, "", err
		}
	}
	if err := a.check(); err != nil {
		return App{}, "", err
	}
	if err := s.enforceable(a.Scopes); err != nil {
		return App{}, "", err
	}
	if a.Kind == Symmetric {
		secret = newSecret(secretMark)
		a.secret = hash(secret)
	}
	a.ID, a.Added, a.Disabled = strings.ToLower(rand.Text())[:16], s.now(), time.Time{}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if err := insertApp(tx, &a); err != nil {
			return err
		}
		return s.o.Auditor.Audit(ctx, tx, Entry{What: Added, At: a.Added, App: a.ID, Scopes: a.Scopes.String(), Purpose: a.Purpose})
	})
	return a, secret, fault.Wrap(err, "adding an app")
}

func insertApp(tx *store.Tx, a *App) error {
	_, err := tx.Exec(`INSERT INTO smart_app (id, name, kind, uses, redirects, launch, scopes, partner, purpose, secret, keys, added)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		a.ID, a.Name, string(a.Kind), list(a.Uses), list(a.Redirects), a.Launch, a.Scopes.String(), a.Partner, a.Purpose, a.secret, json.RawMessage(a.Keys), a.Added)
	return err
}

// Apps lists all apps, also those that were disabled, by name.
func (s *Server) Apps(ctx context.Context) (all []App, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		all = nil
		for row, err := range tx.Query(appColumns + " ORDER BY name, id") {
			if err != nil {
				return err
			}
			a, err := scanApp(row)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	return all, fault.Wrap(err, "listing apps")
}

// DisableApp ends an app for good and takes back all that it was given, at once.
func (s *Server) DisableApp(ctx context.Context, id string) error {
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec("UPDATE smart_app SET disabled = $1 WHERE id = $2 AND disabled IS NULL", s.now(), id)
		if err == nil && n == 0 {
			return &fault.Error{Code: fault.NotFound, Reason: "there is no such app", Value: brief(id), Fix: "`continuum app list` names those there are"}
		}
		if err != nil {
			return err
		}
		if err := s.o.Auditor.Audit(ctx, tx, Entry{What: Disabled, At: s.now(), App: id}); err != nil {
			return err
		}
		return s.revoke(ctx, tx, "the app was disabled", "app = $3", id)
	})
	s.Recheck()
	return err
}

const appColumns = "SELECT id, name, kind, uses, redirects, launch, scopes, partner, purpose, secret, keys, added, disabled FROM smart_app"

// appOf finds an app that is not disabled; NotFound where there is none.
func appOf(tx *store.Tx, id string) (App, error) {
	return scanApp(tx.QueryRow(appColumns+" WHERE id = $1 AND disabled IS NULL", id))
}

// app is appOf with a look of its own.
func (s *Server) app(ctx context.Context, id string) (a App, err error) {
	if !legible(id, 64) {
		return App{}, fault.New(fault.NotFound, "there is no such app")
	}
	err = s.db.Glance(ctx, func(tx *store.Tx) error {
		a, err = appOf(tx, id)
		return err
	})
	return a, err
}

func scanApp(row store.Row) (a App, err error) {
	var kind, uses, redirects, scopes string
	var keys *string
	var added int64
	var disabled *int64
	if err = row.Scan(&a.ID, &a.Name, &kind, &uses, &redirects, &a.Launch, &scopes, &a.Partner, &a.Purpose, &a.secret, &keys, &added, &disabled); err != nil {
		return App{}, err
	}
	a.Kind, a.Added = Kind(kind), time.UnixMicro(added).UTC()
	if disabled != nil {
		a.Disabled = time.UnixMicro(*disabled).UTC()
	}
	if keys != nil {
		a.Keys = []byte(*keys)
	}
	if a.Uses, err = listed(uses); err != nil {
		return App{}, err
	}
	if a.Redirects, err = listed(redirects); err != nil {
		return App{}, err
	}
	a.Scopes, err = ParseScopes(scopes)
	return a, err
}

// list is texts as they are kept.
func list(all []string) json.RawMessage {
	if all == nil {
		all = []string{}
	}
	text, _ := json.Marshal(all) // of texts alone, so it cannot fail
	return text
}

func listed(text string) (all []string, err error) {
	err = json.Unmarshal([]byte(text), &all)
	return all, fault.Wrap(err, "reading what is kept of an app")
}

// legible tells whether a text that somebody sent is one that could be ours: not
// empty, bounded, and printable ASCII.
func legible(text string, most int) bool {
	return text != "" && len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}
