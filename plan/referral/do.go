package referral

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
)

func (x *Referral) origin() string { return "referral/" + strconv.FormatInt(x.ID, 10) }

// change is an act on its way.
type change struct {
	act   Act
	id    int64
	seen  int64 // the version that was looked at
	step  Step  // what is said with it
	apply func(tx *store.Tx, x *Referral, s *Step) error
}

// do does what somebody wants done to a referral, as the actor of the context, in one
// transaction with its step, its event and its entry of the audit. NotFound where the
// actor has no part in it, Denied where no policy lets them or the act is for the other
// side, Conflict where it was changed meanwhile.
func (r *Referrals) do(ctx context.Context, c change) (out Referral, err error) {
	now := r.now()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		x, err := r.Get(tx, c.id)
		if err != nil {
			return err
		}
		parts := x.parts(access.From(ctx), r.Following())
		stale, err := r.staleness(ctx, tx, &x, c, parts)
		if err != nil {
			return err
		}
		if err := r.mayStill(ctx, tx, &x, access.Write, stale); err != nil {
			return err
		}
		out = x
		return r.advance(ctx, tx, &out, c, parts, now)
	})
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[c.act])
	}
	return out, nil
}

var doing = map[Act]string{
	ActSend: "sending a referral", ActView: "opening a referral", ActAccept: "accepting a referral", ActReject: "rejecting a referral",
	ActAsk: "asking about a referral", ActAnswer: "answering a question about a referral", ActStart: "starting what was referred",
	ActFinish: "finishing what was referred", ActEndEarly: "ending what was referred", ActRevoke: "taking a referral back", ActPassOn: "passing a referral on",
	ActDraft: "drafting a referral", ActInvite: "making a link for a referral", ActWithdraw: "taking back the link of a referral",
}

// staleness tells who did what since an act's version was looked at, or in whose state it
// cannot be done any more. It fails for who has no part in the referral.
func (r *Referrals) staleness(ctx context.Context, tx *store.Tx, x *Referral, c change, parts []Who) (stale, err error) {
	if len(parts) == 0 {
		last, was, err := passed(tx, x, access.From(ctx))
		if err == nil && !was {
			err = missing(x.ID)
		}
		return last.conflict(x), err
	}
	_, known, _ := leads(x.State, c.act, nil)
	if known && c.seen == x.Version {
		return nil, nil
	}
	if c.seen <= 0 || c.seen > x.Version {
		return nil, &fault.Error{Code: fault.Invalid, Column: "version", Value: strconv.FormatInt(c.seen, 10), Reason: "it is not said which version of the referral was looked at", Fix: "open the referral again"}
	}
	last, err := lastOf(tx, x)
	return last.conflict(x), err
}

// conflict is that somebody did this meanwhile.
func (s *Step) conflict(x *Referral) error {
	return &fault.Error{Code: fault.Conflict, Value: string(x.State), Reason: s.words(), Fix: "read the referral again, then decide"}
}

// words tell what was done, by whom and when.
func (s *Step) words() string {
	who := s.Name
	if who == "" {
		who = s.By
	}
	return fmt.Sprintf("%s %s on %s", who, past[s.Act], s.At.Format("2 January 2006 at 15:04 UTC"))
}

var past = map[Act]string{
	ActDraft: "wrote this referral", ActSend: "sent this referral", ActView: "opened this referral", ActAccept: "accepted this referral", ActReject: "rejected this referral",
	ActAsk: "asked the sender a question", ActAnswer: "answered the question", ActStart: "noted the first contact", ActFinish: "noted that it is done", ActEndEarly: "ended this early",
	ActRevoke: "took this referral back", ActExpire: "noted that no answer came in time", ActPassOn: "passed this referral on", ActLate: "noted that no answer came in time",
	ActEscalate: "escalated this referral", ActInvite: "made a link for an answer", ActWithdraw: "took back the link",
}

// mayStill tells whether the actor may do something with a referral, and whether it can
// still be done: stale is what came before. By that the actor's team may have lost its
// reason to see the person, and is told nevertheless: it is asked as if the referral were
// open still, which goes with the transaction.
func (r *Referrals) mayStill(ctx context.Context, tx *store.Tx, x *Referral, action string, stale error) error {
	if stale != nil {
		a := access.From(ctx)
		var all []record.Relation
		for _, of := range append([]string{a.Partner}, a.Teams...) {
			if of != "" {
				all = append(all, record.Relation{Party: sight.Party{Kind: sight.Referred, Of: of}})
			}
		}
		if err := r.Record.Relate(tx, x.origin(), x.Person, all); err != nil {
			return err
		}
	}
	if err := r.may(ctx, tx, x.Person, action); err != nil {
		return err
	}
	return stale
}

// may asks the policies.
func (r *Referrals) may(ctx context.Context, tx *store.Tx, person, action string) error {
	allowed, err := r.Gate.Decide(ctx, tx, action, person, Type)
	if err == nil && !allowed.Allowed {
		err = &fault.Error{Code: fault.Denied, Reason: "no policy lets you do this for this person", Fix: "leave it to somebody who looks after the person"}
	}
	return err
}

// advance takes a referral along one line of the machine.
func (r *Referrals) advance(ctx context.Context, tx *store.Tx, x *Referral, c change, parts []Who, now time.Time) error {
	to, known, may := leads(x.State, c.act, parts)
	switch {
	case !known:
		return fault.New(fault.Conflict, "nothing that is %s can take: %s", x.State, c.act)
	case !may:
		return &fault.Error{Code: fault.Denied, Value: string(c.act), Reason: "this is for the other side of the referral to do", Fix: "write to them, or ask your manager"}
	}
	s := c.step
	s.Act, s.At, s.before, s.Part = c.act, now, x.State, x.part(c.act, parts)
	if s.party = x.To.Team; s.party == "" {
		s.party = x.To.Partner
	}
	if c.apply != nil {
		if err := c.apply(tx, x, &s); err != nil {
			return err
		}
	}
	seen := x.Version
	x.move(to, c.act, now)
	if err := r.arm(tx, x, c.act == ActSend || c.act == ActPassOn, now); err != nil {
		return err
	}
	if err := x.update(tx, seen); err != nil {
		return err
	}
	if err := closeLinks(tx, x, now); err != nil {
		return err
	}
	return r.keep(ctx, tx, x, s)
}

// part is in which of their parts somebody does something.
func (x *Referral) part(act Act, parts []Who) Who {
	for _, p := range parts {
		if _, _, may := leads(x.State, act, []Who{p}); may {
			return p
		}
	}
	return ""
}

// move sets the state, the version and the clock.
func (x *Referral) move(to State, act Act, now time.Time) {
	before := x.State
	if before == MoreInfo {
		x.withSender += now.Sub(x.turn)
	}
	x.State, x.Task, x.Changed = to, to.Task(), now
	x.Version++
	switch {
	case act == ActSend:
		x.sent, x.asked, x.turn = now, now, now
	case act == ActPassOn:
		x.asked, x.turn, x.answered = now, now, time.Time{}
	case act != ActView && act != ActExpire:
		x.turn = now
	}
	if slices.Contains(unanswered, before) && !slices.Contains(unanswered, to) {
		x.answered = now
	}
	if !to.Open() {
		x.Closed = now
	}
}
