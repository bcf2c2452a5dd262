package testkit

import (
	"archive/tar"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Packed visits the JSON documents of all files that match a pattern, in the order
// of their names: of a .json.bz2 the one it holds, of a .tar.gz each. It tells how
// many files there are.
func Packed(t testing.TB, pattern string, visit func(name string, text []byte)) (files int) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if err := unpack(path, visit); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	return len(paths)
}

func unpack(path string, visit func(name string, text []byte)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if strings.HasSuffix(path, ".bz2") {
		text, err := io.ReadAll(bzip2.NewReader(f))
		if err == nil {
			visit(filepath.Base(path), text)
		}
		return err
	}
	in, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	return untar(tar.NewReader(in), visit)
}

func untar(in *tar.Reader, visit func(name string, text []byte)) error {
	for {
		h, err := in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case !strings.HasSuffix(h.Name, ".json"):
			continue
		}
		text, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		visit(h.Name, text)
	}
}
