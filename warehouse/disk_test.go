package warehouse

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"continuum/internal/fault"
)

func TestExhaustionIsSaidPlainly(t *testing.T) {
	for _, c := range []struct {
		err  error
		want []string
	}{
		{fmt.Errorf("writing: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), []string{"the disk is full; the live build is untouched", "--data"}},
		{errors.New(`IO Error: Could not write file "x": No space left on device`), []string{"the disk is full", "--data"}},
		{errors.New("Out of Memory Error: could not allocate 1 MB\n\nPossible solutions: SET threads=1"), []string{"more memory than it was given; the live build is untouched", "--memory"}},
	} {
		got := exhausted(c.err)
		if fault.CodeOf(got) != fault.Unavailable || strings.Contains(got.Error(), "SET threads") {
			t.Errorf("%v gave %v", c.err, got)
		}
		for _, want := range c.want {
			if !strings.Contains(got.Error(), want) {
				t.Errorf("%v does not say %q", got, want)
			}
		}
	}
	other := errors.New("something else")
	if got := exhausted(other); !errors.Is(got, other) || fault.CodeOf(got) != fault.Internal {
		t.Errorf("another error became %v", got)
	}
}

func TestUnusableDataFolders(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []Dir{Dir(file), Dir(file + "/below"), Dir(dir + "/what?x=1")} {
		if _, err := d.lock(); err == nil || !strings.Contains(err.Error(), "with --data") {
			t.Errorf("%s gave %v, want a fault with its fix", d, err)
		}
	}
}
