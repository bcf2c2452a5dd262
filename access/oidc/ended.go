package oidc

import (
	"context"
	"net/http"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"

	"continuum/internal/fault"
	"continuum/store"
)

// Sessions are those of whoever signed in through a provider.
type Sessions interface {
	// EndSessions ends the sessions that came of a sign-in with this SID of Identity;
	// all of that Sub where sid is "". sub is "" where the provider does not tell it.
	EndSessions(ctx context.Context, provider, sub, sid string) error
}

const longestForm = 64 << 10 // bytes

// logoutEvent is what a logout token must say happened.
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// Ended answers a provider that tells that somebody left there (Back-Channel Logout
// 1.0): their sessions end here too. It takes what a provider posts, not browsers,
// so it needs neither cookie nor protection against forgery: the token is the proof.
func (d *Desk) Ended(provider string, sessions Sessions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "only POST", http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, longestForm)
		err := d.end(r.Context(), provider, r.PostFormValue("logout_token"), sessions)
		switch code := fault.CodeOf(err); {
		case err == nil:
			w.WriteHeader(http.StatusOK)
		case code == fault.Unavailable || code == fault.Internal:
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			refuse(w)
		}
	})
}

// refuse says no, and not why.
func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write([]byte(`{"error":"invalid_request"}`))
}

// end ends what a logout token says, once.
func (d *Desk) end(ctx context.Context, provider, raw string, sessions Sessions) error {
	i, err := d.issuer(provider)
	if err != nil {
		return err
	}
	if raw == "" || len(raw) > longestToken {
		return i.untrue("is missing or too long")
	}
	m, err := i.last(ctx)
	if err != nil {
		return err
	}
	token, expires, err := i.logout(ctx, m, raw)
	if err != nil {
		return err
	}
	id := digest(i.ID + " " + token.TokenID)
	if heard, err := d.heard(ctx, id); err != nil || heard {
		return err
	}
	if err := sessions.EndSessions(ctx, i.ID, token.Subject, token.SessionID); err != nil {
		return fault.Wrap(err, "ending the sessions of who left at %s", i.ID)
	}
	return d.hear(ctx, id, expires)
}

// logout gives a logout token that is true, and when it runs out.
func (i *issuer) logout(ctx context.Context, m *metadata, raw string) (*goidc.LogoutToken, time.Time, error) {
	token, err := i.verifier(m).VerifyLogout(ctx, raw)
	if err != nil {
		return nil, time.Time{}, i.unproven(ctx, err)
	}
	said, err := read(token.Claims)
	if err != nil {
		return nil, time.Time{}, i.untrue("cannot be read")
	}
	events, _ := said["events"].(map[string]any)
	if _, object := events[logoutEvent].(map[string]any); !object {
		return nil, time.Time{}, i.untrue("tells of no logout")
	}
	if reason := i.wrong(said, token.Audience); reason != "" {
		return nil, time.Time{}, i.untrue(reason)
	}
	return token, said.time("exp"), nil
}

// heard tells whether a logout token was acted on before.
func (d *Desk) heard(ctx context.Context, id string) (heard bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		return tx.QueryRow("SELECT EXISTS (SELECT 1 FROM oidc_ended WHERE id = $1)", id).Scan(&heard)
	})
	return heard, err
}

// hear remembers a logout token until it has run out, and forgets those that have.
func (d *Desk) hear(ctx context.Context, id string, until time.Time) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("DELETE FROM oidc_ended WHERE until < $1", d.now()); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO oidc_ended (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, until.Add(2*skew))
		return err
	})
}
