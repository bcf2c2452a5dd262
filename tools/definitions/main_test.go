package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestTablesAreAsCommitted makes the tables anew and finds those of the tree.
func TestTablesAreAsCommitted(t *testing.T) {
	from := filepath.Join("..", "..", "..", "shared", "data", "record", "definitions")
	if dir := os.Getenv("CONTINUUM_VECTORS"); dir != "" {
		from = filepath.Join(dir, "record", "definitions")
	}
	if _, err := os.Stat(from); err != nil {
		t.Skip("no definitions")
	}
	to := t.TempDir()
	if err := run([]string{from, to}); err != nil {
		t.Fatal(err)
	}
	made, err := filepath.Glob(filepath.Join(to, "*.tsv"))
	if err != nil || len(made) != 6 {
		t.Fatal(made, err)
	}
	for _, path := range made {
		got, _ := os.ReadFile(path)
		want, err := os.ReadFile(filepath.Join("..", "..", "record", "definition", filepath.Base(path)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs: %v", filepath.Base(path), err)
		}
	}
}

func TestRunNeedsAFolder(t *testing.T) {
	if run(nil) == nil || run([]string{t.TempDir(), t.TempDir()}) == nil {
		t.Error("no failure")
	}
}
