package model

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"continuum/internal/fault"
)

// A sheet is a file of scores of a build's people. It is named by its content, and a
// text beside it, NAME.json, names it: that text is replaced in one step, so whoever
// reads it finds the scores of before or the new ones, whole, however writing ended.

// unfinished is behind the name of a file that is not whole.
const unfinished = ".part"

var (
	sheetText = regexp.MustCompile(`\A[a-z][a-z0-9_-]*\.json\z`)
	sheetName = regexp.MustCompile(`\A([a-z][a-z0-9_-]*)-([0-9a-f]{16})\.parquet\z`)
)

// superseded is how long scores that were replaced stay for whoever is reading them.
const superseded = time.Hour

// putSheet writes one. write fills the file it is told, about gives the text that tells
// of the file.
func (d Store) putSheet(ctx context.Context, build, name, stem string, write func(path string) error, about func(file string) any) error {
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	dir := d.scores(build)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritten(dir, err)
	}
	if err := removeParts(dir); err != nil {
		return err
	}
	path := filepath.Join(dir, stem+unfinished)
	if err := write(path); err != nil {
		_ = os.Remove(path)
		return err
	}
	file, err := settleSheet(path, stem)
	if err != nil {
		return err
	}
	if err := writeText(filepath.Join(dir, name+".json"), about(file)); err != nil {
		return err
	}
	return d.sweep(build)
}

// settleSheet makes a file durable and names it by its content.
func settleSheet(path, stem string) (file string, err error) {
	sum, err := sumOf(path, true)
	if err == nil {
		file = stem + "-" + sum + ".parquet"
		err = os.Rename(path, filepath.Join(filepath.Dir(path), file))
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		_ = os.Remove(path)
		return "", unwritten(path, err)
	}
	return file, nil
}

// sumOf is the beginning of the SHA-256 of a file, by which it is named.
func sumOf(path string, sync bool) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if sync {
		if err := f.Sync(); err != nil {
			return "", err
		}
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil))[:hashLength], nil
}

func writeText(path string, about any) error {
	data, err := json.MarshalIndent(about, "", " ")
	if err != nil {
		return fault.Wrap(err, "writing what the scores are")
	}
	return replace(path, append(data, '\n'))
}

// removeParts removes what killed writers left in a folder; call it under the lock.
func removeParts(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unread(dir, err)
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, ".") || strings.HasSuffix(name, unfinished) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return unwritten(filepath.Join(dir, name), err)
			}
		}
	}
	return nil
}

// sheets reads which files the texts of a build name, by the names of the texts. Of
// texts that are damaged, wrong is the first; the others are told all the same.
func (d Store) sheets(build string) (named map[string]string, wrong, err error) {
	dir := d.scores(build)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, unread(dir, err)
	}
	named = map[string]string{}
	for _, e := range entries {
		if !sheetText.MatchString(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, unread(path, err)
		}
		file, err := fileNamed(path, data)
		if err != nil {
			wrong = cmp.Or(wrong, err)
			continue
		}
		named[strings.TrimSuffix(e.Name(), ".json")] = file
	}
	return named, wrong, nil
}

// fileNamed is the file that a text names.
func fileNamed(path string, text []byte) (string, error) {
	var about struct {
		File string `json:"file"`
	}
	if err := json.Unmarshal(text, &about); err != nil {
		return "", unsound(path, err)
	}
	if !sheetName.MatchString(about.File) {
		return "", unsound(path, errors.New("it names no file of scores"))
	}
	return about.File, nil
}

// unsound says that scores are not what was written, and how to mend that.
func unsound(path string, err error) error {
	return &fault.Error{Code: fault.Internal, File: path, Reason: "is damaged", Err: err, Fix: "remove it and run `continuum target PLACE score`, or restore a backup"}
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
