package smart

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Beginnings of what we give out, so that whoever finds one somewhere, such as a
// scanner for secrets, knows what it is.
const (
	accessMark  = "cta_"
	refreshMark = "ctr_"
	codeMark    = "ctc_"
	secretMark  = "cts_"
)

const secretBytes = 32

// newSecret makes 256 random bits that go as text.
func newSecret(mark string) string {
	var b [secretBytes]byte
	_, _ = rand.Read(b[:]) // never fails
	return mark + base64.RawURLEncoding.EncodeToString(b[:])
}

// secretLength is how long a secret is beside its mark.
var secretLength = base64.RawURLEncoding.EncodedLen(secretBytes)

// looksLike tells whether a text may be a secret of ours.
func looksLike(text, mark string) bool {
	return len(text) == len(mark)+secretLength && text[:len(mark)] == mark
}

// hash is what is kept of a secret. It has 256 bits of its own, so nothing slower is
// needed; and since it is looked for by its hash, how long that takes tells nothing of
// those that are kept.
func hash(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
