package model

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
)

const someBuild = "20261127T122531.222Z-c971fe"

// keptScores is a store with a model's scores of some people.
func keptScores(t *testing.T, d Store, people ...string) About {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(string(d), "builds", someBuild), 0o700); err != nil {
		t.Fatal(err)
	}
	var scores []Score
	for _, id := range people {
		scores = append(scores, Score{Person: id, Model: "00000000000000aa", Rate: 2})
	}
	a := About{Model: "00000000000000aa", ID: "m", Build: someBuild, People: len(people), Events: 2 * float64(len(people))}
	if err := d.write(t.Context(), &a, scores, &Rows{Data: &frame.Frame{Rows: len(people)}}); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestForgetTakesPeopleOutOfAllFiles(t *testing.T) {
	d := Store(t.TempDir())
	before := keptScores(t, d, "P1", "P2", "P3")
	now := keptScores(t, d, "P1", "P2")
	if before.File == now.File {
		t.Fatal("different scores have one name")
	}
	n, err := d.Forget(t.Context(), someBuild, func(id string) bool { return id == "P2" })
	if err != nil || n != 1 {
		t.Fatalf("%d rows, %v", n, err)
	}
	about, err := d.About(someBuild, "m")
	if err != nil || about.People != 1 || about.Events != 2 {
		t.Errorf("%+v, %v", about, err)
	}
	files, _ := filepath.Glob(filepath.Join(d.scores(someBuild), "*"))
	if len(files) != 2 {
		t.Errorf("files that had them stay: %v", files)
	}
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{d.scores(someBuild)}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if left, err := peopleOf(t.Context(), db, filepath.Join(d.scores(someBuild), about.File)); err != nil || len(left) != 1 || left[0] != "P1" {
		t.Errorf("left are %v, %v", left, err)
	}
	if s, err := d.Verify(t.Context()); err != nil || s.Scores != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if n, err := d.Forget(t.Context(), someBuild, func(id string) bool { return id == "P2" }); err != nil || n != 0 {
		t.Errorf("again: %d, %v", n, err)
	}
}

// Whoever is stopped while writing leaves the scores of before, and nothing that the
// next writer stumbles over.
func TestStoppedWhileScoring(t *testing.T) {
	d := Store(t.TempDir())
	before := keptScores(t, d, "P1")
	stopped := errors.New("the disk is full")
	err := d.putSheet(t.Context(), someBuild, "m", "m-00000000000000bb", func(path string) error {
		return errors.Join(os.WriteFile(path, []byte("PAR1 half"), 0o600), stopped)
	}, func(string) any { return nil })
	if !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	left := filepath.Join(d.scores(someBuild), "m-00000000000000bb"+unfinished) // as a killed process leaves it
	if err := os.WriteFile(left, []byte("PAR1 half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, err := d.About(someBuild, "m"); err != nil || a.File != before.File {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := d.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	keptScores(t, d, "P1", "P2")
	if _, err := os.Stat(left); err == nil {
		t.Error("what a killed process left is still there")
	}
}

func TestWritersWaitForEachOther(t *testing.T) {
	d := Store(t.TempDir())
	unlock, err := d.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := d.lock(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("two write at once: %v", err)
	}
	if _, err := d.still(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("what is being written is copied: %v", err)
	}
	unlock()
	if _, err := d.Keep(t.Context(), &Kept{Format: keptFormat, ID: "m"}, &Card{Model: "m"}); err != nil {
		t.Error(err)
	}
}

func TestVerifyNamesWhatIsDamaged(t *testing.T) {
	for what, spoil := range map[string]func(text []byte) []byte{
		"changed":   func(text []byte) []byte { text[len(text)/2] ^= 1; return text },
		"cut short": func(text []byte) []byte { return text[:len(text)-1] },
		"emptied":   func([]byte) []byte { return nil },
	} {
		for _, pattern := range []string{"models/m/*[0-9a-f].json", "models/m/*.card.json", "models/m/used", "scores/*/*.parquet", "scores/*/m.json"} {
			if pattern == "models/m/used" && what == "cut short" || pattern == "scores/*/m.json" && what != "emptied" {
				continue // an end of line alone, and what no sum is of
			}
			d := Store(t.TempDir())
			if _, err := d.Keep(t.Context(), trained(), &Card{Model: "m"}); err != nil {
				t.Fatal(err)
			}
			keptScores(t, d, "P1")
			if s, err := d.Verify(t.Context()); err != nil || s != (Sound{1, 1, 1}) {
				t.Fatalf("%+v, %v", s, err)
			}
			path := found(t, d, pattern)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, spoil(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Verify(t.Context()); fault.CodeOf(err) != fault.Internal || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("%s %s: %v", path, what, err)
			}
		}
	}
}

func found(t *testing.T, d Store, pattern string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(string(d), pattern))
	for _, path := range all {
		if strings.Contains(pattern, "card") || !strings.Contains(path, ".card.") {
			return path
		}
	}
	t.Fatalf("nothing is called %s, %v", pattern, err)
	return ""
}

// trained is as much of a model as can be opened.
func trained() *Kept {
	return &Kept{Format: keptFormat, ID: "m", Columns: []Column{{Name: "age"}}, Chance: &learn.Model{}, Rate: &learn.Model{}}
}
