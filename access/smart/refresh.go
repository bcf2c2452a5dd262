package smart

import (
	"context"
	"time"

	"continuum/store"
)

// held is a token with the grant it stems from.
type held struct {
	grant
	kind         string
	scopes       Scopes
	issued, ends time.Time
	used         bool // a refresh token was used; an access token was taken back
}

const heldColumns = "SELECT " + grantColumns + `, t.kind, t.scopes, t.issued, t.ends, t.used, (SELECT number FROM smart_revision WHERE id = 1)
	FROM smart_token t JOIN smart_grant ON smart_grant.id = t.grant_id WHERE t.hash = $1`

// heldOf finds a token by its hash, and how often something was taken back by then.
func heldOf(tx *store.Tx, hash []byte) (h held, revision int64, err error) {
	var scopes string
	var issued, ends int64
	var used *int64
	err = h.scan(tx.QueryRow(heldColumns, hash), &h.kind, &scopes, &issued, &ends, &used, &revision)
	if err != nil {
		return held{}, 0, err
	}
	h.issued, h.ends, h.used = instant(issued), instant(ends), used != nil
	h.scopes, err = ParseScopes(scopes)
	return h, revision, err
}

// refresh changes a refresh token for new tokens. Each is good once: one that comes
// again is in two hands, nobody knows which of them is the app, and all that stems from
// the same agreement ends.
func (s *Server) refresh(ctx context.Context, tx *store.Tx, who *caller, c *Call) (*Tokens, error) {
	text := c.Form["refresh_token"]
	if !looksLike(text, refreshMark) {
		return nil, invalidGrant("no such refresh token")
	}
	found, _, err := heldOf(tx, hash(text))
	if err != nil || found.kind != refresh {
		return nil, hidden(err, invalidGrant("no such refresh token"))
	}
	switch {
	case found.app != who.ID:
		return nil, s.end(ctx, tx, &found.grant, "a refresh token of another app")
	case found.used:
		return nil, s.end(ctx, tx, &found.grant, "a refresh token that was used before")
	case found.revoked || !found.ends.After(s.now()):
		return nil, invalidGrant("a refresh token that has ended")
	}
	scopes, err := narrowed(found.grant.scopes, c.Form["scope"])
	if err != nil {
		return nil, err
	}
	if _, err := s.standing(tx, found.account); err != nil {
		return nil, hidden(err, invalidGrant("the account may not sign in any more"))
	}
	if _, err := tx.Exec("UPDATE smart_token SET used = $1 WHERE hash = $2", s.now(), hash(text)); err != nil {
		return nil, err
	}
	return s.issue(ctx, tx, &found.grant, scopes, s.o.Access)
}

// narrowed gives the scopes that are asked for of those agreed to; all where none are.
func narrowed(agreed Scopes, text string) (Scopes, error) {
	if text == "" {
		return agreed, nil
	}
	asked, err := ParseScopes(text)
	if err != nil {
		return Scopes{}, ofScopes(err)
	}
	if asked.Empty() || !asked.Within(agreed) {
		return Scopes{}, invalid("invalid_scope", "nobody agreed to some of these scopes")
	}
	return asked, nil
}
