package smart

import (
	"context"

	"continuum/store"
)

// ownTokens gives an app a token for itself (SMART Backend Services): only to one that
// signed, and only scopes that begin with system/.
func (s *Server) ownTokens(ctx context.Context, tx *store.Tx, who *caller, c *Call) (*Tokens, error) {
	if !who.does(Backend) || who.proof == nil {
		return nil, invalid("unauthorized_client", "the app does not act for itself")
	}
	asked, err := ParseScopes(c.Form["scope"])
	if err == nil {
		err = s.enforceable(asked)
	}
	if err != nil {
		return nil, ofScopes(err)
	}
	own := asked.without(User).without(Patient)
	scopes := own.Both(who.Scopes)
	if own.String() != asked.String() || len(asked.words) > 0 || scopes.Empty() {
		return nil, invalid("invalid_scope", "the app may have nothing of what it asks for, or asks for scopes that do not begin with system/")
	}
	if err := scopes.bounded(); err != nil {
		return nil, ofScopes(err)
	}
	lasts := min(ownAccess, s.o.Access)
	g := &grant{how: byItself, app: who.ID, scopes: scopes, purpose: who.Purpose, audience: s.o.Audience, since: s.now(), ends: s.now().Add(lasts)}
	if err := g.keep(tx); err != nil {
		return nil, err
	}
	return s.issue(ctx, tx, g, scopes, lasts)
}
