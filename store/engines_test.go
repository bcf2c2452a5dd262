package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"continuum/internal/testkit"
)

// server is the PostgreSQL of all tests of this binary: it outlives the test that starts it.
type server struct {
	testing.TB
	ends []func()
}

func (s *server) Cleanup(f func()) { s.ends = append(s.ends, f) }

var shared struct {
	sync.Mutex
	server server
	url    string
	count  int
}

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		child()
		return
	}
	code := m.Run()
	for i := len(shared.server.ends) - 1; i >= 0; i-- {
		shared.server.ends[i]()
	}
	os.Exit(code)
}

// postgresURL makes a fresh database.
func postgresURL(t testing.TB) string {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.url == "" {
		shared.server.TB = t
		shared.url = testkit.Postgres(&shared.server)
	}
	shared.count++
	name := fmt.Sprintf("store%d", shared.count)
	db, err := sql.Open("pgx", shared.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	return shared.url[:len(shared.url)-len("postgres")] + name
}

func sqliteURL(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "a place?.db") }

// engines runs a test on both engines.
func engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqliteURL(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgresURL(t)) })
}

// onBoth opens a fresh database with the tables of testdata on both engines.
func onBoth(t *testing.T, test func(t *testing.T, db *DB)) {
	engines(t, func(t *testing.T, url string) { test(t, opened(t, url)) })
}

func things() Migrations { return Migrations{Owner: "thing", Files: os.DirFS("testdata/thing")} }

// older is the first release: it knows one migration.
func older() Migrations {
	return Migrations{Owner: "thing", Files: only{os.DirFS("testdata/thing"), "0001_thing.sql"}}
}

type only struct {
	fs.FS
	name string
}

func (o only) Glob(string) ([]string, error) { return []string{o.name}, nil }

func opened(t testing.TB, url string) *DB {
	t.Helper()
	db, err := Open(t.Context(), url, things())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	db.pace.poll, db.pace.first, db.pace.longest, db.pace.attempts, db.pace.lease = 20*time.Millisecond, time.Millisecond, 5*time.Millisecond, 3, 2*time.Second
	return db
}

func add(id string, n int) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", id, n)
		return err
	}
}

func number(t testing.TB, db *DB, query string, args ...any) (n int64) {
	t.Helper()
	must(t, db.Read(t.Context(), func(tx *Tx) error { return tx.QueryRow(query, args...).Scan(&n) }))
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// running runs the dispatcher until stop is called or the test ends.
func running(t testing.TB, db *DB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { db.Run(ctx) })
	stop = sync.OnceFunc(func() {
		cancel()
		run.Wait()
	})
	t.Cleanup(stop)
	return stop
}

// until waits for something to become true.
func until(t testing.TB, what string, true func() bool) {
	t.Helper()
	for range 2000 {
		if true() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("it never came about that ", what)
}
