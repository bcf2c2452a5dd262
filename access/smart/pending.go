package smart

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Pending is what an app asks for and nobody has agreed to yet.
type Pending struct {
	App      App
	Scopes   Scopes // asked for, and allowed to the app
	Redirect string // where the browser goes afterwards: a form's Content-Security-Policy must let it
	Patient  string // id of the Patient the app was begun about; "" none
	Choose   bool   // somebody has to be chosen
	Ends     time.Time

	hash                    []byte
	state, challenge, nonce string
	account                 string
}

// mostPending is how many requests may wait: who asks has not signed in yet.
const mostPending = 20_000

// wait keeps a request until somebody decides; id names it.
func (s *Server) wait(ctx context.Context, p *Pending) (id string, err error) {
	id = newSecret("")
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if err := s.makeRoom(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO smart_pending (hash, app, redirect, scopes, state, challenge, nonce, account, patient, ends)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			hash(id), p.App.ID, p.Redirect, p.Scopes.String(), p.state, p.challenge, p.nonce, p.account, p.Patient, p.Ends)
		return err
	})
	return id, fault.Wrap(err, "keeping what an app asks for")
}

// makeRoom drops the requests that would end next, where too many wait. Those that
// nobody has looked at go first.
func (s *Server) makeRoom(tx *store.Tx) error {
	var n int64
	if err := tx.QueryRow("SELECT count(*) FROM smart_pending").Scan(&n); err != nil || n < mostPending {
		return err
	}
	_, err := tx.Exec("DELETE FROM smart_pending WHERE hash IN (SELECT hash FROM smart_pending ORDER BY account <> '', ends LIMIT $1)", mostPending/20)
	return err
}

// Pending gives a request to the account that is signed in. The first to look at it
// is the one who may decide; for any other, as when it has ended, there is none
// (NotFound).
func (s *Server) Pending(ctx context.Context, id, account string) (p Pending, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		p, err = s.pendingOf(tx, id, account)
		return err
	})
	if err != nil || p.account != "" {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec("UPDATE smart_pending SET account = $1 WHERE hash = $2 AND account IN ('', $1)", account, p.hash)
		if err == nil && n == 0 {
			err = noPending()
		}
		return err
	})
	return p, err
}

func noPending() error {
	return &fault.Error{Code: fault.NotFound, Reason: "this request of an app has ended", Fix: "go back to the app and begin again"}
}

// pendingOf reads a request that an account may see.
func (s *Server) pendingOf(tx *store.Tx, id, account string) (p Pending, err error) {
	if !looksLike(id, "") || account == "" {
		return Pending{}, noPending()
	}
	p.hash = hash(id)
	var app, scopes string
	var ends int64
	err = tx.QueryRow(`SELECT app, redirect, scopes, state, challenge, nonce, account, patient, ends FROM smart_pending
		WHERE hash = $1 AND ends > $2 AND account IN ('', $3)`, p.hash, s.now(), account).
		Scan(&app, &p.Redirect, &scopes, &p.state, &p.challenge, &p.nonce, &p.account, &p.Patient, &ends)
	if err == nil {
		p.App, err = appOf(tx, app)
	}
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return Pending{}, noPending()
	}
	if err != nil {
		return Pending{}, err
	}
	p.Ends = instant(ends)
	p.Scopes, err = ParseScopes(scopes)
	p.Choose = p.Patient == "" && (p.Scopes.Has(LaunchPatient) || p.Scopes.At(Patient))
	return p, err
}
