package referral

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// WithoutConsent is why of a step by which something was sent although the person does not
// agree, or was not asked; its words say the reason.
const WithoutConsent = "without-consent"

// Sending sends a draft.
type Sending struct {
	Version  int64
	Override string // the reason to send it without the person's consent; "" none
}

// Send sends a draft to its receiver. The clock starts. Denied where the person does not
// agree that the receiver is told, and no reason is given to do it nevertheless.
func (r *Referrals) Send(ctx context.Context, id int64, s Sending) (Referral, error) {
	why, err := sound("override", s.Override, longestWords)
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActSend])
	}
	return r.do(ctx, change{act: ActSend, id: id, seen: s.Version, apply: func(tx *store.Tx, x *Referral, step *Step) error {
		return r.consented(ctx, tx, x.Person, x.To, why, step)
	}})
}

// consented tells whether a party may be told of a person: because the person agrees, or
// for a reason that is then kept in the thread and in the audit.
func (r *Referrals) consented(ctx context.Context, tx *store.Tx, person string, to Party, override string, step *Step) error {
	if r.Consent == nil {
		return fault.New(fault.Internal, "nothing is sent: nobody said how consent is asked for")
	}
	err := r.Consent(ctx, tx, person, to)
	if err == nil || fault.CodeOf(err) != fault.Denied || override == "" {
		return err
	}
	step.Why = WithoutConsent
	if step.Words != "" {
		step.Words += "\n\n"
	}
	step.Words += override
	return nil
}

// View opens a referral: for the receiver who is the first to look it is then received,
// and the sender knows. Looked at again, or by the sender, it stays as it is.
func (r *Referrals) View(ctx context.Context, id int64) (x Referral, err error) {
	now := r.now()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		if x, err = r.Get(tx, id); err != nil {
			return err
		}
		return r.view(ctx, tx, &x, now)
	})
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActView])
	}
	return x, nil
}

// Passing passes on what was accepted.
type Passing struct {
	Version  int64
	To       Party
	Words    string // why, for who gets it
	Override string // as of Sending
}

// PassOn sends what was accepted on to somebody else. The thread goes with it; the time to
// answer begins anew, the clock since it was first sent does not.
func (r *Referrals) PassOn(ctx context.Context, id int64, p Passing) (Referral, error) {
	words, err := said("words", p.Words, "it is not said why it is passed on", "write what the next team needs to know")
	if err == nil {
		err = p.To.sound("to")
	}
	override, wrong := sound("override", p.Override, longestWords)
	if err == nil {
		err = wrong
	}
	if err != nil {
		return Referral{}, fault.Wrap(err, "%s", doing[ActPassOn])
	}
	return r.do(ctx, change{act: ActPassOn, id: id, seen: p.Version, step: Step{Words: words}, apply: func(tx *store.Tx, x *Referral, step *Step) error {
		if p.To == x.To {
			return &fault.Error{Code: fault.Invalid, Column: "to", Value: p.To.Words(), Reason: "it is with them already", Fix: "choose somebody else"}
		}
		if err := r.Following().knows(x.Urgency, p.To); err != nil {
			return err
		}
		if err := r.consented(ctx, tx, x.Person, p.To, override, step); err != nil {
			return err
		}
		x.To, x.Worker, x.Team = p.To, "", ""
		x.Expected, x.Contact = time.Time{}, time.Time{}
		return nil
	}})
}
