package main

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// outFile judges where an answer is to go before the long work that makes it: it must
// not take the place of what is read, nor of what is no file, as /dev/null.
func outFile(what, out string, read ...string) error {
	bad := &fault.Error{Code: fault.Invalid, Column: "--out", Value: out, Fix: "give another name"}
	if strings.TrimSpace(out) == "" {
		bad.Value, bad.Reason, bad.Fix = "", "names no file", "name the file to write"
		return bad
	}
	if slices.ContainsFunc(read, func(name string) bool { return name != "" && sameFile(name, out) }) {
		bad.Reason = "the " + what + " would take the place of what is read"
		return bad
	}
	there, err := os.Stat(out)
	if err == nil && !there.Mode().IsRegular() {
		bad.Reason, bad.Fix = "is "+kindOfFile(there.Mode())+", where a file is written", "give the name of a file"
		return bad
	}
	folder, err := os.Stat(filepath.Dir(out))
	switch {
	case err != nil:
		return unwritten(out, err)
	case !folder.IsDir():
		bad.Reason = "its folder is no folder"
		return bad
	}
	return nil
}

func kindOfFile(m fs.FileMode) string {
	if m.IsDir() {
		return "a folder"
	}
	return "a device or pipe"
}

// writeOwn makes a file whole or not at all. Runs that write the same one at once do
// not meet: each writes a part of its own, and the last one's is the file.
func writeOwn(path string, write func(io.Writer) error) error {
	part := ownPart(path)
	return settle(part, path, writePart(part, path, write))
}

// writeOwnParquet does the same for what writes files by their names.
func writeOwnParquet(path string, write func(part string) error) error {
	part := ownPart(path)
	err := write(part)
	var bad *fault.Error
	if errors.As(err, &bad) && bad.File == part {
		of := *bad
		of.File, of.Err = path, bare(bad.Err)
		err = &of
	}
	return settle(part, path, err)
}

func ownPart(path string) string {
	return path + "." + strings.ToLower(rand.Text()[:8]) + partSuffix
}

// settle puts a whole part in its place, and takes away one that is not.
func settle(part, path string, err error) error {
	if err == nil {
		if err = os.Rename(part, path); err == nil {
			return nil
		}
		err = unwritten(path, err)
	}
	_ = os.Remove(part)
	return err
}
