package review

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/store"
)

// longestNote bounds what is written with a step, in bytes.
const longestNote = 4000

// stepsFrom says in which states a step can be taken.
var stepsFrom = map[State][]State{
	Asked:     {Untouched, Answered, Escalated},
	Answered:  {Asked},
	Accepted:  {Untouched, Asked, Answered, Escalated},
	Escalated: {Untouched, Asked, Answered},
	Closed:    {Untouched, Asked, Answered, Escalated},
}

// Ask asks the actor for the reason, by an officer. Like Accept, Escalate and Close it
// is Denied to the actor, Conflict where somebody else has done what makes it
// pointless, and Invalid where the note is too long; the note may be empty.
func (r *Review) Ask(ctx context.Context, id int64, officer, note string) (Finding, error) {
	return r.take(ctx, id, officer, Asked, note)
}

// Accept ends a finding whose reason is fine.
func (r *Review) Accept(ctx context.Context, id int64, officer, note string) (Finding, error) {
	return r.take(ctx, id, officer, Accepted, note)
}

// Escalate hands a finding to the actor's partner, who employs the actor.
func (r *Review) Escalate(ctx context.Context, id int64, officer, note string) (Finding, error) {
	return r.take(ctx, id, officer, Escalated, note)
}

// Close ends a finding.
func (r *Review) Close(ctx context.Context, id int64, officer, note string) (Finding, error) {
	return r.take(ctx, id, officer, Closed, note)
}

// Answer keeps the reason that the actor gives. NotFound for everybody else, Conflict
// where nobody asked, Invalid where it says nothing.
func (r *Review) Answer(ctx context.Context, id int64, actor, reason string) (Finding, error) {
	if strings.TrimSpace(reason) == "" {
		return Finding{}, &fault.Error{Code: fault.Invalid, Column: "reason", Reason: "no reason is given", Fix: "say why you looked at the record"}
	}
	return r.take(ctx, id, actor, Answered, reason)
}

func (r *Review) take(ctx context.Context, id int64, by string, to State, note string) (f Finding, err error) {
	note = strings.TrimSpace(note)
	if len(note) > longestNote || !utf8.ValidString(note) || strings.ContainsRune(note, 0) {
		return f, &fault.Error{Code: fault.Invalid, Column: "note", Reason: "the note is too long or no text", Fix: "use at most 4,000 letters"}
	}
	if by == "" {
		return f, fault.New(fault.Denied, "nobody is signed in")
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		if f, err = r.Get(tx, id); err != nil {
			return err
		}
		if err := f.admits(by, to); err != nil {
			return err
		}
		return r.keep(ctx, tx, &f, Step{State: to, By: by, At: r.now().UTC(), Note: note})
	})
	if err != nil {
		return Finding{}, fault.Wrap(err, "following an unusual look up")
	}
	return f, nil
}

// admits tells whether somebody may take a step now. Nobody judges the own looks, and
// only whoever looked can say why.
func (f *Finding) admits(by string, to State) error {
	switch own := by == f.Actor; {
	case own && to != Answered:
		return &fault.Error{Code: fault.Denied, Reason: "nobody follows up looks of their own", Fix: "leave it to another privacy officer"}
	case !own && to == Answered:
		return fault.New(fault.NotFound, "there is no finding %d", f.ID)
	case !slices.Contains(stepsFrom[to], f.State):
		return &fault.Error{Code: fault.Conflict, Value: string(f.State), Reason: "the finding has been followed up meanwhile", Fix: "read it again and decide anew"}
	}
	return nil
}

// keep writes a step and what it leads to.
func (r *Review) keep(ctx context.Context, tx *store.Tx, f *Finding, s Step) error {
	if f.Officer == "" {
		f.Officer = s.By
	}
	f.State, f.Changed = s.State, s.At
	f.Steps++
	if _, err := tx.Exec("UPDATE review_finding SET state = $1, done = $2, officer = $3, steps = $4, changed = $5 WHERE id = $6",
		string(f.State), f.State.done(), f.Officer, f.Steps, f.Changed, f.ID); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO review_step (finding, number, state, account, at, note) VALUES ($1, $2, $3, $4, $5, $6)",
		f.ID, f.Steps, string(s.State), s.By, s.At, s.Note); err != nil {
		return err
	}
	if r.auditor == nil {
		return nil
	}
	return r.auditor.Note(ctx, tx, Act{Action: actionPrefix + string(s.State), By: s.By, Finding: f.ID, Kind: f.Kind, Actor: f.Actor, Person: f.Person})
}
