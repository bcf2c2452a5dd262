package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// Store is the folder of a place's models and scores, within its data folder.
type Store string

// hashLength is how many hexadecimal digits name a model: enough that no two of a
// place ever share them, few enough to be read out.
const hashLength = 16

const (
	usedFile = "used"
	cardEnd  = ".card.json"
	sumEnd   = ".card.sha256"
)

func (d Store) model(id string) string     { return filepath.Join(string(d), "models", id) }
func (d Store) scores(build string) string { return filepath.Join(string(d), "scores", build) }

// Keep writes a model and its card, and makes it the one in use. The hash names the
// model by its content; the card is found by it. The card comes first and the model is
// put to use last: wherever this ends, a model that can be found is whole and has its
// card.
func (d Store) Keep(ctx context.Context, k *Kept, card *Card) (hash string, err error) {
	data, err := json.Marshal(k)
	if err != nil {
		return "", fault.Wrap(err, "writing model %s", k.ID)
	}
	sum := sha256.Sum256(data)
	hash = hex.EncodeToString(sum[:])[:hashLength]
	card.Hash = hash
	about, err := json.MarshalIndent(card, "", " ")
	if err != nil {
		return "", fault.Wrap(err, "writing the card of model %s", k.ID)
	}
	return hash, d.put(ctx, d.model(k.ID), []smallFile{
		{hash + sumEnd, cardSum(about, hash+cardEnd)}, {hash + cardEnd, about}, {hash + ".json", data}, {usedFile, []byte(hash + "\n")},
	})
}

// smallFile is a file to be written whole.
type smallFile struct {
	name string
	data []byte
}

// put writes some files of a folder, one after the other.
func (d Store) put(ctx context.Context, dir string, files []smallFile) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritten(dir, err)
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := removeParts(dir); err != nil {
		return err
	}
	for _, f := range files {
		if err := replace(filepath.Join(dir, f.name), f.data); err != nil {
			return err
		}
	}
	return nil
}

// cardSum is what `sha256sum -c` reads.
func cardSum(card []byte, name string) []byte {
	sum := sha256.Sum256(card)
	return []byte(hex.EncodeToString(sum[:]) + "  " + name + "\n")
}

// replace writes a file so that a reader sees the old bytes or the new, never a part.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return unwritten(path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return unwritten(path, err)
	}
	return nil
}

func unwritten(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err, Fix: "see that the disk has room and that the folder may be written to"}
}

var hashName = regexp.MustCompile(`\A[0-9a-f]{16}\z`)

// Used is the hash of the model in use; fault.NotFound where none was trained.
func (d Store) Used(id string) (string, error) {
	path := filepath.Join(d.model(id), usedFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &fault.Error{Code: fault.NotFound, Value: id, Reason: "the model has not been trained yet", Fix: "run `continuum target PLACE train " + id + "` first"}
	}
	if err != nil {
		return "", unread(path, err)
	}
	hash := strings.TrimSpace(string(data))
	if !hashName.MatchString(hash) {
		return "", damaged(path, nil)
	}
	return hash, nil
}

// Versions lists the hashes of a model's versions.
func (d Store) Versions(id string) ([]string, error) {
	entries, err := os.ReadDir(d.model(id))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unread(d.model(id), err)
	}
	var out []string
	for _, e := range entries {
		if hash := strings.TrimSuffix(e.Name(), ".json"); hashName.MatchString(hash) {
			out = append(out, hash)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Open reads a version of a model, the one in use where hash is "".
func (d Store) Open(id, hash string) (*Kept, error) {
	hash, err := d.version(id, hash)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(d.model(id), hash+".json")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unread(path, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:])[:hashLength] != hash {
		return nil, damaged(path, errors.New("its content does not have the hash that it is named by"))
	}
	k := &Kept{Hash: hash}
	if err := json.Unmarshal(data, k); err != nil {
		return nil, damaged(path, err)
	}
	return k, k.check(path)
}

// Card reads what is known of a version of a model.
func (d Store) Card(id, hash string) (*Card, error) {
	hash, err := d.version(id, hash)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(d.model(id), hash+cardEnd)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unread(path, err)
	}
	c := &Card{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, damaged(path, err)
	}
	return c, nil
}

// version is a whole hash of a unique beginning of one, or that in use.
func (d Store) version(id, hash string) (string, error) {
	if hash == "" {
		return d.Used(id)
	}
	all, err := d.Versions(id)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(h string) bool { return !strings.HasPrefix(h, hash) })
	if len(all) != 1 {
		return "", &fault.Error{Code: fault.NotFound, Value: hash, Reason: "no version of model " + id + ", or more than one, goes by this hash", Fix: "give one of `continuum target PLACE card " + id + " --json`"}
	}
	return all[0], nil
}

func unread(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: err}
}

func damaged(path string, err error) error {
	return &fault.Error{Code: fault.Internal, File: path, Reason: "is damaged", Err: err, Fix: "remove the files of this version beside it and run `continuum target PLACE train`, or restore a backup"}
}
