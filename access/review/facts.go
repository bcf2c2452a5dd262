package review

import (
	"context"
	"time"

	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// Log is the audit log: *audit.Log.
type Log interface {
	Size(tx *store.Tx) (int64, error)
	Find(tx *store.Tx, q audit.Query) (audit.Page, error)
}

// Accounts tells who is staff.
type Accounts interface {
	// Staff gives those of some accounts that are of staff, by their ids.
	Staff(ctx context.Context, ids []string) (map[string]Account, error)
	// Partners gives for which partners people have staff accounts, by person keys.
	Partners(ctx context.Context, people []string) (map[string][]string, error)
}

// Account is an account of staff. Of what is not known there is "".
type Account struct {
	Person       string // key of the person whose own it is
	Partner      string // id
	Practice     string // code of a GP practice
	Teams        []string
	Wards        []string // partner/ward
	Practitioner string   // such as Practitioner/7
}

// People tells what is known of people.
type People interface {
	// Known gives what is known of people by their keys, with what happened to them
	// in a period. Whom nobody knows is left out.
	Known(ctx context.Context, keys []string, since, until time.Time) (map[string]Person, error)
}

// Person is what rules ask of somebody. It is never kept.
type Person struct {
	Surname   string
	Address   string // without the postcode
	Postcode  string
	Close     []string      // keys of those who care for the person, are next of kin or share the household
	Relations []sight.Party // that hold now, with the marks
	Events    []Event
}

// Event is something that happened to a person with a partner.
type Event struct {
	Partner  string    // id
	From, To time.Time // To is the zero time while it goes on
}
