package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// A challenge of a passkey is ours by its seal and ends by itself, so nothing is
// kept of one until it was answered: whoever begins to sign in a million times
// costs no disk. It is random, 16 bytes; when it ends, 8; the seal over both and
// over what it is for, 16.
const (
	challengeRandom = 16
	challengeOpen   = challengeRandom + 8
	challengeBytes  = challengeOpen + 16
	challengeLasts  = 5 * time.Minute
)

// What a challenge is for; the account's id follows where it is known.
const (
	toSignIn = "sign-in"
	toAdd    = "add:"
)

func (a *Accounts) challenge(purpose string) []byte {
	c := random(challengeRandom)
	c = binary.BigEndian.AppendUint64(c, uint64(a.now().Add(challengeLasts).UnixMicro()))
	return append(c, a.seal(purpose, c)...)
}

func (a *Accounts) seal(purpose string, open []byte) []byte {
	h := hmac.New(sha256.New, a.secret)
	h.Write([]byte("challenge\x00" + purpose + "\x00"))
	h.Write(open)
	return h.Sum(nil)[:challengeBytes-challengeOpen]
}

// opened reads a challenge that was answered, and tells when it ends; false where
// it is not ours, for something else, or has ended.
func (a *Accounts) opened(purpose, answered string) (challenge []byte, ends time.Time, ok bool) {
	c, err := base64.RawURLEncoding.Strict().DecodeString(answered)
	if err != nil || len(c) != challengeBytes || !hmac.Equal(c[challengeOpen:], a.seal(purpose, c[:challengeOpen])) {
		return nil, ends, false
	}
	ends = time.UnixMicro(int64(binary.BigEndian.Uint64(c[challengeRandom:])))
	return c, ends, a.now().Before(ends)
}

// once keeps that a challenge was answered; Denied where it was before.
func (a *Accounts) once(tx *store.Tx, challenge []byte, ends time.Time) error {
	if _, err := tx.Exec("DELETE FROM account_spent WHERE ends < $1", a.now()); err != nil {
		return err
	}
	sum := sha256.Sum256(challenge)
	n, err := tx.Exec("INSERT INTO account_spent (digest, ends) VALUES ($1, $2) ON CONFLICT DO NOTHING", sum[:], ends)
	if err == nil && n == 0 {
		err = notAccepted()
	}
	return err
}

func notAccepted() error {
	return &fault.Error{Code: fault.Denied, Reason: "the passkey was not accepted", Fix: "begin again; if it goes on, use another passkey or ask the administrator for a new link"}
}
