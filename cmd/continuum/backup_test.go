package main

import (
	"archive/tar"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/testkit"
	"continuum/store"
	"continuum/warehouse"
)

// quietly runs a command in this process and gives what it wrote.
func quietly(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), append([]string{"-q"}, args...), &out, &err)
	return status, out.String() + err.String()
}

func mustRun(t *testing.T, args ...string) {
	t.Helper()
	if status, said := quietly(t, args...); status != done {
		t.Fatalf("continuum %s: status %d, %s", strings.Join(args, " "), status, said)
	}
}

// keptPlace is a small place that is built and whose database has something.
func keptPlace(t *testing.T) (place string) {
	t.Helper()
	dir := smallPlace(t)
	place = filepath.Join(dir, "place")
	mustRun(t, "build", place, "--from", filepath.Join(dir, "in"))
	db, err := store.Open(t.Context(), filepath.Join(place, ".continuum", recordFile), recordSchemas()...)
	if err == nil {
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Emit(store.Event{Topic: "admitted", Subject: "a person"})
		})
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// fresh makes an empty database on a server.
func fresh(t *testing.T, url, name string) string {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(url, "postgres") + name
}

// A backup of one engine restores into the other, and back.
func TestBackupBetweenEngines(t *testing.T) {
	server := testkit.Postgres(t)
	place := keptPlace(t)
	first, second, third := fresh(t, server, "first"), fresh(t, server, "second"), t.TempDir()
	file := func(name string) string { return filepath.Join(third, name) }
	mustRun(t, "backup", place, "--out", file("1"))
	mustRun(t, "restore", place, "--from", file("1"), "--data", file("a"), "--database", first)
	mustRun(t, "backup", place, "--out", file("2"), "--data", file("a"), "--database", first)
	mustRun(t, "restore", place, "--from", file("2"), "--data", file("b"))
	mustRun(t, "verify", place, "--data", file("b"))
	mustRun(t, "verify", place, "--data", file("a"), "--database", first)
	if one, two := tablesOf(t, file("1")), tablesOf(t, file("2")); one != two {
		t.Errorf("%s became %s", one, two)
	}
	if status, said := quietly(t, "restore", place, "--from", file("2"), "--data", file("c"), "--database", first); status != failed || !strings.Contains(said, "the database is not empty") {
		t.Errorf("status %d, %s", status, said)
	}
	if _, err := os.Stat(file("c")); err == nil {
		t.Error("a refused restore left a data folder")
	}
	mustRun(t, "restore", place, "--from", file("2"), "--data", file("c"), "--database", second)
}

// tablesOf tells what the database in a backup holds.
func tablesOf(t *testing.T, path string) string {
	t.Helper()
	r, err := openBackup(t.Context(), path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	return fmt.Sprint(r.head.Record.Schemas, r.head.Record.Tables)
}

// Whatever byte of a backup is damaged, and wherever it is cut short, it is refused
// and nothing is restored.
func TestDamagedBackups(t *testing.T) {
	place, dir := keptPlace(t), t.TempDir()
	whole := filepath.Join(dir, "whole")
	mustRun(t, "backup", place, "--out", whole)
	sound, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, text []byte) {
		t.Helper()
		bad, data := filepath.Join(dir, "bad"), filepath.Join(dir, "data")
		if err := os.WriteFile(bad, text, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"verify", bad}, {"restore", place, "--from", bad, "--data", data}} {
			status, said := quietly(t, args...)
			if status == done && bytes.Equal(unpacked(t, whole), unpacked(t, bad)) {
				continue // another way to write the same
			}
			if status != failed || !strings.Contains(said, "whole and unchanged") {
				t.Errorf("%s: %s: status %d, %s", what, args[0], status, said)
			}
			if _, err := os.Stat(data); err == nil {
				t.Fatalf("%s: something was restored", what)
			}
		}
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 200 {
		at := i * len(sound) / 200
		flipped := bytes.Clone(sound)
		flipped[at] ^= 1 << rand.N(8)
		try(fmt.Sprintf("byte %d of %d flipped", at, len(sound)), flipped)
	}
	for i := range 50 {
		try(fmt.Sprintf("cut after %d", i*len(sound)/50), sound[:i*len(sound)/50])
	}
	try("without its last byte", sound[:len(sound)-1])
	try("with more behind it", append(bytes.Clone(sound), sound...))
	try("with zeros behind it", append(bytes.Clone(sound), make([]byte, 512)...))
}

// unpacked is what a backup holds, without its compression.
func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	text, err := z.DecodeAll(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// rewritten is a backup with its parts changed, its checksums fitting.
func rewritten(t *testing.T, from, to string, change func(name string, text []byte) (string, []byte)) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := zstd.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	packed, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := &backupWriting{app: &app{ctx: t.Context(), bars: newBars(io.Discard, true)}, tar: tar.NewWriter(packed)}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		text, failed := io.ReadAll(r)
		if err := errors.Join(err, failed); err != nil {
			t.Fatal(err)
		}
		name, text := change(h.Name, text)
		var v any = json.RawMessage(text)
		switch name {
		case sumsPart:
			v = w.sums
			fallthrough
		case headPart:
			err = w.json(name, v)
		default:
			err = w.part(partOf(name, text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.tar.Close(), packed.Close(), os.WriteFile(to, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// A backup that somebody made up cannot write outside the data folder, and one of
// another kind or a newer release says so.
func TestMadeUpBackups(t *testing.T) {
	place, dir := keptPlace(t), t.TempDir()
	whole := filepath.Join(dir, "whole")
	mustRun(t, "backup", place, "--out", whole)
	renamed := func(to string) func(string, []byte) (string, []byte) {
		quoted, _ := json.Marshal(to)
		return func(name string, text []byte) (string, []byte) {
			if name == headPart {
				text = bytes.Replace(text, []byte(`"identity.journal"`), quoted, 1)
			}
			if name == "identity.journal" {
				name = to
			}
			return name, text
		}
	}
	inHead := func(from, to string) func(string, []byte) (string, []byte) {
		return func(name string, text []byte) (string, []byte) {
			if name == headPart {
				text = bytes.ReplaceAll(text, []byte(from), []byte(to))
			}
			return name, text
		}
	}
	for what, c := range map[string]struct {
		change func(string, []byte) (string, []byte)
		says   string
	}{
		"a path upwards":     {renamed("../../escaped"), "a part of the backup has a name that none has"},
		"an absolute path":   {renamed("/tmp/escaped"), "a part of the backup has a name that none has"},
		"upwards in a build": {renamed("builds/20261127T122531.222Z-c971fe/../x"), "a part of the backup has a name that none has"},
		"the live pointer":   {renamed("live"), "a part of the backup has a name that none has"},
		"an unknown build":   {renamed("builds/20261127T122531.222Z-c971fe/x"), "a part is of a build that the backup does not list"},
		"a newer release":    {inHead(backupFormat, backupFamily+"2"), "a newer release wrote this backup"},
		"another kind":       {inHead(backupFormat, "something else"), "is no backup of continuum"},
		"newer tables":       {inHead(`"schemas": {`, `"schemas": {"plan": 7,`), ""},
		"without its cards":  {inHead("people.cards", "people.other"), "the backup lacks a part"},
	} {
		t.Run(what, func(t *testing.T) {
			bad, data := filepath.Join(t.TempDir(), "bad"), filepath.Join(t.TempDir(), "data")
			rewritten(t, whole, bad, c.change)
			status, said := quietly(t, "restore", place, "--from", bad, "--data", data)
			if c.says == "" {
				return
			}
			if status != failed || !strings.Contains(said, c.says) {
				t.Errorf("status %d, %s", status, said)
			}
			if _, err := os.Stat(data); err == nil {
				t.Error("something was restored")
			}
		})
	}
}

// A restore that is killed at any moment can be run again, into either engine.
func TestKilledRestores(t *testing.T) {
	server := testkit.Postgres(t)
	place, dir := keptPlace(t), t.TempDir()
	backup := filepath.Join(dir, "backup")
	mustRun(t, "backup", place, "--out", backup)
	for engine, database := range map[string]func(n int) string{
		"in the folder": func(int) string { return "" },
		"PostgreSQL":    func(n int) string { return fresh(t, server, fmt.Sprintf("killed%d", n)) },
		"apart":         func(n int) string { return filepath.Join(dir, fmt.Sprintf("apart%d.db", n)) },
	} {
		t.Run(engine, func(t *testing.T) {
			killed, length := 0, time.Duration(0)
			for n := range 4 {
				at := []string{"--data", filepath.Join(t.TempDir(), "data")}
				if url := database(n); url != "" {
					at = append(at, "--database", url)
				}
				restore := append([]string{"restore", place, "--from", backup}, at...)
				for range 8 {
					if n == 0 || !killedAfter(t, command(t, restore...), rand.N(length), "is not empty") { // it was done when it was killed
						break
					}
					killed++
				}
				start := time.Now()
				if status, said := quietly(t, restore...); status != done && !strings.Contains(said, "is not empty") {
					t.Fatalf("status %d, %s", status, said)
				}
				length = max(length, time.Since(start)+50*time.Millisecond)
				mustRun(t, append([]string{"verify", place}, at...)...)
			}
			t.Logf("%d restores killed", killed)
		})
	}
}

// A backup that is interrupted or killed leaves no file by its name, and does not
// stand in the way of the next.
func TestStoppedBackups(t *testing.T) {
	place, dir := keptPlace(t), t.TempDir()
	path := filepath.Join(dir, "backup")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, said bytes.Buffer
	if status := run(ctx, []string{"backup", place, "--out", path}, &out, &said); status != failed || !strings.Contains(said.String(), "interrupted; no backup was written") {
		t.Errorf("status %d, %s", status, said.String())
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	for range 10 {
		if !killedAfter(t, command(t, "backup", place, "--out", path), time.Duration(rand.N(int64(150*time.Millisecond)))) {
			break
		}
		if _, err := os.Stat(path); err == nil {
			mustRun(t, "verify", path)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := os.Stat(path); err != nil {
		mustRun(t, "backup", place, "--out", path)
	}
	mustRun(t, "verify", path)
}

func partOf(name string, text []byte) warehouse.Part {
	return warehouse.Part{Name: name, Size: int64(len(text)), Reader: bytes.NewReader(text)}
}
