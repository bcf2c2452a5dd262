package oidc

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"continuum/internal/fault"
)

// How often providers are asked whether they are there.
const (
	whileWell  = 5 * time.Minute
	firstPause = time.Second // after a failure, doubling up to
	longPause  = time.Minute
)

// issuer is a provider at work: what it said of itself when it was last asked.
type issuer struct {
	*Provider
	client *http.Client
	show   credential
	now    func() time.Time
	wake   chan struct{} // where it was found down meanwhile

	asking sync.Mutex // held by who asks it

	mu     sync.Mutex
	known  *metadata // nil until it answered
	failed time.Time // when it last did not answer; zero while it does
	pause  time.Duration
	next   time.Time // when it is asked again
}

// metadata is what a provider says of itself (OpenID Connect Discovery 1.0), with
// the keys it signs with.
type metadata struct {
	provider *goidc.Provider
	keys     *keys
	more     further
}

// further is what go-oidc does not read.
type further struct {
	KeysURI     string   `json:"jwks_uri"`
	EndSession  string   `json:"end_session_endpoint"`
	NamesItself bool     `json:"authorization_response_iss_parameter_supported"`
	ShowBy      []string `json:"token_endpoint_auth_methods_supported"`
}

// ready gives what is known of a provider, asking it where that is due. One that
// did not answer just now is not asked: Unavailable at once.
func (i *issuer) ready(ctx context.Context) (*metadata, error) {
	if known, due := i.state(); !due {
		return i.or(known)
	}
	i.asking.Lock()
	defer i.asking.Unlock()
	known, due := i.state()
	if !due { // somebody else has asked
		return i.or(known)
	}
	found, err := i.discover(ctx, known)
	if err != nil && ctx.Err() != nil {
		return nil, i.down(ctx.Err()) // whoever asked went away: that says nothing of the provider
	}
	i.note(found, err)
	if err != nil {
		return nil, i.down(err)
	}
	return found, nil
}

func (i *issuer) state() (known *metadata, due bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.failed.IsZero() {
		return nil, !i.now().Before(i.next)
	}
	return i.known, !i.now().Before(i.next)
}

func (i *issuer) or(known *metadata) (*metadata, error) {
	if known == nil {
		return nil, i.down(nil)
	}
	return known, nil
}

// note remembers how asking went.
func (i *issuer) note(found *metadata, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := i.now()
	if err == nil {
		i.known, i.failed, i.pause, i.next = found, time.Time{}, 0, now.Add(whileWell)
		return
	}
	i.failed = now
	i.pause = min(max(2*i.pause, firstPause), longPause)
	i.next = now.Add(i.pause)
}

// lost notes that a provider that was there does not answer.
func (i *issuer) lost(err error) error {
	i.note(nil, err)
	select {
	case i.wake <- struct{}{}:
	default:
	}
	return i.down(err)
}

// down is the error of a provider that does not answer.
func (i *issuer) down(cause error) error {
	return &fault.Error{Code: fault.Unavailable, Reason: i.says(), Fix: "try again in a few minutes, or sign in another way", Err: cause}
}

func (i *issuer) says() string { return i.Name + " does not answer at the moment" }

// discover asks a provider for what it says of itself; what was known of its keys
// is kept where they are where they were.
func (i *issuer) discover(ctx context.Context, before *metadata) (*metadata, error) {
	provider, err := goidc.NewProvider(goidc.ClientContext(ctx, i.client), i.Issuer)
	if err != nil {
		return nil, brief(err)
	}
	m := &metadata{provider: provider}
	if err := provider.Claims(&m.more); err != nil {
		return nil, brief(err)
	}
	if err := i.sound(m); err != nil {
		return nil, err
	}
	if before != nil && before.keys.address == m.more.KeysURI {
		m.keys = before.keys
	} else {
		m.keys = &keys{address: m.more.KeysURI, client: i.client, allowed: i.algorithms(), now: i.now}
	}
	return m, nil
}

// sound tells whether all addresses that a provider gives may be gone to.
func (i *issuer) sound(m *metadata) error {
	e := m.provider.Endpoint()
	needed := []string{e.AuthURL, e.TokenURL, m.more.KeysURI}
	for _, optional := range []string{m.provider.UserInfoEndpoint(), m.more.EndSession} {
		if optional != "" {
			needed = append(needed, optional)
		}
	}
	local := plainly(i.Issuer)
	for _, address := range needed {
		u, err := url.Parse(address)
		if err != nil || !reachable(u, local) {
			return fault.New(fault.Unavailable, "its configuration gives an address that is missing or not to be trusted")
		}
	}
	return nil
}

// allowed are the algorithms that tokens may be signed with: none by a shared
// secret, and not none.
var allowed = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

func (p *Provider) algorithms() []string {
	if len(p.Algorithms) == 0 {
		return allowed
	}
	return p.Algorithms
}

// question is the configuration of the flow with a provider.
func (i *issuer) question(m *metadata, callback string) *oauth2.Config {
	e := m.provider.Endpoint()
	id, secret, style := i.show.client(m.more.ShowBy)
	return &oauth2.Config{
		ClientID: id, ClientSecret: secret, RedirectURL: callback, Scopes: append([]string{goidc.ScopeOpenID}, i.Scopes...),
		Endpoint: oauth2.Endpoint{AuthURL: e.AuthURL, TokenURL: e.TokenURL, AuthStyle: style},
	}
}

// watch keeps asking a provider whether it is there.
func (i *issuer) watch(ctx context.Context) {
	for {
		_, _ = i.ready(ctx) // what came of it, Status tells
		i.mu.Lock()
		wait := i.next.Sub(i.now())
		i.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-i.wake:
			wait = firstPause
		case <-time.After(max(wait, firstPause)):
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
