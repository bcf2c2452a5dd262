package worklist

import (
	"context"
	"embed"
	"time"

	"continuum/access"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/resource"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of suggestions, decisions, enrolments and their tasks.
func Migrations() store.Migrations { return store.MigrationsOf("target", files) }

// Gate says who may do what and notes what was done: *access.Gate.
type Gate interface {
	// Decide tells whether the actor of a context may do something with an item of a
	// type about a person.
	Decide(ctx context.Context, tx *store.Tx, action, person, typ string, labels ...string) (access.Decision, error)
	// Append notes in the audit, in the change's own transaction.
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// Record keeps who has to do with whom, and what was assessed: *record.Record.
type Record interface {
	// Relate replaces what an origin says of a person.
	Relate(tx *store.Tx, origin, person string, all []record.Relation) error
	// Draft prepares a resource for writing.
	Draft(key record.Key, n resource.Node, at time.Time) (*record.Draft, error)
	// Writer begins to write resources.
	Writer(tx *store.Tx) *record.Writer
}

// Needs are what a worklist works with.
type Needs struct {
	Gate   Gate
	Record Record
	Now    func() time.Time // nil: time.Now
}

// Worklist keeps suggestions and what came of them. Any number of goroutines may use it.
type Worklist struct {
	Needs
	db *store.DB
}

// Open opens the worklist in a database that has Migrations and those of the record and
// the audit.
func Open(db *store.DB, n Needs) *Worklist {
	if n.Now == nil {
		n.Now = time.Now
	}
	return &Worklist{Needs: n, db: db}
}

// Types of the record as which the policies judge a suggestion and its reasons.
const (
	SuggestionType = "Task"
	ReasonsType    = "RiskAssessment"
)

// by is the account that acts in a context.
func by(ctx context.Context) string {
	if a := access.From(ctx); a != nil {
		return a.Account
	}
	return ""
}
