package review

import (
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// State is how far a finding was followed up.
type State string

// The states. What is accepted or closed is done.
const (
	Untouched State = "open"
	Asked     State = "asked"     // the actor was asked for the reason
	Answered  State = "answered"  // and gave one
	Accepted  State = "accepted"  // the reason is fine
	Escalated State = "escalated" // the actor's partner was told
	Closed    State = "closed"
)

func (s State) done() bool { return s == Accepted || s == Closed }

// Finding is what is unusual: an actor's looks of one kind at one person on one day. It
// holds keys only.
type Finding struct {
	ID          int64  `json:"id"`
	Kind        Kind   `json:"kind"`
	Actor       string `json:"actor"`            // id of the account
	Person      string `json:"person,omitempty"` // key of whom it is about; "" for nobody in particular
	Partner     string `json:"partner"`          // for which the actor acted
	Seriousness int    `json:"seriousness"`      // 1 to 5, the most serious

	First      time.Time `json:"first"` // look of it; its age counts from here
	Last       time.Time `json:"last"`
	FirstEntry int64     `json:"first_entry"` // number in the audit log
	LastEntry  int64     `json:"last_entry"`
	Looks      int64     `json:"looks"` // that were unusual, of the actor's on that day
	Count      int64     `json:"count"` // the most people within a day or an hour, denials, or people in order; 0 where nothing is counted
	Usual      int64     `json:"usual"` // up to how many would be usual

	State   State     `json:"state"`
	Officer string    `json:"officer,omitempty"` // id of the account that took it up
	Steps   int64     `json:"steps"`             // that were taken
	Changed time.Time `json:"changed,omitzero"`  // when the last was
}

const findingColumns = "id, kind, actor, person, partner, serious, first_at, last_at, first, last, looks, counted, usual, state, officer, steps, changed"

func (f *Finding) scan(row store.Row) error {
	var serious, first, last int64
	var kind, state string
	var changed *int64
	err := row.Scan(&f.ID, &kind, &f.Actor, &f.Person, &f.Partner, &serious, &first, &last, &f.FirstEntry, &f.LastEntry,
		&f.Looks, &f.Count, &f.Usual, &state, &f.Officer, &f.Steps, &changed)
	f.Kind, f.State, f.Seriousness = Kind(kind), State(state), int(serious)
	f.First, f.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
	if changed != nil {
		f.Changed = time.UnixMicro(*changed).UTC()
	}
	return err
}

// Get gives a finding; NotFound where there is none.
func (r *Review) Get(tx *store.Tx, id int64) (f Finding, err error) {
	err = f.scan(tx.QueryRow("SELECT "+findingColumns+" FROM review_finding WHERE id = $1", id))
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = fault.New(fault.NotFound, "there is no finding %d", id)
	}
	return f, err
}

// Step is one thing that was done about a finding.
type Step struct {
	State State     `json:"state"` // to which it led
	By    string    `json:"by"`    // id of the account
	At    time.Time `json:"at"`
	Note  string    `json:"note,omitempty"` // the actor's answer, or what the officer wrote
}

// Steps gives what was done about a finding, in order.
func (r *Review) Steps(tx *store.Tx, id int64) ([]Step, error) {
	var all []Step
	for row, err := range tx.Query("SELECT state, account, at, note FROM review_step WHERE finding = $1 ORDER BY number", id) {
		var s Step
		var state string
		var at int64
		if err == nil {
			err = row.Scan(&state, &s.By, &at, &s.Note)
		}
		if err != nil {
			return nil, err
		}
		s.State, s.At = State(state), time.UnixMicro(at).UTC()
		all = append(all, s)
	}
	return all, nil
}
