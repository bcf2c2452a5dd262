package audit

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"continuum/internal/fault"
)

func TestReadKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	keys := make([]*Key, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			k, err := ReadKey(path, origin)
			if err != nil {
				t.Error(err)
			}
			keys[i] = k
		})
	}
	all.Wait()
	for _, k := range keys {
		if k.Public() != keys[0].Public() || k.Origin() != origin {
			t.Errorf("%s is not %s: two keys were made", k.Public(), keys[0].Public())
		}
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v", info.Mode())
	}
	text, err := note.Sign(&note.Note{Text: "x\n"}, keys[0].signer)
	must(t, err)
	known, err := Keys(keys[0].Public())
	must(t, err)
	if _, err := note.Open(text, known); err != nil {
		t.Errorf("the public key is another's: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	if len(left) != 1 {
		t.Errorf("there are files left: %v", left)
	}
}

func TestReadKeyRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(text), 0o600))
		must(t, os.Chmod(path, mode))
		return path
	}
	good := filepath.Join(dir, "good")
	_, err := ReadKey(good, origin)
	must(t, err)
	text, err := os.ReadFile(good)
	must(t, err)
	for name, path := range map[string]string{
		"readable by others": write("open", string(text), 0o644),
		"empty":              write("empty", "", 0o600),
		"no key":             write("none", "PRIVATE+KEY+a+b", 0o600),
		"cut short":          write("short", strings.TrimSpace(string(text))[:60], 0o600),
	} {
		_, err := ReadKey(path, origin)
		if fault.CodeOf(err) != fault.Invalid || strings.Contains(err.Error(), strings.Split(string(text), "+")[4]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "two words", "a+b", "a\nb"} {
		if _, err := ReadKey(filepath.Join(dir, "new"), name); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("for origin %q: %v", name, err)
		}
	}
	if _, err := ReadKey(filepath.Join(dir, "no", "folder"), origin); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("in no folder: %v", err)
	}
}

// TestNewKey goes on with another key, and knows what the older one signed.
func TestNewKey(t *testing.T) {
	l := opened(t, sqlite(t))
	filled(t, l, 0, 10)
	old, err := l.Checkpoint(t.Context())
	must(t, err)
	key, err := ReadKey(filepath.Join(t.TempDir(), "other"), origin)
	must(t, err)
	anew, err := Open(t.Context(), l.db, key, l.key.Public())
	must(t, err)
	filled(t, anew, 10, 10)
	newer, err := anew.Checkpoint(t.Context())
	must(t, err)
	sound(t, anew, old, newer)
	if r, err := l.Verify(t.Context()); err != nil || r.Sound() || !strings.Contains(r.String(), "no known key") {
		t.Errorf("a checkpoint by an unknown key: %v, %v", r, err)
	}
	foreign, err := ReadKey(filepath.Join(t.TempDir(), "foreign"), "elsewhere.example/audit")
	must(t, err)
	if _, err := Open(t.Context(), l.db, foreign); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("opened with another log's key: %v", err)
	}
	none, err := Open(t.Context(), l.db, nil)
	must(t, err)
	if _, err := none.Checkpoint(t.Context()); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("signed without a key: %v", err)
	}
}

// TestOthersSignature refuses a checkpoint that only somebody else signed.
func TestOthersSignature(t *testing.T) {
	l := opened(t, sqlite(t))
	other, err := ReadKey(filepath.Join(t.TempDir(), "witness"), "witness.example")
	must(t, err)
	text, err := note.Sign(&note.Note{Text: checkpointText(origin, 0, rootOf(nil))}, other.signer)
	must(t, err)
	known, err := Keys(l.key.Public(), other.Public())
	must(t, err)
	if _, err := ReadCheckpoint(string(text), known); fault.CodeOf(err) != fault.Denied {
		t.Errorf("taken: %v", err)
	}
	signed, err := l.Checkpoint(t.Context())
	must(t, err)
	n, err := note.Open([]byte(signed), known)
	must(t, err)
	both, err := note.Sign(n, other.signer)
	must(t, err)
	if c, err := ReadCheckpoint(string(both), known); err != nil || c.N != 0 {
		t.Errorf("with a witness: %v, %v", c, err)
	}
}
