package session

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Form is what was typed: fields as the browser sent them to a path of the pages.
type Form struct {
	Method string     `json:"method"`
	Path   string     `json:"path"` // with its query
	Fields url.Values `json:"fields"`
	At     time.Time  `json:"at"`
}

// Bounds of what is parked.
const (
	mostForm   = 256 << 10 // bytes
	mostParked = 5         // of an account
)

// Park keeps a form that came with a token whose session has timed out, and gives a
// ticket for the browser, with which alone it can be had back. Denied where the
// session was ended otherwise, or timed out too long ago; Invalid where
// the form is too large or goes elsewhere. Passwords are left out.
func (s *Sessions) Park(ctx context.Context, token string, f Form) (ticket string, err error) {
	k, ok := keyOf(token)
	if !ok {
		return "", ended()
	}
	content, err := f.pack(s.now().UTC())
	if err != nil {
		return "", err
	}
	ticket = newToken()
	digest, _ := keyOf(ticket)
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		x, _, err := s.standing(tx, k)
		if err != nil {
			return err
		}
		now := s.now()
		if now.After(x.Ends.Add(s.parked)) || now.Sub(x.Used) > s.idle+s.parked {
			return ended()
		}
		sealed, err := sealer(ticket)
		if err != nil {
			return err
		}
		return s.put(tx, x.Account, digest, now, sealed.Seal(nil, make([]byte, sealed.NonceSize()), content, []byte(x.Account)))
	})
	if err != nil {
		return "", fault.Wrap(err, "parking a form")
	}
	return ticket, nil
}

// put keeps what was sealed, and drops the oldest of too many.
func (s *Sessions) put(tx *store.Tx, account string, digest key, now time.Time, sealed []byte) error {
	if _, err := tx.Exec("DELETE FROM session_parked WHERE ends < $1", now); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM session_parked WHERE digest IN (
		SELECT digest FROM session_parked WHERE account = $1 ORDER BY at DESC, digest LIMIT 1000 OFFSET $2)`, account, mostParked-1)
	if err != nil {
		return err
	}
	return tx.Insert("session_parked", []string{"digest", "account", "at", "ends", "content"},
		[][]any{{digest[:], account, now, now.Add(s.parked), sealed}})
}

// Unpark gives a parked form back to the account that typed it. It stays until
// Unparked drops it or its hour is over. NotFound where the ticket is for
// nothing of this account.
func (s *Sessions) Unpark(ctx context.Context, account, ticket string) (f Form, err error) {
	missing := &fault.Error{Code: fault.NotFound, Reason: "nothing is kept for this ticket"}
	digest, ok := keyOf(ticket)
	if !ok {
		return f, missing
	}
	var content []byte
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		return tx.QueryRow("SELECT content FROM session_parked WHERE digest = $1 AND account = $2 AND ends > $3", digest[:], account, s.now()).Scan(&content)
	})
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return f, missing
	}
	if err != nil {
		return f, fault.Wrap(err, "giving a form back")
	}
	sealed, err := sealer(ticket)
	if err == nil {
		content, err = sealed.Open(nil, make([]byte, sealed.NonceSize()), content, []byte(account))
	}
	if err != nil || json.Unmarshal(content, &f) != nil {
		return Form{}, missing
	}
	return f, nil
}

// Unparked drops a parked form that its account has sent again or does not want.
func (s *Sessions) Unparked(ctx context.Context, account, ticket string) error {
	digest, ok := keyOf(ticket)
	if !ok {
		return nil
	}
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("DELETE FROM session_parked WHERE digest = $1 AND account = $2", digest[:], account)
		return err
	})
	return fault.Wrap(err, "dropping a parked form")
}

// pack is a form as it is kept.
func (f Form) pack(now time.Time) ([]byte, error) {
	if f.Method != http.MethodPost || !local(f.Path) {
		return nil, fault.New(fault.Invalid, "only what is posted to a page can be parked")
	}
	fields := url.Values{}
	for name, values := range f.Fields {
		if !strings.Contains(strings.ToLower(name), "password") {
			fields[name] = values
		}
	}
	content, err := json.Marshal(Form{f.Method, f.Path, fields, now})
	if err != nil || len(content) > mostForm {
		return nil, fault.New(fault.Invalid, "the form is too large to be kept: %d KiB at most", mostForm>>10)
	}
	return content, nil
}

// local tells whether a path leads to these pages and nowhere else.
func local(path string) bool {
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && len(path) <= 2000 &&
		strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.Contains(path, `\`)
}

// sealer encrypts under a key that only the ticket gives. It is used for one form,
// so that its nonce may be zero.
func sealer(ticket string) (cipher.AEAD, error) {
	secret, err := hkdf.Key(sha256.New, []byte(ticket), nil, "continuum parked form", 32)
	if err != nil {
		return nil, fault.Wrap(err, "making a key")
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fault.Wrap(err, "making a key")
	}
	return cipher.NewGCM(block)
}
