package referral

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// latestStart is how far ahead the start of what was accepted can be.
const latestStart = 2 * 366 * 24 * time.Hour

// Acceptance says who will do it, and from when.
type Acceptance struct {
	Version int64
	Worker  string    // account or name; or
	Team    string    // id
	Start   time.Time // when it is to start
	Words   string    // to the sender
}

func (a *Acceptance) check(now time.Time) (err error) {
	for _, text := range []*string{&a.Worker, &a.Team} {
		if *text, err = sound("worker", *text, longestName); err != nil {
			return err
		}
	}
	if a.Words, err = sound("words", a.Words, longestWords); err != nil {
		return err
	}
	switch {
	case a.Worker == "" && a.Team == "":
		return &fault.Error{Code: fault.Invalid, Column: "worker", Reason: "it is not said who will do it", Fix: "name a worker or a team: the person and the sender ask for them"}
	case a.Start.IsZero():
		return &fault.Error{Code: fault.Invalid, Column: "start", Reason: "it is not said when it is to start", Fix: "give the day that you expect"}
	case a.Start.Before(now.Add(-24*time.Hour)) || a.Start.After(now.Add(latestStart)):
		return &fault.Error{Code: fault.Invalid, Column: "start", Value: a.Start.Format(time.DateOnly), Reason: "it cannot start then", Fix: "choose a day from today on, within two years"}
	}
	a.Start = a.Start.UTC().Truncate(time.Microsecond)
	return nil
}

// into puts what was accepted into the referral.
func (a *Acceptance) into(x *Referral) { x.Worker, x.Team, x.Expected = a.Worker, a.Team, a.Start }

// Accept takes a referral on.
func (r *Referrals) Accept(ctx context.Context, id int64, a Acceptance) (Referral, error) {
	if err := a.check(r.now()); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActAccept])
	}
	return r.do(ctx, change{act: ActAccept, id: id, seen: a.Version, step: Step{Words: a.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		if !r.Following().mayDo(a.Team, x.To) {
			return &fault.Error{Code: fault.Invalid, Column: "team", Value: a.Team, Reason: "this is no team of the partner that was asked", Fix: "choose a team of yours, or accept it and pass it on"}
		}
		a.into(x)
		return nil
	}})
}

// Refusal says why something is rejected, or ended early.
type Refusal struct {
	Version int64
	Why     string // an id of the rules' reasons
	Words   string // to the other side
}

func (f *Refusal) check(reasons []Reason) (err error) {
	if f.Words, err = sound("words", f.Words, longestWords); err != nil {
		return err
	}
	if _, known := reasonOf(reasons, f.Why); !known {
		return &fault.Error{Code: fault.Invalid, Column: "why", Value: short(f.Why), Reason: "it is not said why", Fix: "choose a reason: the other side needs it to go on, and reasons are counted"}
	}
	return nil
}

// Reject sends a referral back with a reason of the place.
func (r *Referrals) Reject(ctx context.Context, id int64, f Refusal) (Referral, error) {
	if err := f.check(r.Following().Reasons); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActReject])
	}
	return r.do(ctx, change{act: ActReject, id: id, seen: f.Version, step: Step{Why: f.Why, Words: f.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		x.Why = f.Why
		return nil
	}})
}

// Ask asks the sender something. The clock keeps running.
func (r *Referrals) Ask(ctx context.Context, id, seen int64, question string) (Referral, error) {
	return r.say(ctx, ActAsk, id, seen, question, "there is no question", "write what you need to know")
}

// Answer answers what the receiver asked.
func (r *Referrals) Answer(ctx context.Context, id, seen int64, answer string) (Referral, error) {
	return r.say(ctx, ActAnswer, id, seen, answer, "there is no answer", "write what the receiver asked for")
}

func (r *Referrals) say(ctx context.Context, act Act, id, seen int64, text, missing, fix string) (Referral, error) {
	text, err := said("words", text, missing, fix)
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[act])
	}
	return r.do(ctx, change{act: act, id: id, seen: seen, step: Step{Words: text}})
}
