package rights

import (
	"context"
	"crypto/rand"
	"embed"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of rights.
func Migrations() store.Migrations { return store.MigrationsOf("rights", files) }

// Noter notes in the audit, in a change's own transaction, what the actor of a context
// does; access.Gate is one. Its error undoes the change.
type Noter interface {
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// Looks finds who looked.
type Looks interface {
	Settle(ctx context.Context) error // lets what was noted before be found
	Find(tx *store.Tx, q audit.Query) (audit.Page, error)
}

// Facts are what partners' extracts say of people.
type Facts interface {
	Beside(ctx context.Context, tx *store.Tx, patientIDs []string) (*record.Beside, error)
}

// Built tells who is known to the live build.
type Built interface {
	// RegistrationsOf lists the registrations of a person; NotFound for nobody.
	RegistrationsOf(ctx context.Context, person string) ([]link.Registration, error)
	// Died gives when a person died; the zero time where nobody says so.
	Died(ctx context.Context, person string) (time.Time, error)
}

// Accounts are those who sign in.
type Accounts interface {
	// AccountsOf lists those of a person, by their key.
	AccountsOf(ctx context.Context, person string) ([]Account, error)
	// EndAccountsOf lets a person in no more by the accounts that are only for their own
	// record, and ends what is open by them. Again is no harm.
	EndAccountsOf(ctx context.Context, person string) error
}

// Account is one of a person's own, without its secrets.
type Account struct {
	Name       string    `json:"name"`    // to sign in with
	Display    string    `json:"display"` // as others see it
	Roles      []string  `json:"roles"`
	Email      string    `json:"email,omitempty"`
	Disabled   bool      `json:"disabled"`
	Added      time.Time `json:"added"`
	LastSignIn time.Time `json:"last_sign_in,omitzero"`
}

// Findings are what was found unusual about who looked at a person.
type Findings interface {
	FindingsOf(ctx context.Context, tx *store.Tx, person string) ([]Finding, error)
}

// Finding is one of them, in words that a person may read.
type Finding struct {
	At    time.Time `json:"at"`
	Words string    `json:"words"`
}

// Keeper keeps something else of people, which must go with them.
type Keeper interface {
	// Forget takes away what it keeps of a person, by their key and registrations.
	Forget(ctx context.Context, tx *store.Tx, person string, registrations []link.Registration) error
}

// Holder keeps something else of people, which they may take with them.
type Holder interface {
	// AlsoOf tells what it keeps of a person, by their key, in the order of time.
	AlsoOf(ctx context.Context, tx *store.Tx, person string) ([]Also, error)
}

// Also is one such thing, in words that a person may read, and whole.
type Also struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"` // such as suggestion
	Words  string    `json:"words"`
	Detail any       `json:"detail,omitempty"`
}

// Needs are what rights are answered with. Of those that may be nil there is nothing.
type Needs struct {
	Place     *place.Place
	Record    *record.Record
	Retention []access.Retention
	Notes     Noter
	Looks     Looks
	Site      audit.Site
	Facts     Facts    // nil: there is no build
	Built     Built    // likewise
	Accounts  Accounts // nil: nobody signs in here
	Findings  Findings // nil: nothing is looked for
	Keepers   []Keeper
	Holders   []Holder
	Now       func() time.Time // nil: time.Now
}

// Rights are those of the people of a place. Its methods may be called from any
// goroutine.
type Rights struct {
	Needs
	db     *store.DB
	zone   *time.Location
	rules  map[string]access.Retention // by section
	secret []byte
}

// Open opens the rights in a database that has Migrations.
func Open(ctx context.Context, db *store.DB, n Needs) (*Rights, error) {
	zone, err := time.LoadLocation(n.Place.Timezone)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: "place.yaml", Value: n.Place.Timezone, Reason: "not a time zone", Err: err, Fix: "use an IANA name, such as Europe/London"}
	}
	r := &Rights{Needs: n, db: db, zone: zone, rules: map[string]access.Retention{}}
	if r.Now == nil {
		r.Now = time.Now
	}
	for _, rule := range n.Retention {
		r.rules[rule.Section] = rule
	}
	if r.secret, err = secretOf(ctx, db); err != nil {
		return nil, fault.Wrap(err, "opening the rights")
	}
	return r, nil
}

// secretOf reads the key of a database, and makes it where there is none.
func secretOf(ctx context.Context, db *store.DB) (secret []byte, err error) {
	read := func(tx *store.Tx) error {
		return tx.QueryRow("SELECT secret FROM rights_key WHERE number = 1").Scan(&secret)
	}
	if err = db.Read(ctx, read); err == nil || fault.CodeOf(err) != fault.NotFound {
		return secret, err
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		fresh := make([]byte, 32)
		_, _ = rand.Read(fresh) // never fails
		if _, err := tx.Exec("INSERT INTO rights_key (number, secret) VALUES (1, $1) ON CONFLICT DO NOTHING", fresh); err != nil {
			return err
		}
		return read(tx)
	})
	return secret, err
}

// by is the account that acts in a context.
func by(ctx context.Context) string {
	if a := access.From(ctx); a != nil {
		return a.Account
	}
	return ""
}

// note notes what happens to a person's rights.
func (r *Rights) note(ctx context.Context, tx *store.Tx, action, person string, edit func(*audit.Entry)) error {
	e := audit.Entry{Action: action, Outcome: audit.OK, People: []string{person}}
	if edit != nil {
		edit(&e)
	}
	return fault.Wrap(r.Notes.Append(ctx, tx, e), "noting it in the audit")
}
