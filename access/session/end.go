package session

import (
	"context"
	"maps"
	"slices"

	"continuum/internal/fault"
	"continuum/store"
)

// End ends the session of a token; none is well too.
func (s *Sessions) End(ctx context.Context, token string) error {
	k, ok := keyOf(token)
	if !ok {
		return nil
	}
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		x, there, err := at(tx, k)
		if err != nil || !there {
			return err
		}
		if err := drop(tx, k); err != nil {
			return err
		}
		return s.note(ctx, tx, Ended, x.Account, "signed out")
	})
	s.known.forget(k)
	return fault.Wrap(err, "ending a session")
}

// EndOne ends one of an account's sessions; NotFound where it has none of this id.
func (s *Sessions) EndOne(ctx context.Context, account, id string) error {
	n, err := s.end(ctx, account, "ended one", "id = $2", id)
	if err == nil && n == 0 {
		err = &fault.Error{Code: fault.NotFound, Reason: "there is no such session", Fix: "list them again"}
	}
	return err
}

// EndAll ends an account's sessions everywhere, but that of an id ("": all), and
// tells how many there were.
func (s *Sessions) EndAll(ctx context.Context, account, but string) (int64, error) {
	return s.end(ctx, account, "signed out everywhere", "id <> $2", but)
}

func (s *Sessions) end(ctx context.Context, account, how, which, id string) (n int64, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		n, err = tx.Exec("DELETE FROM session_open WHERE account = $1 AND "+which, account, id)
		if err != nil || n == 0 {
			return err
		}
		return s.note(ctx, tx, Ended, account, how)
	})
	s.known.forgetAccount(account)
	return n, fault.Wrap(err, "ending sessions")
}

// EndSessions ends the sessions that an identity provider says are over there: that
// of a sid, or all of a sub where sid is "".
func (s *Sessions) EndSessions(ctx context.Context, provider, sub, sid string) error {
	if provider == "" || sub == "" && sid == "" {
		return nil
	}
	owners := map[string]bool{}
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		clear(owners)
		for row, err := range tx.Query(`DELETE FROM session_open WHERE provider = $1
			AND ($2 = '' OR subject = $2) AND ($3 = '' OR sid = $3) RETURNING account`, provider, sub, sid) {
			var owner string
			if err == nil {
				err = row.Scan(&owner)
			}
			if err != nil {
				return err
			}
			owners[owner] = true
		}
		for _, owner := range slices.Sorted(maps.Keys(owners)) {
			if err := s.note(ctx, tx, Ended, owner, "signed out at "+provider); err != nil {
				return err
			}
		}
		return nil
	})
	for owner := range owners {
		s.known.forgetAccount(owner)
	}
	return fault.Wrap(err, "ending sessions")
}

// List gives an account's sessions that last, the one used last first.
func (s *Sessions) List(ctx context.Context, account string) (all []Session, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		all = []Session{}
		owner, err := s.accounts.Find(tx, account)
		if err != nil {
			return err
		}
		now := s.now()
		for row, err := range tx.Query(columns+" WHERE account = $1 ORDER BY used DESC, id", account) {
			var x Session
			if err == nil {
				x, err = scan(row)
			}
			if err != nil {
				return err
			}
			if s.lasting(&x, now) && x.epoch == owner.Epoch && !owner.Disabled {
				all = append(all, x)
			}
		}
		return nil
	})
	return all, fault.Wrap(err, "listing sessions")
}
