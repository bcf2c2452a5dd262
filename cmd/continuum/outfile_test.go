package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"continuum/internal/fault"
)

func TestWhereAnAnswerMayGo(t *testing.T) {
	dir := t.TempDir()
	read, link, pipe := filepath.Join(dir, "read.csv"), filepath.Join(dir, "link.csv"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(read, []byte("x"), 0o600), os.Symlink(read, link), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for out, want := range map[string]string{
		" ": "names no file", read: "would take the place of what is read", link: "would take the place of what is read",
		pipe: "is a device or pipe", dir: "is a folder", filepath.Join(dir, "no", "x.csv"): "cannot be written: no such file",
		filepath.Join(read, "x.csv"): "its folder is no folder", filepath.Join(dir, "new.csv"): "",
	} {
		err := outFile("scores", out, "", read)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", out, err)
		}
	}
}

// TestRunsThatWriteOneFile do not meet: the file is that of one of them, whole, and
// nothing else is left, not even by the one that failed.
func TestRunsThatWriteOneFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "scores.csv")
	var all sync.WaitGroup
	for _, letter := range []string{"a", "b", "c", "d"} {
		all.Go(func() {
			_ = writeOwn(path, func(w io.Writer) error {
				for range 200 {
					if _, err := io.WriteString(w, strings.Repeat(letter, 500)); err != nil {
						return err
					}
				}
				if letter == "d" {
					return fault.New(fault.Invalid, "no more")
				}
				return nil
			})
		})
	}
	all.Wait()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(data); len(text) != 100_000 || text != strings.Repeat(text[:1], len(text)) || text[0] == 'd' {
		t.Errorf("%d bytes of several runs", len(text))
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}

// FuzzPosition: a position is one of the three, and only a number from 1 on or a word
// is known.
func FuzzPosition(f *testing.F) {
	for _, seed := range []string{"1", "2", "10", "1.0", "NaN", "-1", "Primary", "s", "1e400", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := positionIn([]byte(text))
		if at > 2 || ok == (at == 0) {
			t.Fatalf("%q stands at %v, %v", text, at, ok)
		}
	})
}
