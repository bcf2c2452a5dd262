package smart

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"continuum/internal/fault"
)

// Bounds of an assertion.
const (
	longestAssertion = 8 << 10
	longestJTI       = 255
	assertionLasts   = 5 * time.Minute
)

// issuerOf is who an assertion says has signed it, before that is proven.
func issuerOf(text string) string {
	token, claims := parsed(text)
	if token == nil {
		return ""
	}
	return claims.Issuer
}

// parsed reads an assertion without believing it; nil where it is none. Only the
// algorithms of public keys are read, never none or those of shared secrets.
func parsed(text string) (*jwt.JSONWebToken, jwt.Claims) {
	var claims jwt.Claims
	if text == "" || len(text) > longestAssertion {
		return nil, claims
	}
	token, err := jwt.ParseSigned(text, algorithms)
	if err != nil || len(token.Headers) != 1 || token.UnsafeClaimsWithoutVerification(&claims) != nil {
		return nil, claims
	}
	return token, claims
}

// assertion proves that an app signed a text for us and now, and gives the hash of
// what makes it good only once, and until when that must be remembered.
func (s *Server) assertion(app *App, text string) (proof []byte, until time.Time, err error) {
	token, _ := parsed(text)
	if token == nil {
		return nil, until, invalidClient("an assertion that cannot be read, or of an algorithm that is not taken")
	}
	key, err := keyOf(app, token.Headers[0])
	if err != nil {
		return nil, until, err
	}
	if key == nil {
		return nil, until, invalidClient("an assertion signed by a key that the app does not have")
	}
	var claims jwt.Claims
	if err := token.Claims(key, &claims); err != nil {
		return nil, until, invalidClient("an assertion with a wrong signature")
	}
	if reason := s.wrong(app, &claims); reason != "" {
		return nil, until, invalidClient(reason)
	}
	return hash(claims.ID), claims.Expiry.Time().Add(skew), nil
}

// wrong says what is wrong with the claims of an assertion; "" nothing.
func (s *Server) wrong(app *App, c *jwt.Claims) string {
	now := s.now()
	switch {
	case c.Issuer != app.ID || c.Subject != app.ID:
		return "an assertion by or about another"
	case len(c.Audience) != 1 || c.Audience[0] != s.tokenEndpoint():
		return "an assertion for another audience"
	case c.ID == "" || len(c.ID) > longestJTI:
		return "an assertion without a jti, or with one that is too long"
	case c.Expiry == nil || !c.Expiry.Time().Add(skew).After(now):
		return "an assertion that has ended"
	case c.Expiry.Time().After(now.Add(assertionLasts + skew)):
		return "an assertion that lasts longer than five minutes"
	case c.NotBefore != nil && c.NotBefore.Time().After(now.Add(skew)), c.IssuedAt != nil && c.IssuedAt.Time().After(now.Add(skew)):
		return "an assertion from the future"
	}
	return ""
}

// keyOf is the app's key that an assertion names, where it is for the algorithm; what
// else the header says of keys (jwk, jku, x5c) counts for nothing.
func keyOf(app *App, header jose.Header) (any, error) {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(app.Keys, &set); err != nil {
		return nil, fault.Wrap(err, "reading the keys of an app")
	}
	if typ, said := header.ExtraHeaders[jose.HeaderType].(string); said && !strings.EqualFold(typ, "JWT") {
		return nil, nil
	}
	for _, k := range set.Key(header.KeyID) {
		if k.Algorithm == header.Algorithm {
			return k.Key, nil
		}
	}
	return nil, nil
}
