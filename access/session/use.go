package session

import (
	"context"
	"time"

	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/store"
)

// Use gives the session of a token and its account as it is now, and counts as use.
// Denied where there is none, it has timed out, or its account may not go on.
func (s *Sessions) Use(ctx context.Context, token string) (Session, account.Account, error) {
	k, x, err := s.look(ctx, token)
	if err != nil {
		return Session{}, account.Account{}, err
	}
	now := s.now().UTC().Truncate(time.Microsecond)
	if now.Sub(x.session.Used) >= written {
		if err := s.write(ctx, k, now); err != nil {
			return Session{}, account.Account{}, err
		}
		x.session.Used = now
	}
	return x.session, x.account, nil
}

// Peek is Use that does not count as use: for pages that ask by themselves.
func (s *Sessions) Peek(ctx context.Context, token string) (Session, account.Account, error) {
	_, x, err := s.look(ctx, token)
	return x.session, x.account, err
}

// look finds what a token is now.
func (s *Sessions) look(ctx context.Context, token string) (key, known, error) {
	k, ok := keyOf(token)
	if !ok {
		return k, known{}, ended()
	}
	x, fresh := s.known.get(k, s.now())
	if !fresh {
		turn := s.known.turn()
		var err error
		if x, err = s.read(ctx, k); err != nil {
			return k, known{}, err
		}
		s.known.put(k, x, turn)
	}
	if !s.lasting(&x.session, s.now()) {
		return k, known{}, ended()
	}
	return k, x, nil
}

// lasting tells whether a session has not timed out.
func (s *Sessions) lasting(x *Session, now time.Time) bool {
	return now.Before(x.Ends) && now.Sub(x.Used) < s.idle
}

// read reads a session and its account, which must agree.
func (s *Sessions) read(ctx context.Context, k key) (x known, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		x.read = s.now()
		x.session, x.account, err = s.standing(tx, k)
		return err
	})
	return x, err
}

// standing gives a session that has not been ended, with its account.
func (s *Sessions) standing(tx *store.Tx, k key) (Session, account.Account, error) {
	x, there, err := at(tx, k)
	if err != nil {
		return x, account.Account{}, fault.Wrap(err, "reading a session")
	}
	if !there {
		return x, account.Account{}, ended()
	}
	owner, err := s.accounts.Find(tx, x.Account)
	switch {
	case err != nil && fault.CodeOf(err) == fault.NotFound:
		return x, owner, ended()
	case err != nil:
		return x, owner, fault.Wrap(err, "reading the account of a session")
	case owner.Disabled || owner.Epoch != x.epoch:
		return x, owner, ended()
	}
	return x, owner, nil
}

// write writes that a session was used, unless it timed out meanwhile.
func (s *Sessions) write(ctx context.Context, k key, now time.Time) error {
	s.known.used(k, now)
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE session_open SET used = $1 WHERE digest = $2 AND used < $1", now, k[:])
		return err
	})
	return fault.Wrap(err, "writing that a session was used")
}
