package oidc

import (
	"net/http"
	"strconv"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Asked is what a sign-in is for.
type Asked struct {
	Back    string        // path of this server to go on to; the start page where it is not one
	Fresh   bool          // they must show anew who they are, as before something grave
	Within  time.Duration // they must have shown it no longer ago than this; 0 any time. Fresh goes before it
	Subject string        // who it must be, such as whoever is signed in already; "" anybody
}

func (a Asked) fresh() int64 {
	switch {
	case a.Fresh:
		return 0
	case a.Within > 0:
		return max(int64(a.Within/time.Second), 1)
	}
	return anyTime
}

const anyTime = -1

// Begin sends a browser to a provider to sign in. The error is NotFound where there
// is no such provider and Unavailable where it does not answer; nothing has been
// answered then.
func (d *Desk) Begin(w http.ResponseWriter, r *http.Request, provider string, asked Asked) error {
	i, err := d.issuer(provider)
	if err != nil {
		return err
	}
	m, err := i.ready(r.Context())
	if err != nil {
		return err
	}
	b := &begun{state: random(), secret: random(), provider: i.ID, back: Local(asked.Back), subject: asked.Subject, fresh: asked.fresh(), at: d.now()}
	if err := d.keep(r.Context(), b); err != nil {
		return err
	}
	d.give(w, r, b)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	to := i.question(m, d.base+CallbackPath(i.ID)).AuthCodeURL(b.state, i.parameters(b)...)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// parameters are those of a question beside what every question has.
func (i *issuer) parameters(b *begun) []oauth2.AuthCodeOption {
	all := []oauth2.AuthCodeOption{goidc.Nonce(b.nonce()), oauth2.S256ChallengeOption(b.verifier())}
	for name, value := range i.Ask {
		all = append(all, oauth2.SetAuthURLParam(name, value))
	}
	if b.fresh != anyTime {
		all = append(all, oauth2.SetAuthURLParam("max_age", strconv.FormatInt(b.fresh, 10)))
	}
	if b.fresh == 0 {
		all = append(all, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return all
}
