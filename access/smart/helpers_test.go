package smart

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func parsedURL(t testing.TB, text string) *url.URL {
	t.Helper()
	return done(url.Parse(text))(t)
}

func codeIn(t testing.TB, redirect string) string {
	t.Helper()
	return parsedURL(t, redirect).Query().Get("code")
}

// grantOf gives what a good token stands for.
func grantOf(w *world, token string) *Grant {
	w.Helper()
	return done(w.Authenticate(bearing(token)))(w)
}

// strangersKey is a key that no app has.
func strangersKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	return done(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))(t)
}

// publicText is the RSA key of the apps as others see it.
func publicText(t testing.TB, w *world) string {
	t.Helper()
	return string(done(json.Marshal(jose.JSONWebKey{Key: &w.rsa.PublicKey, KeyID: "r"}))(t))
}
