package referral

import (
	"context"
	"strconv"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// CheckLink tells whether a link holds, and shows nothing of what it is about: programs
// that fetch the links of a message are no reader.
func (r *Referrals) CheckLink(tx *store.Tx, token string) error {
	_, err := linkOf(tx, token, r.now())
	return err
}

// ViewByLink opens a referral by its link: it is received by that.
func (r *Referrals) ViewByLink(ctx context.Context, token string) (Referral, error) {
	return r.byLink(ctx, ActView, token, "", func(ctx context.Context, tx *store.Tx, x *Referral, _ invitation, _ time.Time) error {
		return r.Gate.Append(ctx, tx, audit.Entry{Action: "read", Outcome: audit.OK, Type: Type, People: []string{x.Person}})
	})
}

// AcceptByLink accepts a referral by its token, which is used by it. name is that of whoever
// answers; the versions are not asked for, since one answer is all there is.
func (r *Referrals) AcceptByLink(ctx context.Context, token, name string, a Acceptance) (Referral, error) {
	if err := a.check(r.now()); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActAccept])
	}
	if a.Team != "" {
		return Referral{}, &fault.Error{Code: fault.Invalid, Column: "team", Value: a.Team, Reason: "a partner outside has no team here", Fix: "name who will do it"}
	}
	return r.answerByLink(ctx, token, name, change{act: ActAccept, step: Step{Words: a.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		a.into(x)
		return nil
	}})
}

// RejectByLink rejects a referral by its token, which is used by it.
func (r *Referrals) RejectByLink(ctx context.Context, token, name string, f Refusal) (Referral, error) {
	if err := f.check(r.Following().Reasons); err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActReject])
	}
	return r.answerByLink(ctx, token, name, change{act: ActReject, step: Step{Why: f.Why, Words: f.Words}, apply: func(_ *store.Tx, x *Referral, _ *Step) error {
		x.Why = f.Why
		return nil
	}})
}

func (r *Referrals) answerByLink(ctx context.Context, token, name string, c change) (Referral, error) {
	name, err := sound("name", name, longestName)
	if err == nil && name == "" {
		err = &fault.Error{Code: fault.Invalid, Column: "name", Reason: "it is not said who answers", Fix: "write your name and what you do"}
	}
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[c.act])
	}
	return r.byLink(ctx, c.act, token, name, func(ctx context.Context, tx *store.Tx, x *Referral, l invitation, now time.Time) error {
		if _, err := tx.Exec("UPDATE plan_referral_link SET used = $1 WHERE id = $2", now, l.id); err != nil {
			return err
		}
		if _, known, _ := leads(x.State, c.act, nil); !known {
			last, err := lastOf(tx, x)
			if err != nil {
				return err
			}
			return last.conflict(x)
		}
		return r.advance(ctx, tx, x, c, []Who{Receiver}, now)
	})
}

// byLink does something by a link that holds. Whoever has the link is the receiver, and has
// looked at the referral.
func (r *Referrals) byLink(ctx context.Context, act Act, token, name string, f func(ctx context.Context, tx *store.Tx, x *Referral, l invitation, now time.Time) error) (out Referral, err error) {
	now := r.now()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		l, err := linkOf(tx, token, now)
		if err != nil {
			return err
		}
		x, err := r.Get(tx, l.referral)
		if err != nil {
			return err
		}
		who := name
		if who == "" {
			who = x.To.Words()
		}
		ctx := access.With(ctx, &access.Actor{Account: "link:" + strconv.FormatInt(l.id, 10), Name: who, Kind: access.App, Partner: x.To.Partner, Purpose: "direct-care"})
		if _, _, may := leads(x.State, ActView, []Who{Receiver}); may {
			if err := r.advance(ctx, tx, &x, change{act: ActView}, []Who{Receiver}, now); err != nil {
				return err
			}
		}
		out = x
		return f(ctx, tx, &out, l, now)
	})
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[act])
	}
	return out, nil
}
