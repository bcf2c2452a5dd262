package rights

import (
	"context"
	"slices"
	"strconv"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// What people may ask for.
const (
	Access      = "access"      // everything held about them
	Correction  = "correction"  // of what is wrong
	Objection   = "objection"   // to sharing
	Restriction = "restriction" // of what it is used for
	Erasure     = "erasure"
)

// Kinds lists them.
func Kinds() []string { return []string{Access, Correction, Objection, Restriction, Erasure} }

// States of a request.
const (
	Received    = "received"
	WithPartner = "with-partner" // who holds what it is about
	Done        = "done"
	Refused     = "refused"
)

// mostOpen is how many requests of one person may wait: more are no longer read.
const mostOpen = 50

// Request is what somebody asked for.
type Request struct {
	ID         int64     `json:"id"`
	Person     string    `json:"person"` // key
	Kind       string    `json:"kind"`
	Section    string    `json:"section,omitempty"`  // of the record that it is about
	Resource   string    `json:"resource,omitempty"` // such as Observation/7
	Words      string    `json:"words,omitempty"`    // the person's own
	AskedBy    string    `json:"asked_by,omitempty"` // account
	Received   time.Time `json:"received"`
	Due        time.Time `json:"due"`                // the day, in the place's zone
	Extended   string    `json:"extended,omitempty"` // why it takes longer than a month
	State      string    `json:"state"`
	Partner    string    `json:"partner,omitempty"` // who has it now
	Answer     string    `json:"answer,omitempty"`
	AnsweredBy string    `json:"answered_by,omitempty"` // account
	Ended      time.Time `json:"ended,omitzero"`
}

// DaysLeft counts the days until a request is due, less than 0 where it is overdue.
func (q *Request) DaysLeft(now time.Time) int { return daysBetween(now.In(q.Due.Location()), q.Due) }

// Open tells whether it waits for an answer.
func (q *Request) Open() bool { return q.Ended.IsZero() }

// Ask takes a request: its person, kind, words, and the section and resource it is
// about, if any. Conflict where too many of the person wait.
func (r *Rights) Ask(ctx context.Context, q Request) (Request, error) {
	if err := q.check(); err != nil {
		return Request{}, err
	}
	words, err := Words(q.Words)
	if err != nil {
		return Request{}, err
	}
	now := r.Now().In(r.zone)
	q = Request{
		Person: q.Person, Kind: q.Kind, Section: q.Section, Resource: q.Resource, Words: words, AskedBy: by(ctx),
		Received: now, Due: monthsAfter(now, dueMonths), State: Received,
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error { return r.ask(ctx, tx, &q) })
	return q, fault.Wrap(err, "taking a request")
}

func (q *Request) check() error {
	if err := checkPerson(q.Person); err != nil {
		return err
	}
	if !slices.Contains(Kinds(), q.Kind) {
		return &fault.Error{Code: fault.Invalid, Value: q.Kind, Reason: "nobody can ask for this", Fix: "ask for access, correction, objection, restriction or erasure"}
	}
	if q.Section != "" && !slices.Contains(access.Sections(), q.Section) {
		return &fault.Error{Code: fault.Invalid, Value: q.Section, Reason: "a record has no such section"}
	}
	if q.Resource != "" {
		return checkResource(q.Resource)
	}
	return nil
}

func (r *Rights) ask(ctx context.Context, tx *store.Tx, q *Request) error {
	var open int64
	if err := tx.QueryRow("SELECT count(*) FROM rights_request WHERE person = $1 AND ended IS NULL", q.Person).Scan(&open); err != nil {
		return err
	}
	if open >= mostOpen {
		return &fault.Error{Code: fault.Conflict, Reason: "too many requests of this person wait for an answer", Fix: "answer some first"}
	}
	err := tx.QueryRow(`INSERT INTO rights_request (person, kind, section, resource, words, asked_by, received, due, extended, state, partner, answer, answered_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, '', '', '') RETURNING id`,
		q.Person, q.Kind, q.Section, q.Resource, q.Words, q.AskedBy, q.Received, q.Due, q.State).Scan(&q.ID)
	if err != nil {
		return err
	}
	return r.noteRequest(ctx, tx, "rights-request", q)
}

// noteRequest notes what happens to a request, by its number and kind.
func (r *Rights) noteRequest(ctx context.Context, tx *store.Tx, action string, q *Request) error {
	return r.note(ctx, tx, action, q.Person, func(e *audit.Entry) {
		e.Reason = q.Kind + " request " + strconv.FormatInt(q.ID, 10)
		if q.Resource != "" {
			e.Resources = []string{q.Resource}
		}
	})
}
