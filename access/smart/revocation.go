package smart

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// Revoke answers the revocation endpoint (RFC 7009): an app gives back a token of its
// own. With a refresh token all that stems from the same agreement ends; of a token
// that is not its own an app learns nothing.
func (s *Server) Revoke(ctx context.Context, c Call) error {
	if c.Form["token"] == "" {
		return invalid("invalid_request", "token is missing")
	}
	err := s.called(ctx, &c, func(tx *store.Tx, who *caller) error {
		found, _, err := heldOf(tx, hash(c.Form["token"]))
		if err != nil && fault.CodeOf(err) == fault.NotFound || err == nil && found.app != who.ID {
			return nil
		}
		if err != nil {
			return err
		}
		return s.giveBack(ctx, tx, &found, hash(c.Form["token"]))
	})
	s.Recheck()
	return err
}

func (s *Server) giveBack(ctx context.Context, tx *store.Tx, found *held, hash []byte) error {
	const why = "the app gave it back"
	if found.kind == refresh {
		return s.revoke(ctx, tx, why, "id = $3", found.id)
	}
	n, err := tx.Exec("UPDATE smart_token SET used = $1 WHERE hash = $2 AND used IS NULL AND ends > $3", s.now(), hash, s.now())
	if err != nil || n == 0 {
		return err
	}
	if err := s.tell(ctx, tx, Revoked, &found.grant, why); err != nil {
		return err
	}
	return raise(tx)
}
