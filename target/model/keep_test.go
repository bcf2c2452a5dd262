package model

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"
)

func TestStoreBeforeAnything(t *testing.T) {
	d := Store(t.TempDir())
	for what, err := range map[string]error{"used": second(d.Used("m")), "card": second(d.Card("m", "")), "scores": second(d.Scores("b", "m", nil)), "version": second(d.Open("m", "ab"))} {
		if fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, err := d.Versions("m"); err != nil || len(all) != 0 {
		t.Errorf("versions %v %v", all, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestStoreTellsDamage(t *testing.T) {
	d := Store(t.TempDir())
	hash, err := d.Keep(t.Context(), &Kept{Format: keptFormat, ID: "m"}, &Card{Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open("m", hash[:4]); err == nil || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("a model without its halves opens: %v", err)
	}
	path := filepath.Join(string(d), "models", "m", hash+".json")
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open("m", ""); err == nil || !strings.Contains(err.Error(), "does not have the hash") {
		t.Errorf("a changed model opens: %v", err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "used"), []byte("../../x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Used("m"); fault.CodeOf(err) != fault.Internal {
		t.Errorf("a pointer that leads elsewhere is followed: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
