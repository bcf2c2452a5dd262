package session

import (
	"context"
	"embed"
	"time"

	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of sessions.
func Migrations() store.Migrations { return store.MigrationsOf("session", files) }

// Accounts are those that sign in.
type Accounts interface {
	Find(tx *store.Tx, id string) (account.Account, error)
	Watch(f func(id string))
}

// Auditor hears of sessions that begin and end, in the transaction that does it.
type Auditor interface {
	Note(ctx context.Context, tx *store.Tx, e account.Event) error
}

// The actions that an Auditor hears of. A session that times out is not told.
const (
	Began account.Action = "session-began"
	Ended account.Action = "session-ended"
)

// Sessions are those of a place. Its methods may be called from any goroutine.
type Sessions struct {
	db       *store.DB
	accounts Accounts
	auditor  Auditor
	secure   bool
	idle     time.Duration
	lasts    time.Duration
	parked   time.Duration
	now      func() time.Time
	known    cache
}

// Option says how sessions are kept.
type Option func(*Sessions)

// WithTimeOuts says after how long without use, and after how long at all, a
// session ends; 15 minutes and 12 hours where it is not given.
func WithTimeOuts(idle, lasts time.Duration) Option {
	return func(s *Sessions) { s.idle, s.lasts = idle, lasts }
}

// WithTLS says that browsers come over TLS, to this server or to a proxy before it.
func WithTLS() Option { return func(s *Sessions) { s.secure = true } }

// WithAuditor tells an auditor of sessions that begin and end.
func WithAuditor(a Auditor) Option { return func(s *Sessions) { s.auditor = a } }

// WithClock says what time it is.
func WithClock(now func() time.Time) Option { return func(s *Sessions) { s.now = now } }

// written is how often use is written.
const written = time.Minute

// New gives the sessions of a database that has Migrations. Invalid where the
// time-outs cannot be meant.
func New(db *store.DB, accounts Accounts, options ...Option) (*Sessions, error) {
	s := &Sessions{db: db, accounts: accounts, idle: 15 * time.Minute, lasts: 12 * time.Hour, parked: time.Hour, now: time.Now}
	for _, o := range options {
		o(s)
	}
	if s.idle <= written || s.lasts < s.idle {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "sessions cannot have these time-outs", Fix: "give more than a minute without use, and no less at all"}
	}
	accounts.Watch(s.known.forgetAccount)
	return s, nil
}

// note tells the auditor.
func (s *Sessions) note(ctx context.Context, tx *store.Tx, action account.Action, id, detail string) error {
	if s.auditor == nil {
		return nil
	}
	return s.auditor.Note(ctx, tx, account.Event{Action: action, Account: id, Detail: detail})
}
