package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"continuum/internal/fault"
)

// Key is the secret of a place from which the keys of its projects are made. Whoever
// has it and the record can say whose a pseudonym is, so it lies in a file that only
// its owner can read, and not in the database. Without it pseudonyms given before
// cannot be given again.
type Key struct {
	secret []byte
	place  string
}

const (
	keySize   = 32 // bytes
	keyPrefix = "continuum-pseudonyms-1 "
)

// ReadKey reads the key in a file, and makes it where there is none; place is the
// name of the place, such as weston.example, which no other place has. Invalid where
// others may read the file or it holds no key.
func ReadKey(path, place string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "others can read the key of the pseudonyms", Fix: "chmod 600 the file; if they may have read it, move it away so that a new key is made, and tell the projects"}
	}
	digits, marked := strings.CutPrefix(strings.TrimSpace(string(text)), keyPrefix)
	secret, err := hex.DecodeString(digits)
	if !marked || err != nil || len(secret) != keySize {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "this is no key of pseudonyms", Fix: "restore the file, or move it away so that a new key is made"}
	}
	return &Key{secret, place}, nil
}

func unreadable(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "the key of the pseudonyms cannot be read", Err: err}
}

// makeKey makes the file whole or not at all, and leaves one that another process made.
func makeKey(path string) error {
	unable := func(err error) error {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "the key of the pseudonyms cannot be written", Err: err, Fix: "give a path in a folder that can be written"}
	}
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret)                                        // never fails
	f, err := os.CreateTemp(filepath.Dir(path), ".pseudonym-key-*") // of mode 0600
	if err != nil {
		return unable(err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(keyPrefix + hex.EncodeToString(secret) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unable(err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return unable(err)
	}
	return nil
}

// derive makes a key for one use from another; no two lists of words give the same.
func derive(key []byte, words ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, w := range words {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(w)))
		h.Write(size[:])
		h.Write([]byte(w))
	}
	return h.Sum(nil)
}
