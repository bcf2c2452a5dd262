package pseudonym

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"continuum/internal/fault"
)

func TestReadKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	secrets := make([]string, 8)
	var all sync.WaitGroup
	for i := range secrets {
		all.Go(func() {
			k, err := ReadKey(path, "weston.example")
			if err != nil {
				t.Error(err)
				return
			}
			secrets[i] = string(k.secret)
		})
	}
	all.Wait()
	for _, s := range secrets {
		if s != secrets[0] || len(s) != keySize {
			t.Error("two keys were made")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("there are files left: %v, %v", left, err)
	}
}

func TestReadKeyRefuses(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if _, err := ReadKey(good, "weston.example"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
	}{
		"open": {string(text), 0o644}, "empty": {"", 0o600}, "short": {string(text)[:50], 0o600}, "other": {"PRIVATE+KEY+" + string(text), 0o600},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKey(path, "weston.example")
		if fault.CodeOf(err) != fault.Invalid || strings.Contains(err.Error(), strings.TrimSpace(strings.TrimPrefix(string(text), keyPrefix))) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadKey(filepath.Join(dir, "no", "folder"), "weston.example"); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("in no folder: %v", err)
	}
}
