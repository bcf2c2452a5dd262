package smart

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"continuum/store"
)

// code is one that was given out.
type code struct {
	grant
	hash                       []byte
	redirect, challenge, nonce string
	ends                       time.Time
	used                       bool
}

// redeem changes a code for tokens. A code may be tried once: one that comes again, or
// from another app, or with another address or verifier, has been seen by somebody
// else, and all that stems from it ends.
func (s *Server) redeem(ctx context.Context, tx *store.Tx, who *caller, c *Call) (*Tokens, error) {
	found, err := codeOf(tx, c.Form["code"])
	if err != nil {
		return nil, hidden(err, invalidGrant("no such code"))
	}
	if reason := found.wrong(who, c); reason != "" {
		return nil, s.end(ctx, tx, &found.grant, reason)
	}
	if _, err := tx.Exec("UPDATE smart_code SET used = $1 WHERE hash = $2", s.now(), found.hash); err != nil {
		return nil, err
	}
	if found.revoked || !found.ends.After(s.now()) {
		return nil, invalidGrant("a code that has ended")
	}
	account, err := s.standing(tx, found.account)
	if err != nil {
		return nil, hidden(err, invalidGrant("the account may not sign in any more"))
	}
	out, err := s.issue(ctx, tx, &found.grant, found.scopes, s.o.Access)
	if err != nil {
		return nil, err
	}
	out.says = s.identityOf(&found, &account)
	return out, nil
}

func codeOf(tx *store.Tx, text string) (found code, err error) {
	if !looksLike(text, codeMark) {
		text = "" // whose hash there is not
	}
	found.hash = hash(text)
	var ends int64
	var used *int64
	err = found.scan(tx.QueryRow("SELECT "+grantColumns+`, c.redirect, c.challenge, c.nonce, c.ends, c.used
		FROM smart_code c JOIN smart_grant ON smart_grant.id = c.grant_id WHERE c.hash = $1`, found.hash),
		&found.redirect, &found.challenge, &found.nonce, &ends, &used)
	found.ends, found.used = instant(ends), used != nil
	return found, err
}

// wrong says why a code cannot have been meant for who brings it; "" it can.
func (found *code) wrong(who *caller, c *Call) string {
	switch {
	case found.used:
		return "a code that was used before"
	case found.app != who.ID:
		return "a code of another app"
	case found.redirect != c.Form["redirect_uri"]:
		return "a code with another redirect_uri"
	case !verifies(found.challenge, c.Form["code_verifier"]):
		return "a code with a wrong code_verifier"
	}
	return ""
}

// verifies tells whether a verifier is that of a challenge (RFC 7636, S256).
func verifies(challenge, verifier string) bool {
	unreserved := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-._~", r)
	}
	if len(verifier) < 43 || len(verifier) > 128 || strings.ContainsFunc(verifier, unreserved) {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(challenge), []byte(base64.RawURLEncoding.EncodeToString(sum[:]))) == 1
}

// end takes back all that stems from a grant, since somebody has what is not theirs.
func (s *Server) end(ctx context.Context, tx *store.Tx, g *grant, reason string) error {
	if err := s.revoke(ctx, tx, reason, "id = $3", g.id); err != nil {
		return err
	}
	refusal := invalidGrant(reason)
	refusal.ended = true
	return refusal
}
