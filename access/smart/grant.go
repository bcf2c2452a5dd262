package smart

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// How a grant came about.
const (
	byCode   = "code"
	byItself = "backend"
	byHand   = "minted"
)

// grant is what somebody agreed to, or an app was given for itself.
type grant struct {
	id, how, app, account string
	scopes                Scopes
	patient, purpose      string
	audience              string // "" whatever our own address is
	since, ends           time.Time
	revoked               bool
}

// keep keeps a new grant.
func (g *grant) keep(tx *store.Tx) error {
	g.id = strings.ToLower(rand.Text())
	_, err := tx.Exec(`INSERT INTO smart_grant (id, how, app, account, scopes, patient, purpose, audience, since, ends)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		g.id, g.how, g.app, g.account, g.scopes.String(), g.patient, g.purpose, g.audience, g.since, g.ends)
	return err
}

// grantColumns are those of a grant.
const grantColumns = "smart_grant.id, how, app, account, smart_grant.scopes, patient, purpose, audience, since, smart_grant.ends, revoked"

// scan reads a row that begins with those columns.
func (g *grant) scan(row store.Row, more ...any) error {
	var scopes string
	var since, ends int64
	var revoked *int64
	err := row.Scan(append([]any{&g.id, &g.how, &g.app, &g.account, &scopes, &g.patient, &g.purpose, &g.audience, &since, &ends, &revoked}, more...)...)
	if err != nil {
		return err
	}
	g.since, g.ends, g.revoked = instant(since), instant(ends), revoked != nil
	g.scopes, err = ParseScopes(scopes)
	return fault.Wrap(err, "reading what is kept of a grant")
}

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// revoke takes back all that stems from the grants that a condition on smart_grant
// meets. Its parameters begin with $3.
func (s *Server) revoke(ctx context.Context, tx *store.Tx, why, where string, args ...any) error {
	now := s.now()
	var ended []grant
	for row, err := range tx.Query("UPDATE smart_grant SET revoked = $1 WHERE revoked IS NULL AND ends > $2 AND "+where+" RETURNING "+grantColumns,
		append([]any{now, now}, args...)...) {
		var g grant
		if err == nil {
			err = g.scan(row)
		}
		if err != nil {
			return err
		}
		ended = append(ended, g)
	}
	for i := range ended {
		if err := s.tell(ctx, tx, Revoked, &ended[i], why); err != nil {
			return err
		}
	}
	if len(ended) == 0 {
		return nil
	}
	return raise(tx)
}

// raise makes every process ask anew what tokens stand for.
func raise(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE smart_revision SET number = number + 1 WHERE id = 1")
	return err
}

// RevokeAccount takes back all that was given for an account, in the transaction that
// disables it. Call Recheck when it is committed.
func (s *Server) RevokeAccount(ctx context.Context, tx *store.Tx, account, why string) error {
	return s.revoke(ctx, tx, why, "account = $3", account)
}
