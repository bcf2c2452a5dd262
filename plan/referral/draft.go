package referral

import (
	"context"
	"fmt"
	"slices"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// Letter is what the sender writes.
type Letter struct {
	Person  string
	Team    string // of the sender, for which it is written; "" for the sender alone
	To      Party
	Title   string // what is asked for
	Words   string
	Urgency string // one of the rules
	Goals   []string
	Again   int64 // of an earlier referral of the person, whose thread goes on; 0 none
}

// check tells what is wrong with a letter. A draft may be unfinished: it needs a title.
func (l *Letter) check(a *access.Actor, rules *Rules) (err error) {
	if l.Title, err = sound("title", l.Title, longestTitle); err != nil {
		return err
	}
	if l.Words, err = sound("words", l.Words, longestWords); err != nil {
		return err
	}
	if err := l.To.sound("to"); err != nil {
		return err
	}
	switch {
	case l.Title == "":
		return &fault.Error{Code: fault.Invalid, Column: "title", Reason: "it is not said what is asked for", Fix: "write it in a few words, such as: first visit at home"}
	case l.Person == "":
		return &fault.Error{Code: fault.Invalid, Column: "person", Reason: "it is not said for whom", Fix: "begin from the person's page"}
	case l.Team != "" && !slices.Contains(a.Teams, l.Team):
		return &fault.Error{Code: fault.Denied, Column: "team", Value: l.Team, Reason: "you are not in this team", Fix: "write for a team of yours"}
	case len(l.Goals) > mostGoals:
		return &fault.Error{Code: fault.Invalid, Column: "goals", Value: fmt.Sprint(len(l.Goals)), Reason: fmt.Sprintf("there are more than %d goals", mostGoals), Fix: "write those that matter most"}
	}
	if err := rules.knows(l.Urgency, l.To); err != nil {
		return err
	}
	return l.goals()
}

func (l *Letter) goals() error {
	l.Goals = slices.Clone(l.Goals)
	for i := range l.Goals {
		text, err := said("goals", l.Goals[i], "a goal says nothing", "write what the person hopes for, or leave it out")
		if err != nil {
			return err
		}
		l.Goals[i] = text
	}
	return nil
}

// to puts the letter into a referral.
func (l *Letter) into(x *Referral) {
	x.Person, x.To, x.Title, x.Words, x.Urgency = l.Person, l.To, l.Title, l.Words, l.Urgency
	x.From.Team = l.Team
	x.Goals = nil
	for _, g := range l.Goals {
		x.Goals = append(x.Goals, Goal{Words: g})
	}
}

// Draft keeps a referral that is not sent yet: nobody but the sender's side sees it.
func (r *Referrals) Draft(ctx context.Context, l Letter) (x Referral, err error) {
	a := access.From(ctx)
	if a == nil || a.Kind == access.Person {
		return x, &fault.Error{Code: fault.Denied, Reason: "only staff refer", Fix: "sign in as staff"}
	}
	if err := l.check(a, r.Following()); err != nil {
		return x, fault.Wrap(err, "%s", doing[ActDraft])
	}
	now := r.now()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		x = Referral{State: Drafted, Task: Drafted.Task(), Version: 1, From: Party{Partner: a.Partner}, By: a.Account, Made: now, Changed: now}
		l.into(&x)
		if err := r.may(ctx, tx, l.Person, access.Write); err != nil {
			return err
		}
		if err := r.goesOn(tx, &x, l.Again, a); err != nil {
			return err
		}
		if err := x.insert(tx); err != nil {
			return err
		}
		return r.keep(ctx, tx, &x, Step{Act: ActDraft, Part: Sender, At: now})
	})
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActDraft])
	}
	return x, nil
}

// goesOn has a draft go on with the thread of an earlier referral of the sender's.
func (r *Referrals) goesOn(tx *store.Tx, x *Referral, again int64, a *access.Actor) error {
	if again == 0 {
		return nil
	}
	before, err := r.Get(tx, again)
	if err == nil && (before.Person != x.Person || !slices.Contains(before.parts(a, r.Following()), Sender)) {
		err = missing(again)
	}
	x.Thread = before.Thread
	return err
}

// Redraft writes a draft anew.
func (r *Referrals) Redraft(ctx context.Context, id, seen int64, l Letter) (Referral, error) {
	return r.onDraft(ctx, id, seen, func(tx *store.Tx, x *Referral, now time.Time) error {
		l.Person = x.Person
		if err := l.check(access.From(ctx), r.Following()); err != nil {
			return err
		}
		l.into(x)
		x.Version, x.Changed = x.Version+1, now
		if err := x.update(tx, seen); err != nil {
			return err
		}
		return r.keep(ctx, tx, x, Step{Act: ActDraft, Part: Sender, At: now, before: Drafted})
	})
}

// Discard takes a draft away, with what was written about it. It was never sent, so nobody
// but the sender's side has seen it.
func (r *Referrals) Discard(ctx context.Context, id, seen int64) error {
	_, err := r.onDraft(ctx, id, seen, func(tx *store.Tx, x *Referral, _ time.Time) error {
		_, err := tx.Exec("DELETE FROM plan_referral_step WHERE person = $1 AND thread = $2 AND referral = $3", x.Person, x.Thread, x.ID)
		if err == nil {
			_, err = tx.Exec("DELETE FROM plan_referral WHERE id = $1", x.ID)
		}
		if err != nil {
			return err
		}
		return r.Gate.Append(ctx, tx, audit.Entry{Action: "referral-discard", Outcome: audit.OK, Type: Type, People: []string{x.Person}, Reason: x.To.Words()})
	})
	return err
}

// onDraft does something to a draft that is one still.
func (r *Referrals) onDraft(ctx context.Context, id, seen int64, f func(tx *store.Tx, x *Referral, now time.Time) error) (out Referral, err error) {
	now := r.now()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		x, err := r.Get(tx, id)
		if err != nil {
			return err
		}
		parts := x.parts(access.From(ctx), r.Following())
		if x.State == Drafted && !slices.Contains(parts, Sender) {
			return missing(id)
		}
		stale, err := r.staleness(ctx, tx, &x, change{act: ActSend, seen: seen}, parts)
		if err == nil {
			err = r.mayStill(ctx, tx, &x, access.Write, stale)
		}
		if err != nil {
			return err
		}
		out = x
		return f(tx, &out, now)
	})
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActDraft])
	}
	return out, nil
}
