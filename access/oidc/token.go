package oidc

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	skew         = time.Minute // by which two clocks may differ
	longestToken = 64 << 10    // bytes
	longestLife  = 24 * time.Hour
)

// proven gives the claims of an ID token that its issuer signed, for us, now (Core
// 1.0, section 3.1.3.7).
func (i *issuer) proven(ctx context.Context, m *metadata, raw, access string) (claims, error) {
	token, err := i.verifier(m).Verify(ctx, raw)
	if err != nil {
		return nil, i.unproven(ctx, err)
	}
	said, err := read(token.Claims)
	if err != nil {
		return nil, i.untrue("cannot be read")
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil {
		return nil, i.untrue("belongs to another access token")
	}
	if reason := i.wrong(said, token.Audience); reason != "" {
		return nil, i.untrue(reason)
	}
	return said, nil
}

// verifier checks signature, issuer and audience; times are ours to check, with the
// same skew all round.
func (i *issuer) verifier(m *metadata) *goidc.IDTokenVerifier {
	return goidc.NewVerifier(i.Issuer, m.keys, &goidc.Config{ClientID: i.ClientID, SupportedSigningAlgs: i.algorithms(), SkipExpiryCheck: true})
}

// unproven is why a token is not taken; keys that cannot be had are no fault of it.
func (i *issuer) unproven(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return i.down(ctx.Err())
	case errors.Is(err, errKeys):
		return i.lost(brief(err))
	}
	return i.untrue("is not one that it signed for us")
}

func (i *issuer) untrue(reason string) error {
	return denied(i.Provider, "gave a token that "+reason, "begin again; if it happens again, tell who runs this server")
}

// wrong tells what is wrong with a token's times and audience; "" nothing.
func (i *issuer) wrong(c claims, audience []string) string {
	now := i.now()
	issued, expires := c.time("iat"), c.time("exp")
	party := c.value("azp")
	switch {
	case issued.IsZero() || expires.IsZero():
		return "does not say when it was made or until when it holds"
	case !expires.After(now.Add(-skew)):
		return "has run out"
	case issued.After(now.Add(skew)) || c.time("nbf").After(now.Add(skew)):
		return "is of the future"
	case issued.Before(now.Add(-longestLife)):
		return "is old"
	case party != "" && party != i.ClientID, c["azp"] != nil && party == "":
		return "was made for somebody else"
	case party == "" && slices.ContainsFunc(audience, func(a string) bool { return a != i.ClientID }):
		return "is also for others and does not say for whom it was made"
	}
	return ""
}

// answers tells whether claims answer what was asked: this very sign-in, and as
// lately as was asked for.
func (i *issuer) answers(c claims, b *begun) error {
	if subtle.ConstantTimeCompare([]byte(c.value("nonce")), []byte(b.nonce())) != 1 {
		return i.untrue("is of another sign-in")
	}
	if b.fresh == anyTime {
		return nil
	}
	since := i.now().Add(-time.Duration(b.fresh) * time.Second)
	if b.fresh == 0 {
		since = b.at
	}
	shown := c.time("auth_time")
	if shown.Before(since.Add(-skew)) || shown.After(i.now().Add(skew)) {
		return denied(i.Provider, "does not say that you showed just now who you are", "sign out there, and begin again")
	}
	return nil
}

// sealed are the claims that only the ID token can give, since they say what it is.
var sealed = []string{"iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "at_hash", "c_hash", "sid", "acr", "amr", "auth_time", "vot", "vtm"}

// complete adds what only the provider's userinfo endpoint tells, where the place
// wants a claim that the ID token does not have. What the token says stands.
func (i *issuer) complete(ctx context.Context, m *metadata, token *oauth2.Token, said claims) error {
	if m.provider.UserInfoEndpoint() == "" || !i.lacks(said) {
		return nil
	}
	info, err := m.provider.UserInfo(goidc.ClientContext(ctx, i.client), oauth2.StaticTokenSource(token))
	if err != nil {
		if ctx.Err() != nil {
			return i.down(ctx.Err())
		}
		return i.down(errUserInfo) // the cause may quote the answer
	}
	if info.Subject == "" || info.Subject != said.value("sub") {
		return i.untrue("is of somebody else than what it tells beside it")
	}
	more, err := read(info.Claims)
	if err != nil {
		return i.untrue("has a companion that cannot be read")
	}
	for name, value := range more {
		if _, there := said[name]; !there && !slices.Contains(sealed, name) {
			said[name] = value
		}
	}
	return nil
}

var errUserInfo = errors.New("its userinfo endpoint did not give what a token is for")

// lacks tells whether a claim that the place wants is not there.
func (i *issuer) lacks(said claims) bool {
	c := &i.Claims
	wanted := append(slices.Clone(i.nameClaims()), i.subjectClaim(), or(c.Email, "email"), c.Roles.Claim, c.Partner.Claim, c.Practice.Claim, c.Teams.Claim, c.NHSNumber)
	for _, r := range append(slices.Clone(i.Require), i.Strong...) {
		wanted = append(wanted, r.Claim)
	}
	return slices.ContainsFunc(wanted, func(path string) bool { return path != "" && len(said.values(path)) == 0 })
}

// read reads claims with their numbers as they are written.
func read(into func(any) error) (claims, error) {
	var text json.RawMessage
	if err := into(&text); err != nil {
		return nil, err
	}
	var c claims
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err := d.Decode(&c)
	return c, err
}

// time is a claim in seconds since 1970, at the top; zero where it is not there.
func (c claims) time(name string) time.Time {
	number, ok := c[name].(json.Number)
	if !ok {
		return time.Time{}
	}
	seconds, err := strconv.ParseFloat(number.String(), 64)
	if err != nil || seconds <= 0 || seconds > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}
