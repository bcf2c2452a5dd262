package session

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

// world is a place's sessions with a clock that the test turns.
type world struct {
	*Sessions
	accounts *account.Accounts
	mu       sync.Mutex
	at       time.Time
	heard    []account.Event
}

// onBoth runs a test on both engines, each fresh.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db")))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, testkit.Postgres(t)))
	})
}

const (
	idle  = 15 * time.Minute
	lasts = 8 * time.Hour
)

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	w := &world{at: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	w.process(t, url)
	return w
}

// process opens the sessions of a database as a process of its own, and gives it
// to w if w has none.
func (w *world) process(t testing.TB, url string) (*Sessions, *account.Accounts) {
	t.Helper()
	db, err := store.Open(context.Background(), url, account.Migrations(), Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	accounts, err := account.Open(context.Background(), db, all{}, account.WithClock(w.now), account.WithHashing(account.Cost{Memory: 8, Passes: 1, Lanes: 1}, 2))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(db, accounts, WithClock(w.now), WithTimeOuts(idle, lasts), WithAuditor(w))
	if err != nil {
		t.Fatal(err)
	}
	if w.Sessions == nil {
		w.Sessions, w.accounts = s, accounts
	}
	return s, accounts
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// Note keeps what was noted.
func (w *world) Note(_ context.Context, _ *store.Tx, e account.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, e)
	return nil
}

// all is a place that knows everything.
type all struct{}

func (all) Role(string) bool    { return true }
func (all) Partner(string) bool { return true }
func (all) Team(string) bool    { return true }

func (w *world) add(t testing.TB, name string) account.Account {
	t.Helper()
	made, err := w.accounts.Add(t.Context(), account.Account{Name: name, Roles: []string{"nurse"}})
	wants(t, err, "")
	return made
}

// begin signs an account in.
func (w *world) begin(t testing.TB, a account.Account) string {
	t.Helper()
	token, _, err := w.Begin(t.Context(), Beginning{Account: a.ID, Epoch: a.Epoch, Method: "passkey", Role: "nurse", Purpose: "direct-care", Agent: "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"})
	wants(t, err, "")
	return token
}

// in tells whether a token is somebody's.
func (w *world) in(t testing.TB, token string) bool {
	t.Helper()
	_, _, err := w.Use(t.Context(), token)
	if err != nil {
		wants(t, err, fault.Denied)
	}
	return err == nil
}

// wants fails the test unless an error has a code ("": there is none).
func wants(t testing.TB, err error, code fault.Code) {
	t.Helper()
	switch {
	case err == nil && code != "":
		t.Fatalf("no error, want %s", code)
	case err != nil && (code == "" || fault.CodeOf(err) != code):
		t.Fatalf("got %s (%v), want %q", fault.CodeOf(err), err, code)
	}
}
