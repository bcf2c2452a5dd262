package account

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

// world is a place's accounts with a clock that the test turns, and what was noted.
type world struct {
	*Accounts
	db    *store.DB
	mu    sync.Mutex
	at    time.Time
	heard []Event // of transactions that lasted, and of some that did not
}

const (
	siteDomain = "care.example.org"
	site       = "https://care.example.org"
	good       = "correct horse battery staple"
	here       = "192.0.2.7:4711"
)

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

func newWorld(t testing.TB, url string, more ...Option) *world {
	t.Helper()
	db, err := store.Open(context.Background(), url, Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{db: db, at: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	w.open(t, more...)
	return w
}

// open opens the accounts anew, as another process would.
func (w *world) open(t testing.TB, more ...Option) {
	t.Helper()
	options := []Option{WithClock(w.now), WithAuditor(w), WithHashing(Cost{Memory: 8, Passes: 1, Lanes: 1}, 4), WithRelyingParty(siteDomain, "Small", site)}
	a, err := Open(context.Background(), w.db, declared{}, append(options, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	w.Accounts = a
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
func (w *world) Note(_ context.Context, _ *store.Tx, e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, e)
	return nil
}

// last is what was noted last.
func (w *world) last() Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.heard) == 0 {
		return Event{}
	}
	return w.heard[len(w.heard)-1]
}

// declared is a place of some roles, partners and teams.
type declared struct{}

func (declared) Role(id string) bool { return slices.Contains([]string{"admin", "nurse", "gp"}, id) }

func (declared) Partner(id string) bool { return slices.Contains([]string{"clinic", "council"}, id) }
func (declared) Team(id string) bool    { return slices.Contains([]string{"east", "west"}, id) }

// add makes a local account with a password.
func (w *world) add(t testing.TB, name string, roles ...string) Account {
	t.Helper()
	made, err := w.Add(t.Context(), Account{Name: name, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.NewSetUp(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	made, err = w.SetUpPassword(t.Context(), s.Code, good)
	if err != nil {
		t.Fatal(err)
	}
	return made
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
