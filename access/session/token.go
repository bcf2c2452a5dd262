package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

const tokenBytes = 32

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// key is what is kept of a token.
type key [sha256.Size]byte

// keyOf reads a token; false where it cannot be one.
func keyOf(token string) (key, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenBytes {
		return key{}, false
	}
	return sha256.Sum256(b), true
}

// cookieName is the cookie's name; over TLS only the host itself can set it.
func (s *Sessions) cookieName() string {
	if s.secure {
		return "__Host-continuum"
	}
	return "continuum"
}

// Token is what the browser sends as its session; "" where nothing.
func (s *Sessions) Token(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// SetCookie gives the browser a token until it is closed.
func (s *Sessions) SetCookie(w http.ResponseWriter, token string) {
	s.cookie(w, token, 0)
}

// ClearCookie takes the token from the browser.
func (s *Sessions) ClearCookie(w http.ResponseWriter) {
	s.cookie(w, "", -1)
}

func (s *Sessions) cookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: age,
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
