package review

import (
	"context"
	"embed"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of the review.
func Migrations() store.Migrations { return store.MigrationsOf("review", files) }

// Auditor hears of every step in the transaction that takes it: its error undoes the
// step. Who took it it finds in the act.
type Auditor interface {
	Note(ctx context.Context, tx *store.Tx, a Act) error
}

// Act is a step as it is audited.
type Act struct {
	Action  string // unusual-asked, unusual-answered, unusual-accepted, unusual-escalated or unusual-closed
	By      string // id of the account that took it
	Finding int64
	Kind    Kind
	Actor   string // whose look it was
	Person  string // at whom; "" at nobody in particular
}

// Review finds unusual looks in one audit log. Any number of goroutines may use it.
type Review struct {
	db       *store.DB
	log      Log
	accounts Accounts
	people   People
	settings Settings
	auditor  Auditor
	now      func() time.Time
	most     int // entries of a batch
}

// Option says how looks are reviewed.
type Option func(*Review) error

// WithSettings says what is unusual; Usual where it is not given.
func WithSettings(s Settings) Option {
	return func(r *Review) error { r.settings = s; return s.check() }
}

// WithAuditor tells every step of following up to an auditor.
func WithAuditor(a Auditor) Option {
	return func(r *Review) error { r.auditor = a; return nil }
}

// WithClock says what time it is.
func WithClock(now func() time.Time) Option {
	return func(r *Review) error { r.now = now; return nil }
}

// Open opens the review in a database that has Migrations and those of the log. Invalid
// where a setting is out of range.
func Open(db *store.DB, log Log, accounts Accounts, people People, options ...Option) (*Review, error) {
	r := &Review{db: db, log: log, accounts: accounts, people: people, settings: Usual(), now: time.Now, most: mostEntries}
	for _, o := range options {
		if err := o(r); err != nil {
			return nil, fault.Wrap(err, "opening the review of looks")
		}
	}
	return r, nil
}
