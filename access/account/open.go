package account

import (
	"context"
	"embed"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of accounts.
func Migrations() store.Migrations { return store.MigrationsOf("account", files) }

// Accounts are those of a place. Its methods may be called from any goroutine.
type Accounts struct {
	db      *store.DB
	known   Known
	auditor Auditor
	policy  Policy
	hasher  *hasher
	relying *webauthn.WebAuthn // nil: no passkeys
	now     func() time.Time
	secret  []byte

	mu       sync.Mutex
	watchers []func(id string)
}

// Policy is how a place lets local accounts in.
type Policy struct {
	Passwords      bool     // a password alone is enough
	PasskeyRoles   []string // whoever has one of these roles needs a passkey all the same
	OnlyBreakGlass bool     // local accounts are for breaking the glass: others come from a provider
}

// password tells whether an account may sign in by password.
func (p *Policy) password(a *Account) bool {
	return p.Passwords && !slices.ContainsFunc(p.PasskeyRoles, a.Has)
}

// admits tells whether an account may sign in here at all.
func (p *Policy) admits(a *Account) bool {
	return !a.Disabled && a.Source == Local && (a.BreakGlass || !p.OnlyBreakGlass)
}

// Option says how accounts are kept.
type Option func(*Accounts) error

// WithAuditor tells every change to an auditor.
func WithAuditor(auditor Auditor) Option {
	return func(a *Accounts) error { a.auditor = auditor; return nil }
}

// WithPolicy says how local accounts come in; by passkey or password where it is not given.
func WithPolicy(p Policy) Option {
	return func(a *Accounts) error { a.policy = p; return nil }
}

// WithHashing says what a password's hash costs and how many are made at once;
// Usual, and one a processor, where it is not given.
func WithHashing(cost Cost, atOnce int) Option {
	return func(a *Accounts) error {
		if _, err := parseHash(hashed{cost, make([]byte, leastSalt), make([]byte, leastHash)}.String()); err != nil || atOnce < 1 {
			return fault.New(fault.Invalid, "passwords cannot be hashed at this cost")
		}
		a.hasher = newHasher(cost, atOnce)
		return nil
	}
}

// WithClock says what time it is.
func WithClock(now func() time.Time) Option {
	return func(a *Accounts) error { a.now = now; return nil }
}

// Open opens the accounts of a database that has Migrations.
func Open(ctx context.Context, db *store.DB, known Known, options ...Option) (*Accounts, error) {
	a := &Accounts{db: db, known: known, policy: Policy{Passwords: true}, hasher: newHasher(Usual, runtime.GOMAXPROCS(0)), now: time.Now}
	for _, o := range options {
		if err := o(a); err != nil {
			return nil, err
		}
	}
	err := db.Read(ctx, a.readSecret)
	if fault.CodeOf(err) == fault.NotFound && err != nil {
		err = db.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec("INSERT INTO account_key (number, secret) VALUES (1, $1) ON CONFLICT DO NOTHING", random(32)); err != nil {
				return err
			}
			return a.readSecret(tx)
		})
	}
	if err != nil {
		return nil, fault.Wrap(err, "opening the accounts")
	}
	return a, nil
}

func (a *Accounts) readSecret(tx *store.Tx) error {
	return tx.QueryRow("SELECT secret FROM account_key WHERE number = 1").Scan(&a.secret)
}

// Watch lets f hear the id of every account that may have changed, once the change
// lasts and before whoever made it goes on. f must be quick.
func (a *Accounts) Watch(f func(id string)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.watchers = append(a.watchers, f)
}

// write runs a transaction that may change an account, and tells of it.
func (a *Accounts) write(ctx context.Context, id string, f func(*store.Tx) error) error {
	err := a.db.Write(ctx, f)
	a.tell(id)
	return err
}

// tell tells whoever watches that an account may have changed.
func (a *Accounts) tell(id string) {
	a.mu.Lock()
	watchers := slices.Clone(a.watchers)
	a.mu.Unlock()
	for _, hear := range watchers {
		hear(id)
	}
}
