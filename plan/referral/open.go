package referral

import (
	"context"
	"embed"
	"sync/atomic"
	"time"

	"continuum/access"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of referrals, their threads and their links.
func Migrations() store.Migrations { return store.MigrationsOf("plan_referral", files) }

// Type is the type of the record as which the policies judge a referral.
const Type = "Task"

// Gate says who may do what and notes what was done: *access.Gate.
type Gate interface {
	// Decide tells whether the actor of a context may do something with an item of a
	// type about a person.
	Decide(ctx context.Context, tx *store.Tx, action, person, typ string, labels ...string) (access.Decision, error)
	// Append notes in the audit, in the change's own transaction.
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// Record keeps who has to do with whom: *record.Record.
type Record interface {
	// Relate replaces what an origin says of a person.
	Relate(tx *store.Tx, origin, person string, all []record.Relation) error
}

// Needs are what referrals work with.
type Needs struct {
	Gate   Gate
	Record Record
	Now    func() time.Time // nil: time.Now
	// Consent tells whether a person agrees that a party is told about them: nil where so,
	// Denied with the words for the sender where not. Without it nothing is sent.
	Consent func(ctx context.Context, tx *store.Tx, person string, to Party) error
	Rules   *Rules // of the place; nil: Usual
}

// Referrals keeps referrals and what came of them. Any number of goroutines may use it.
type Referrals struct {
	Needs
	db    *store.DB
	rules atomic.Pointer[Rules]
}

// Open opens the referrals in a database that has Migrations and those of the record and
// the audit.
func Open(db *store.DB, n Needs) *Referrals {
	if n.Now == nil {
		n.Now = time.Now
	}
	r := &Referrals{Needs: n, db: db}
	r.Renew(n.Rules)
	return r
}

// Renew has later acts follow other rules. What was sent keeps its answer date.
func (r *Referrals) Renew(rules *Rules) {
	if rules == nil {
		rules = Usual()
	}
	r.rules.Store(rules)
}

// Following are the rules that hold now.
func (r *Referrals) Following() *Rules { return r.rules.Load() }

func (r *Referrals) now() time.Time { return r.Now().UTC().Truncate(time.Microsecond) }
