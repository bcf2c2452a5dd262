package session

import (
	"context"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// mostOpen is how many sessions an account has; the one used longest ago ends
// first.
const mostOpen = 50

// Begin begins a session of whoever has just signed in, and gives its token. The
// one that the browser had ends. Denied where the account has changed meanwhile.
func (s *Sessions) Begin(ctx context.Context, b Beginning) (token string, x Session, err error) {
	if err := b.check(); err != nil {
		return "", Session{}, err
	}
	token = newToken()
	k, _ := keyOf(token)
	old, had := keyOf(b.Old)
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		x = Session{
			ID: newToken()[:22], Account: b.Account, Method: b.Method, Strong: b.Strong, From: b.From,
			Role: b.Role, Purpose: b.Purpose, Agent: shown(b.Agent),
			Began: now, Used: now, Proved: now, Ends: now.Add(s.lasts), epoch: b.Epoch,
		}
		if had {
			if err := drop(tx, old); err != nil {
				return err
			}
		}
		if err := s.room(tx, b.Account, now); err != nil {
			return err
		}
		if err := insert(tx, k, &x); err != nil {
			return err
		}
		if _, _, err := s.standing(tx, k); err != nil {
			return err
		}
		return s.note(ctx, tx, Began, b.Account, b.Method)
	})
	if had {
		s.known.forget(old)
	}
	if err != nil {
		return "", Session{}, fault.Wrap(err, "beginning a session")
	}
	return token, x, nil
}

// shown is what a browser says it is, as it can be shown.
func shown(agent string) string {
	agent = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, agent), "")
	if len(agent) > longestAgent {
		agent = strings.ToValidUTF8(agent[:longestAgent], "")
	}
	return agent
}

// room drops what has ended for long, and what an account has too much of.
func (s *Sessions) room(tx *store.Tx, account string, now time.Time) error {
	past := now.Add(-s.parked) // until then what was typed may be parked
	_, err := tx.Exec(`DELETE FROM session_open WHERE digest IN (
		SELECT digest FROM session_open WHERE ends < $1 OR used < $2 ORDER BY ends LIMIT 100)`, past, past.Add(-s.idle))
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM session_parked WHERE ends < $1", now); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM session_open WHERE digest IN (
		SELECT digest FROM session_open WHERE account = $1 ORDER BY used DESC, digest LIMIT 1000 OFFSET $2)`, account, mostOpen-1)
	return err
}

// Act changes the role and the purpose of a session, which gets a new token.
func (s *Sessions) Act(ctx context.Context, token, role, purpose string) (string, error) {
	if err := (&Beginning{Role: role, Purpose: purpose}).check(); err != nil {
		return "", err
	}
	return s.renew(ctx, token, func(x *Session, _ time.Time) { x.Role, x.Purpose = role, purpose })
}

// Prove notes that a session's owner has just shown again who it is, by a method and
// perhaps strongly, and gives it a new token. The caller has made sure that it is
// the same account.
func (s *Sessions) Prove(ctx context.Context, token, method string, strong bool) (string, error) {
	if err := (&Beginning{Method: method}).check(); err != nil {
		return "", err
	}
	return s.renew(ctx, token, func(x *Session, now time.Time) { x.Method, x.Strong, x.Proved = method, strong || x.Strong, now })
}

// renew changes a session that lasts and gives it another token.
func (s *Sessions) renew(ctx context.Context, token string, change func(*Session, time.Time)) (string, error) {
	old, ok := keyOf(token)
	if !ok {
		return "", ended()
	}
	fresh := newToken()
	k, _ := keyOf(fresh)
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		x, _, err := s.standing(tx, old)
		if err != nil {
			return err
		}
		if !s.lasting(&x, now) {
			return ended()
		}
		change(&x, now)
		x.Used = now
		if err := drop(tx, old); err != nil {
			return err
		}
		return insert(tx, k, &x)
	})
	s.known.forget(old)
	if err != nil {
		return "", fault.Wrap(err, "renewing a session")
	}
	return fresh, nil
}
