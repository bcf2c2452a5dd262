package sheet

import (
	"context"
	"embed"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of entries, their changes, and what is kept aside.
func Migrations() store.Migrations { return store.MigrationsOf("plan_sheet", files) }

// PlanType is the type of the record as which the policies judge a plan.
const PlanType = "CarePlan"

// Gate says who may do what and notes what was done: *access.Gate.
type Gate interface {
	// Decide tells whether the actor of a context may do something with an item of a
	// type about a person.
	Decide(ctx context.Context, tx *store.Tx, action, person, typ string, labels ...string) (access.Decision, error)
	// Pseudonymised tells whether the actor of a context sees people under pseudonyms.
	Pseudonymised(ctx context.Context) (bool, error)
	// Append notes in the audit, in the change's own transaction.
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// Needs are what sheets work with.
type Needs struct {
	Gate Gate
	Now  func() time.Time // nil: time.Now
}

// Sheets keeps people's plans. Any number of goroutines may use it.
type Sheets struct {
	Needs
	db *store.DB
}

// Open opens the plans in a database that has Migrations and those of the record and the
// audit.
func Open(db *store.DB, n Needs) *Sheets {
	if n.Now == nil {
		n.Now = time.Now
	}
	return &Sheets{Needs: n, db: db}
}

// may tells whether the actor of a context may read or write the plan of a person.
func (s *Sheets) may(ctx context.Context, tx *store.Tx, action, person string) error {
	hidden, err := s.Gate.Pseudonymised(ctx)
	if err != nil {
		return err
	}
	if !hidden {
		d, err := s.Gate.Decide(ctx, tx, action, person, PlanType)
		if err != nil || d.Allowed {
			return err
		}
	}
	fix := "ask the person, or whoever coordinates their care"
	if action == access.Write {
		fix += "; what you wrote is still with you"
	}
	return &fault.Error{Code: fault.Denied, Reason: "no policy lets you " + action + " this person's plan", Fix: fix}
}

// MayRead tells whether the actor of a context may read the plan of a person: nil, or why not.
func (s *Sheets) MayRead(ctx context.Context, tx *store.Tx, person string) error {
	return s.may(ctx, tx, access.Read, person)
}

// by is the account that acts in a context.
func by(ctx context.Context) string {
	if a := access.From(ctx); a != nil {
		return a.Account
	}
	return ""
}
