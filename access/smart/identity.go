package smart

import (
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"

	"continuum/internal/fault"
)

// identity is what an id_token says (OpenID Connect Core, section 2).
type identity struct {
	jwt.Claims
	Nonce    string `json:"nonce,omitempty"`
	FHIRUser string `json:"fhirUser,omitempty"`
}

// identityLasts is how long an id_token may be believed; it is read once, at once.
const identityLasts = 5 * time.Minute

// identityOf is who has signed in, as far as they agreed to tell; nil not at all.
func (s *Server) identityOf(c *code, a *Account) *identity {
	if !c.scopes.Has(OpenID) {
		return nil
	}
	now := s.now()
	says := &identity{Nonce: c.nonce, Claims: jwt.Claims{
		Issuer: s.o.Issuer, Subject: s.subject(a.ID), Audience: jwt.Audience{c.app},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(identityLasts)),
	}}
	if c.scopes.Has(FHIRUser) {
		says.FHIRUser = s.fhirUser(a)
	}
	return says
}

func (s *Server) fhirUser(a *Account) string {
	if a.FHIRUser == "" {
		return ""
	}
	return s.o.Audience + "/" + a.FHIRUser
}

// subject names an account to apps, the same for ever, without telling its id, which
// may be somebody's name.
func (s *Server) subject(account string) string {
	sum := sha256.Sum256([]byte(s.o.Issuer + "\x00" + account))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// sign makes the id_token that is due.
func (s *Server) sign(out *Tokens) (err error) {
	if out.says == nil || s.o.Keys == nil {
		return nil
	}
	out.ID, err = jwt.Signed(s.o.Keys.signer).Claims(out.says).Serialize()
	return fault.Wrap(err, "signing who has signed in")
}
