package smart

import (
	"context"
	"time"

	"continuum/store"
)

// Tokens is what an app gets: RFC 6749, section 5.1, with SMART's launch context.
type Tokens struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int64  `json:"expires_in"` // seconds
	Scope   string `json:"scope"`
	Refresh string `json:"refresh_token,omitempty"`
	ID      string `json:"id_token,omitempty"`
	Patient string `json:"patient,omitempty"` // id of the Patient who was chosen

	says *identity // what the id_token says, where one is due
}

// Token answers the token endpoint. An error that is a Refusal is told to the app.
func (s *Server) Token(ctx context.Context, c Call) (out *Tokens, err error) {
	err = s.called(ctx, &c, func(tx *store.Tx, who *caller) error {
		out, err = s.exchange(ctx, tx, who, &c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.sign(out)
}

// called runs what an app calls for in one transaction with what the audit is told.
// What is refused is kept too: that an assertion was spent, a code tried, and what was
// taken back because of it.
func (s *Server) called(ctx context.Context, c *Call, do func(*store.Tx, *caller) error) error {
	who, err := s.caller(ctx, c)
	if refusal, told := refusalOf(err); told {
		if failed := s.refuse(ctx, c.name(), refusal); failed != nil {
			return failed
		}
	}
	if err != nil {
		return err
	}
	var refusal *Refusal
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		err := s.still(tx, &who)
		if err == nil {
			err = do(tx, &who)
		}
		var told bool
		if refusal, told = refusalOf(err); told {
			return s.o.Auditor.Audit(ctx, tx, Entry{What: Refused, At: s.now(), App: who.ID, Reason: refusal.reason})
		}
		return err
	})
	if err != nil {
		return err
	}
	if refusal != nil {
		if refusal.ended {
			s.Recheck()
		}
		return refusal
	}
	return nil
}

// still judges in the transaction what was found before it.
func (s *Server) still(tx *store.Tx, who *caller) error {
	if _, err := appOf(tx, who.ID); err != nil {
		return hidden(err, invalidClient("the app was disabled"))
	}
	return s.spend(tx, who)
}

func (s *Server) exchange(ctx context.Context, tx *store.Tx, who *caller, c *Call) (*Tokens, error) {
	switch c.Form["grant_type"] {
	case "authorization_code":
		return s.redeem(ctx, tx, who, c)
	case "refresh_token":
		return s.refresh(ctx, tx, who, c)
	case "client_credentials":
		return s.ownTokens(ctx, tx, who, c)
	case "":
		return nil, invalid("invalid_request", "grant_type is missing")
	}
	return nil, invalid("unsupported_grant_type", "")
}

// Kinds of tokens.
const (
	access  = "access"
	refresh = "refresh"
)

// issue gives out an access token of a grant, with some or all of its scopes, and a
// refresh token where it has one.
func (s *Server) issue(ctx context.Context, tx *store.Tx, g *grant, scopes Scopes, lasts time.Duration) (*Tokens, error) {
	now := s.now()
	ends := now.Add(lasts)
	if g.ends.Before(ends) {
		ends = g.ends
	}
	out := &Tokens{Access: newSecret(accessMark), Type: "Bearer", Expires: int64(ends.Sub(now) / time.Second), Scope: scopes.String(), Patient: g.patient}
	rows := [][]any{{hash(out.Access), g.id, access, out.Scope, now, ends}}
	if g.how == byCode && (g.scopes.Has(OfflineAccess) || g.scopes.Has(OnlineAccess)) {
		out.Refresh = newSecret(refreshMark)
		rows = append(rows, []any{hash(out.Refresh), g.id, refresh, g.scopes.String(), now, g.ends})
	}
	if err := tx.Insert("smart_token", []string{"hash", "grant_id", "kind", "scopes", "issued", "ends"}, rows); err != nil {
		return nil, err
	}
	told := *g
	told.scopes = scopes
	return out, s.tell(ctx, tx, Issued, &told, "")
}
