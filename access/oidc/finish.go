package oidc

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"continuum/internal/fault"
)

// Outcome is a sign-in that succeeded.
type Outcome struct {
	Identity Identity
	Back     string // path of this server to go on to
	Hint     string // the ID token, which Leave wants; keep it with the session and tell nobody
}

// Bounds of what comes back through a browser, in bytes.
const (
	longestQuery = 16 << 10
	longestCode  = 8 << 10
	longestState = 100
)

// Finish takes a browser back from a provider: who signed in, once. It answers
// nothing, but takes the sign-in's cookie away. The error is Invalid where the
// sign-in does not belong to this browser or is over, Denied where the provider or
// the place does not let them in, and Unavailable where the provider does not answer.
func (d *Desk) Finish(w http.ResponseWriter, r *http.Request, provider string) (Outcome, error) {
	i, err := d.issuer(provider)
	if err != nil {
		return Outcome{}, err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address has the code
	answer, err := answered(r)
	if err != nil {
		return Outcome{}, err
	}
	b, err := d.take(r.Context(), i.ID, answer.Get("state"), d.gone(w, r, answer.Get("state")))
	if err != nil {
		return Outcome{}, err
	}
	m, err := i.last(r.Context())
	if err != nil {
		return Outcome{}, err
	}
	if err := i.accepts(m, answer); err != nil {
		return Outcome{}, err
	}
	return d.redeem(r.Context(), i, m, b, answer.Get("code"))
}

// last is what is known of a provider, even if it did not answer when it was asked
// last: somebody has just come from there.
func (i *issuer) last(ctx context.Context) (*metadata, error) {
	i.mu.Lock()
	known := i.known
	i.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return i.ready(ctx)
}

// answered reads what came back: each parameter once, and none too long.
func answered(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodGet || len(r.URL.RawQuery) > longestQuery {
		return nil, notBegun()
	}
	answer, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, notBegun()
	}
	for _, values := range answer {
		if len(values) != 1 {
			return nil, notBegun()
		}
	}
	if s := answer.Get("state"); s == "" || len(s) > longestState || len(answer.Get("code")) > longestCode {
		return nil, notBegun()
	}
	return answer, nil
}

// accepts judges an answer before its code is used: whether it is this issuer's (RFC
// 9207), and whether it is a refusal.
func (i *issuer) accepts(m *metadata, answer url.Values) error {
	if iss := answer.Get("iss"); iss != i.Issuer && (iss != "" || m.more.NamesItself) {
		return denied(i.Provider, "is not who answered", "begin again; if it happens again, tell who runs this server")
	}
	if answer.Has("error") {
		return i.refusal(answer.Get("error"))
	}
	if answer.Get("code") == "" {
		return notBegun()
	}
	return nil
}

// refusals are what the codes of a provider's refusal mean (RFC 6749, section
// 4.1.2.1; Core 1.0, section 3.1.2.6). Its other words are anybody's.
var refusals = map[string]string{
	"access_denied":                     "did not sign you in: it was cancelled there, or you may not",
	"login_required":                    "wants you to sign in there first",
	"interaction_required":              "wants something of you there first",
	"consent_required":                  "wants your agreement there first",
	"account_selection_required":        "wants you to choose an account there first",
	"unmet_authentication_requirements": "could not sign you in as strongly as is required here",
}

func (i *issuer) refusal(code string) error {
	switch code {
	case "server_error", "temporarily_unavailable":
		return i.down(fault.New(fault.Unavailable, "it says %s", code)) // somebody's browser says so: others may still try
	}
	return denied(i.Provider, or(refusals[code], "did not sign you in"), "begin again, or sign in another way")
}

// redeem turns a code into who signed in.
func (d *Desk) redeem(ctx context.Context, i *issuer, m *metadata, b *begun, code string) (Outcome, error) {
	token, raw, err := i.exchange(ctx, m, b, code, d.base+CallbackPath(i.ID))
	if err != nil {
		return Outcome{}, err
	}
	proven, err := i.proven(ctx, m, raw, token.AccessToken)
	if err != nil {
		return Outcome{}, err
	}
	if err := i.answers(proven, b); err != nil {
		return Outcome{}, err
	}
	if err := i.complete(ctx, m, token, proven); err != nil {
		return Outcome{}, err
	}
	id, err := i.identity(proven)
	if err == nil && b.subject != "" && id.Subject != b.subject {
		err = denied(i.Provider, "signed in somebody else", "sign in as who you were, or sign out first")
	}
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{Identity: id, Back: b.back, Hint: raw}, nil
}

// exchange gives the tokens for a code.
func (i *issuer) exchange(ctx context.Context, m *metadata, b *begun, code, callback string) (token *oauth2.Token, raw string, err error) {
	question := i.question(m, callback)
	shown, err := i.show.shown(i.Issuer, question.Endpoint.TokenURL, i.now())
	if err != nil {
		return nil, "", err
	}
	token, err = question.Exchange(goidc.ClientContext(ctx, i.client), code, append(shown, oauth2.VerifierOption(b.verifier()))...)
	if err != nil {
		return nil, "", i.unredeemed(ctx, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok || raw == "" || len(raw) > longestToken {
		return nil, "", denied(i.Provider, "gave no ID token", "its client must be one of OpenID Connect, with the scope openid")
	}
	return token, raw, nil
}

// unredeemed is why there are no tokens: a code that does not hold, this server's own
// credential, or a provider that does not answer.
func (i *issuer) unredeemed(ctx context.Context, err error) error {
	var told *oauth2.RetrieveError
	switch {
	case ctx.Err() != nil:
		return i.down(ctx.Err())
	case !errors.As(err, &told) || told.Response == nil:
		return i.lost(brief(err))
	case told.Response.StatusCode >= http.StatusInternalServerError: // perhaps of this code alone
		return i.down(fault.New(fault.Unavailable, "status %d", told.Response.StatusCode))
	case told.ErrorCode == "invalid_grant":
		return denied(i.Provider, "does not know this sign-in any more", "begin again")
	case told.ErrorCode == "invalid_client" || told.Response.StatusCode == http.StatusUnauthorized:
		return &fault.Error{Code: fault.Internal, Reason: i.Name + " does not take this server for who it is", Fix: "check client_id and the secret or key of " + i.ID + " in access/access.yaml"}
	}
	return denied(i.Provider, "did not sign you in", "begin again")
}
