package audit

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"continuum/internal/fault"
)

// Key signs checkpoints (Ed25519). Whoever has it can sign a log that never was, so
// it lies in a file that only its owner can read, and not in the database.
type Key struct {
	signer note.Signer
	public string
}

// Origin names the log that the key signs.
func (k *Key) Origin() string { return k.signer.Name() }

// Public is the key to check with, for partners and for Keys: NAME+ID+KEY as the
// C2SP's signed-note has it. It is no secret.
func (k *Key) Public() string { return k.public }

// ReadKey reads the key in a file, and makes it where there is none: then for a log
// with this origin, a name that no other log has, such as weston.example/audit.
// Invalid where others may read the file or it holds no key.
func ReadKey(path, origin string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path, origin); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "the audit log's key cannot be read", Err: err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "the audit log's key cannot be read", Err: err}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "others can read the key that signs the audit log", Fix: "chmod 600 the file; if they may have read it, move it away so that a new key is made"}
	}
	k, err := parseKey(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "this is no key of an audit log", Fix: "restore the file, or move it away so that a new key is made"}
	}
	return k, nil
}

// makeKey makes the file whole or not at all, and leaves one that another process made.
func makeKey(path, origin string) error {
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil || strings.ContainsAny(origin, "+ \n") {
		return &fault.Error{Code: fault.Invalid, Reason: "this cannot be the name of an audit log", Value: origin, Fix: "give one such as weston.example/audit"}
	}
	unable := func(err error) error {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "the audit log's key cannot be written", Err: err, Fix: "give a path in a folder that can be written"}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".audit-key-*") // of mode 0600
	if err != nil {
		return unable(err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(secret + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unable(err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return unable(err)
	}
	return nil
}

// parseKey reads PRIVATE+KEY+NAME+ID+BASE64, of which the last part is 1 and the seed.
func parseKey(text string) (*Key, error) {
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, err
	}
	secret, err := base64.StdEncoding.DecodeString(strings.SplitN(text, "+", 5)[4]) // which NewSigner read too
	if err != nil || len(secret) != 1+ed25519.SeedSize {
		return nil, fault.New(fault.Invalid, "a key of another sort")
	}
	public, err := note.NewEd25519VerifierKey(signer.Name(), ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey))
	return &Key{signer, public}, err
}

// Keys are public keys to check signatures with. Invalid where one is none.
func Keys(public ...string) (note.Verifiers, error) {
	var all []note.Verifier
	for _, k := range public {
		v, err := note.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return nil, &fault.Error{Code: fault.Invalid, Reason: "this is no public key of an audit log", Value: cut(k, longest), Fix: "give it as NAME+ID+KEY on one line"}
		}
		all = append(all, v)
	}
	return note.VerifierList(all...), nil
}
