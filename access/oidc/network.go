package oidc

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"continuum/internal/edge"
)

// Bounds of an answer of a provider.
const (
	patience   = 10 * time.Second
	mostAnswer = 1 << 20 // bytes
)

// errOutside says that an address is not one to go to.
var errOutside = errors.New("the address is neither https nor on this machine as its issuer is")

// reaching makes the client by which one issuer is asked: over https, or on this
// machine where the issuer itself is; never further than the address that was asked
// for; and for no longer and no more than an honest provider needs.
func reaching(issuer string) *http.Client {
	local := plainly(issuer)
	return &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &guard{local: local, under: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: patience / 2}).DialContext,
			TLSHandshakeTimeout:    patience / 2,
			ResponseHeaderTimeout:  patience,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns:           4,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
		}},
	}
}

// plainly tells whether an issuer is asked without TLS.
func plainly(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && u.Scheme == "http" && edge.Loopback(u.Hostname())
}

// reachable tells whether an address may be gone to, where the issuer is local or not.
func reachable(u *url.URL, local bool) bool {
	if u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || local && u.Scheme == "http" && edge.Loopback(u.Hostname())
}

// guard lets out only what is reachable, and in only what is not too much.
type guard struct {
	local bool
	under http.RoundTripper
}

// RoundTrip asks.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !reachable(r.URL, g.local) {
		return nil, errOutside
	}
	answer, err := g.under.RoundTrip(r)
	if err == nil {
		answer.Body = &bounded{ReadCloser: answer.Body, left: mostAnswer}
	}
	return answer, err
}

// bounded fails where there is more than is left.
type bounded struct {
	io.ReadCloser
	left int
}

var errTooMuch = errors.New("the answer is larger than any a provider gives")

// Read reads what is left.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooMuch
	}
	if len(p) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return n + b.left, errTooMuch
	}
	return n, err
}
