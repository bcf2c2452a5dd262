package referral

import (
	"context"
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Beginning says when the first contact was.
type Beginning struct {
	Version int64
	Contact time.Time
	Words   string
}

// Start notes the first contact.
func (r *Referrals) Start(ctx context.Context, id int64, b Beginning) (Referral, error) {
	words, err := sound("words", b.Words, longestWords)
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActStart])
	}
	contact := b.Contact.UTC().Truncate(time.Microsecond)
	return r.do(ctx, change{act: ActStart, id: id, seen: b.Version, step: Step{Words: words}, apply: func(_ *store.Tx, x *Referral, step *Step) error {
		if b.Contact.IsZero() || contact.After(step.At) || contact.Before(x.sent.Add(-24*time.Hour)) {
			return &fault.Error{Code: fault.Invalid, Column: "contact", Value: b.Contact.Format(time.DateOnly), Reason: "the first contact is not between when it was sent and now", Fix: "give the day on which somebody spoke with the person"}
		}
		x.Contact = contact
		return nil
	}})
}

// Outcome is what came of one goal.
type Outcome struct {
	Result string // Achieved, Partly or Not
	Note   string
}

// Ending says what came of each goal, in the order of the referral's goals.
type Ending struct {
	Version  int64
	Outcomes []Outcome
	Words    string
}

func (e *Ending) check() (err error) {
	if e.Words, err = sound("words", e.Words, longestWords); err != nil {
		return err
	}
	for i := range e.Outcomes {
		o := &e.Outcomes[i]
		if o.Note, err = sound("note", o.Note, longestWords); err != nil {
			return err
		}
		if o.Result != Achieved && o.Result != Partly && o.Result != Not {
			return &fault.Error{Code: fault.Invalid, Column: "outcome", Value: short(o.Result), Reason: fmt.Sprintf("it is not said what came of goal %d", i+1), Fix: "choose achieved, partly or not"}
		}
	}
	return nil
}

// Finish notes that it is done, with an outcome for each goal.
func (r *Referrals) Finish(ctx context.Context, id int64, e Ending) (Referral, error) {
	e.Outcomes = append([]Outcome(nil), e.Outcomes...)
	if err := e.check(); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActFinish])
	}
	return r.do(ctx, change{act: ActFinish, id: id, seen: e.Version, step: Step{Words: e.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		if len(e.Outcomes) != len(x.Goals) {
			return &fault.Error{Code: fault.Invalid, Column: "outcome", Value: fmt.Sprint(len(e.Outcomes)), Reason: fmt.Sprintf("there are %d goals", len(x.Goals)), Fix: "say of each goal whether it was achieved, partly or not"}
		}
		for i, o := range e.Outcomes {
			x.Goals[i].Result, x.Goals[i].Note = o.Result, o.Note
		}
		return nil
	}})
}

// EndEarly ends what was accepted before it is done; either side may.
func (r *Referrals) EndEarly(ctx context.Context, id int64, f Refusal) (Referral, error) {
	if err := f.check(r.Following().Endings); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActEndEarly])
	}
	return r.do(ctx, change{act: ActEndEarly, id: id, seen: f.Version, step: Step{Why: f.Why, Words: f.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		x.Why = f.Why
		return nil
	}})
}

// Revoke takes a referral back before it is accepted.
func (r *Referrals) Revoke(ctx context.Context, id, seen int64, words string) (Referral, error) {
	return r.say(ctx, ActRevoke, id, seen, words, "it is not said why it is taken back", "write a line for the receiver")
}
