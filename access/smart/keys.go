package smart

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"

	"continuum/internal/fault"
)

// Keys are those by which we sign who has signed in. The first signs; the others are
// still shown, for what was signed before.
type Keys struct {
	all    []jose.JSONWebKey
	signer jose.Signer
}

// signing is the algorithm of OpenID Connect that every app knows.
const (
	signing = jose.RS256
	rsaBits = 2048
)

// OpenKeys reads the keys in a file, which only its owner can read, or makes one. They
// lie beside the database and not in it, so that a copy of the database is no key. Who
// wants another key removes the file: what was signed lasts five minutes.
func OpenKeys(file string) (*Keys, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(file); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: file, Reason: "the keys cannot be read", Err: err}
	}
	return readKeys(file, text)
}

func readKeys(file string, text []byte) (*Keys, error) {
	var set jose.JSONWebKeySet
	damaged := &fault.Error{Code: fault.Invalid, File: file, Reason: "these are no keys of ours", Fix: "restore the file, or remove it: new keys are made, and apps fetch them"}
	if err := json.Unmarshal(text, &set); err != nil || len(set.Keys) == 0 {
		return nil, damaged
	}
	for _, k := range set.Keys {
		if private, ok := k.Key.(*rsa.PrivateKey); !ok || private.Validate() != nil {
			return nil, damaged
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: signing, Key: set.Keys[0]}, (&jose.SignerOptions{}).WithType("JWT"))
	return &Keys{all: set.Keys, signer: signer}, fault.Wrap(err, "reading keys")
}

// makeKey makes a key and keeps it; where another process was quicker its key stays.
func makeKey(file string) error {
	private, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return fault.Wrap(err, "making a key")
	}
	name := sha256.Sum256(private.N.Bytes())
	key := jose.JSONWebKey{Key: private, KeyID: base64.RawURLEncoding.EncodeToString(name[:12]), Algorithm: string(signing), Use: "sig"}
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key}})
	if err != nil {
		return fault.Wrap(err, "writing keys")
	}
	if err := writeOnce(file, text); err != nil && !errors.Is(err, fs.ErrExist) {
		return &fault.Error{Code: fault.Unavailable, File: file, Reason: "the keys cannot be written", Err: err}
	}
	return nil
}

// writeOnce writes a file whole or not at all, and never over another.
func writeOnce(file string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".keys-")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text) // CreateTemp lets only the owner read it
	if err == nil {
		err = temporary.Sync()
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Link(temporary.Name(), file)
}

// Public gives the keys by which others check what we signed.
func (k *Keys) Public() jose.JSONWebKeySet {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	if k == nil {
		return set
	}
	for i := range k.all {
		set.Keys = append(set.Keys, k.all[i].Public())
	}
	return set
}
