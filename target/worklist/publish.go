package worklist

import (
	"context"
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Topics of the events that are told. The subject of the first is the programme, of the
// others the person.
const (
	Listed   = "target.listed"
	Enrolled = "target.enrolled"
	Refused  = "target.declined"
	Left     = "target.left"
)

// List is what a programme publishes.
type List struct {
	Programme string
	Title     string
	Team      string
	Owner     string // who decides, in words; "" the team as such
	Build     string // id of the build it was made from
	Model     string
	ModelHash string
	Outcome   string          // what the model foresees, in words: at least one emergency admission
	Horizon   int             // how far it looks ahead, in months
	From      time.Time       // the day from which it looks ahead
	Hash      string          // of all that decides who is on it, and what is said of them
	Head      json.RawMessage // what it says of itself: does it pay, how long is it, why
	Terms     Terms
	DueDays   int
	People    []Proposal // best first
}

// Terms are what accepting a suggestion leads to, as they were when the list was made.
type Terms struct {
	Action    string         `json:"action"` // what is suggested, in words
	Plain     string         `json:"plain"`  // the same to the person
	Months    int            `json:"months"` // how long somebody stays in the programme
	Tasks     []TaskTerms    `json:"tasks"`
	Exclusive []string       `json:"exclusive"` // programmes in which nobody of this one may be
	Again     map[string]int `json:"again"`     // months until somebody declined for a reason is suggested again
}

// TaskTerms is a task that enrolling somebody makes.
type TaskTerms struct {
	Title string `json:"title"`
	Team  string `json:"team"`
	Days  int    `json:"days"` // within which it is to be done
}

// Proposal is a person of a list.
type Proposal struct {
	Person   string
	Practice string // code of the GP practice; "" none known
	Risk     float64
	Chance   float64
	Value    int64
	Low      int64
	High     int64
	Reasons  []Because
	Score    string // hash of model, features and value
}

// Published tells what publishing a list changed.
type Published struct {
	List      int64 `json:"list"`
	Offered   int   `json:"offered"`   // suggested anew
	Renewed   int   `json:"renewed"`   // open already, and now as this list has them
	Kept      int   `json:"kept"`      // deferred by the team, and left so
	Withdrawn int   `json:"withdrawn"` // open before, and not on this list
	Unchanged bool  `json:"unchanged"` // the list is the one that was published last
}

// Publish puts a list before its team, in one transaction: who is new on it is offered,
// who is open already gets what this list says, and who was offered and is not on it any
// more is withdrawn, with a decision that says so. What the team deferred to a later day
// stays. The list that was published last changes nothing. Invalid where a person is on it
// twice or it names no team.
func (w *Worklist) Publish(ctx context.Context, l *List) (p Published, err error) {
	if err := l.check(); err != nil {
		return p, err
	}
	drafts, err := w.drafts(l, w.Now())
	if err != nil {
		return p, fault.Wrap(err, "publishing the list of %s", l.Programme)
	}
	err = w.db.Write(ctx, func(tx *store.Tx) error {
		if p, err = w.publish(ctx, tx, l); err == nil && !p.Unchanged {
			err = w.put(tx, drafts)
		}
		return err
	})
	return p, fault.Wrap(err, "publishing the list of %s", l.Programme)
}

func (l *List) check() error {
	for what, is := range map[string]string{"programme": l.Programme, "title": l.Title, "team": l.Team, "hash": l.Hash, "model": l.Model, "model's hash": l.ModelHash, "outcome": l.Outcome} {
		if is == "" {
			return fault.New(fault.Invalid, "the list does not name its %s", what)
		}
	}
	met := map[string]bool{}
	for i := range l.People {
		if p := &l.People[i]; p.Person == "" || met[p.Person] {
			return &fault.Error{Code: fault.Invalid, Value: p.Person, Reason: "a list has each person once"}
		}
		met[l.People[i].Person] = true
	}
	return nil
}

func (w *Worklist) publish(ctx context.Context, tx *store.Tx, l *List) (p Published, err error) {
	last, err := w.Latest(tx, l.Programme)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return p, err
	}
	if err == nil && last.Hash == l.Hash {
		return Published{List: last.ID, Unchanged: true}, nil
	}
	x := &publishing{Worklist: w, ctx: ctx, tx: tx, list: l, now: w.Now().UTC()}
	if err := x.begin(); err != nil {
		return p, err
	}
	for _, step := range []func() error{x.offer, x.withdraw, x.tell} {
		if err := step(); err != nil {
			return p, err
		}
	}
	return x.did, nil
}
