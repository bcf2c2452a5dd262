package oidc

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// within is how long a sign-in may take.
const within = 10 * time.Minute

// begun is a sign-in that has not come back. Its secrets are the state, which goes
// to the provider and back, and one that only the browser keeps, in a cookie; nonce
// and verifier follow from both. The database has digests only, so that whoever
// reads it, or a copy of it, can finish nobody's sign-in.
type begun struct {
	state, secret string
	provider      string
	back          string
	subject       string    // who it must be; "" anybody
	fresh         int64     // seconds, how long ago they may have shown who they are; -1 any time
	at            time.Time // when it began
}

// nonce and verifier are 256 bits each, in the 43 characters that PKCE wants.
func (b *begun) nonce() string    { return b.derive("nonce") }
func (b *begun) verifier() string { return b.derive("verifier") }

func (b *begun) derive(what string) string {
	mac := hmac.New(sha256.New, []byte(b.secret))
	mac.Write([]byte(what + " " + b.state))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// random is 256 bits.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// keep remembers a sign-in, and forgets those that took too long.
func (d *Desk) keep(ctx context.Context, b *begun) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("DELETE FROM oidc_begun WHERE at < $1", b.at.Add(-within)); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO oidc_begun (id, browser, provider, back, subject, fresh, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			digest(b.state), digest(b.secret), b.provider, b.back, b.subject, b.fresh, b.at)
		return err
	})
}

// take finds the sign-in that a browser began with a provider, once.
func (d *Desk) take(ctx context.Context, provider, state, secret string) (*begun, error) {
	b := &begun{state: state, secret: secret, provider: provider}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		var at int64
		err := tx.QueryRow("DELETE FROM oidc_begun WHERE id = $1 AND browser = $2 AND provider = $3 RETURNING back, subject, fresh, at",
			digest(state), digest(secret), provider).Scan(&b.back, &b.subject, &b.fresh, &at)
		b.at = time.UnixMicro(at)
		return err
	})
	if fault.CodeOf(err) == fault.NotFound || err == nil && d.now().Sub(b.at) > within {
		return nil, notBegun()
	}
	return b, err
}

// notBegun is the one answer to whatever comes back and belongs to no sign-in.
func notBegun() error {
	return &fault.Error{Code: fault.Invalid, Reason: "this sign-in was not begun in this browser, was finished already, or took more than ten minutes", Fix: "begin again"}
}

// The cookie of a sign-in is named after its state, so that two pages of one browser
// may sign in side by side, and lasts no longer than the sign-in.
const (
	cookiePrefix = "signin-"
	mostCookies  = 5 // of one browser; more are not kept, lest they fill its requests
)

func (d *Desk) cookie(state string) *http.Cookie {
	return &http.Cookie{Name: d.prefix() + digest(state)[:16], Path: "/", HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode}
}

// prefix binds the cookie to this very host, where browsers can (RFC 6265bis).
func (d *Desk) prefix() string {
	if d.secure {
		return "__Host-" + cookiePrefix
	}
	return cookiePrefix
}

// give puts the secret into the browser.
func (d *Desk) give(w http.ResponseWriter, r *http.Request, b *begun) {
	var old []*http.Cookie
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, d.prefix()) {
			old = append(old, c)
		}
	}
	if len(old) >= mostCookies {
		for _, c := range old {
			http.SetCookie(w, &http.Cookie{Name: c.Name, Path: "/", HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
		}
	}
	c := d.cookie(b.state)
	c.Value, c.MaxAge = b.secret, int(within.Seconds())
	http.SetCookie(w, c)
}

// gone takes the secret of a sign-in from the browser, and gives it.
func (d *Desk) gone(w http.ResponseWriter, r *http.Request, state string) (secret string) {
	c := d.cookie(state)
	if given, err := r.Cookie(c.Name); err == nil {
		secret = given.Value
	}
	c.MaxAge = -1
	http.SetCookie(w, c)
	return secret
}
