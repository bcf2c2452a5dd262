package smart

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// Introspection is what a token stands for (RFC 7662, with SMART's launch context); of
// one that is worth nothing only that it is not active.
type Introspection struct {
	Active   bool   `json:"active"`
	Scope    string `json:"scope,omitempty"`
	Client   string `json:"client_id,omitempty"`
	Type     string `json:"token_type,omitempty"`
	Expires  int64  `json:"exp,omitempty"`
	Issued   int64  `json:"iat,omitempty"`
	Subject  string `json:"sub,omitempty"`
	Audience string `json:"aud,omitempty"`
	Issuer   string `json:"iss,omitempty"`
	Patient  string `json:"patient,omitempty"`
	FHIRUser string `json:"fhirUser,omitempty"`
}

// Introspect answers the introspection endpoint. An app that proves itself learns of
// its own tokens, a server of resources (Introspect) of all.
func (s *Server) Introspect(ctx context.Context, c Call) (out Introspection, err error) {
	err = s.called(ctx, &c, func(tx *store.Tx, who *caller) error {
		out = Introspection{}
		if who.Kind == Public {
			return invalidClient("an app that cannot prove itself asks what a token stands for")
		}
		if c.Form["token"] == "" {
			return invalid("invalid_request", "token is missing")
		}
		found, _, err := heldOf(tx, hash(c.Form["token"]))
		switch {
		case err != nil && fault.CodeOf(err) == fault.NotFound:
			return nil
		case err != nil:
			return err
		case found.app != who.ID && !who.does(Introspect), found.used, found.revoked, !found.ends.After(s.now()):
			return nil
		}
		out, err = s.meaning(tx, &found)
		return err
	})
	return out, err
}

// meaning says what a good token stands for.
func (s *Server) meaning(tx *store.Tx, found *held) (Introspection, error) {
	out := Introspection{
		Active: true, Scope: found.scopes.String(), Client: found.app, Expires: found.ends.Unix(), Issued: found.issued.Unix(),
		Audience: s.o.Audience, Issuer: s.o.Issuer, Patient: found.patient,
	}
	if found.kind == access {
		out.Type = "Bearer"
	}
	if found.account == "" {
		out.Subject = found.app
		return out, nil
	}
	account, err := s.standing(tx, found.account)
	if err != nil {
		if fault.CodeOf(err) == fault.NotFound {
			return Introspection{}, nil
		}
		return Introspection{}, err
	}
	out.Subject = s.subject(found.account)
	if found.scopes.Has(OpenID) && found.scopes.Has(FHIRUser) {
		out.FHIRUser = s.fhirUser(&account)
	}
	return out, nil
}
