package smart

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Agreement is what an account agreed to and has not ended, for whoever's account it is
// to see and take back.
type Agreement struct {
	ID      string
	How     string // code, or minted by the administrator
	App     string // id; "" of a script
	Name    string // of the app
	Scopes  Scopes
	Patient string // id of the Patient that was chosen; "" none
	Purpose string
	Since   time.Time
	Ends    time.Time
}

// mostAgreements is the most that Agreements gives.
const mostAgreements = 1000

// Agreements lists what an account agreed to, latest first, at most 1,000.
func (s *Server) Agreements(ctx context.Context, account string) (all []Agreement, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		all = nil
		for row, err := range tx.Query("SELECT "+grantColumns+`, coalesce((SELECT name FROM smart_app WHERE smart_app.id = smart_grant.app), '')
			FROM smart_grant WHERE account = $1 AND account <> '' AND revoked IS NULL AND ends > $2 ORDER BY since DESC, smart_grant.id LIMIT $3`, account, s.now(), mostAgreements) {
			var g grant
			var name string
			if err == nil {
				err = g.scan(row, &name)
			}
			if err != nil {
				return err
			}
			all = append(all, Agreement{g.id, g.how, g.app, name, g.scopes, g.patient, g.purpose, g.since, g.ends})
		}
		return nil
	})
	return all, fault.Wrap(err, "listing what was agreed to")
}

// Withdraw takes back what an account agreed to: all that came of it ends at once.
// NotFound where it agreed to no such thing, or that has ended.
func (s *Server) Withdraw(ctx context.Context, account, agreement string) error {
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		var open int64
		err := tx.QueryRow("SELECT count(*) FROM smart_grant WHERE id = $1 AND account = $2 AND account <> '' AND revoked IS NULL AND ends > $3", agreement, account, s.now()).Scan(&open)
		if err == nil && open == 0 {
			err = fault.New(fault.NotFound, "this has ended already")
		}
		if err != nil {
			return err
		}
		return s.revoke(ctx, tx, "it was withdrawn", "id = $3", agreement)
	})
	s.Recheck()
	return err
}
