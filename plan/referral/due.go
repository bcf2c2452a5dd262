package referral

import (
	"context"
	"fmt"
	"slices"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/store"
)

// Due is something to become of a referral that nobody answered in time.
type Due struct {
	Referral
	Act  Act       // ActExpire: it is overdue; ActEscalate: it is to be shown to somebody else
	Team string    // to which it escalates; the receiver's where only a role is said
	Role string    // likewise
	At   time.Time // when
}

// due are all moments at which something becomes of a referral that nobody answers, in
// their order.
func (r *Rules) due(x *Referral) (all []Due) {
	s, is := r.standard(x.To, x.Urgency)
	if !is {
		return nil
	}
	all = append(all, Due{Act: ActExpire, At: r.calendar.after(x.asked, s.over())})
	for _, e := range s.Escalate {
		team := e.Team
		if team == "" {
			team = x.To.Team
		}
		all = append(all, Due{Act: ActEscalate, Team: team, Role: e.Role, At: r.calendar.after(x.asked, e.After)})
	}
	slices.SortStableFunc(all, func(a, b Due) int { return a.At.Compare(b.At) })
	return all
}

// arm sets when an answer is due, where it was just sent, and when something becomes of its
// being late.
func (r *Referrals) arm(tx *store.Tx, x *Referral, fresh bool, now time.Time) error {
	if !slices.Contains(unanswered, x.State) {
		x.next = time.Time{}
		return nil
	}
	if !fresh {
		return nil
	}
	rules := r.Following()
	x.due, x.late, x.level = time.Time{}, time.Time{}, 0
	if s, is := rules.standard(x.To, x.Urgency); is {
		x.due = rules.calendar.after(now, s.Within)
	}
	return r.wake(tx, x, rules.due(x))
}

// wake sets when something becomes of it next, and sees that it is looked at then.
func (r *Referrals) wake(tx *store.Tx, x *Referral, all []Due) error {
	x.next = time.Time{}
	if int(x.level) >= len(all) {
		return nil
	}
	x.next = all[x.level].At
	_, err := tx.Enqueue(store.Job{Kind: DueJob, RunAt: x.next, Key: fmt.Sprintf("%d/%d", x.ID, x.next.UnixMicro())})
	return err
}

// Due finds what is overdue or to be escalated by now, the longest first, at most 500; once
// Expire has seen to it, it is not found again.
func (r *Referrals) Due(tx *store.Tx, now time.Time) (all []Due, err error) {
	some, err := store.All(tx.Query("SELECT "+columns+" FROM plan_referral WHERE next <= $1 ORDER BY next, id LIMIT 500", now), "reading what is overdue", (*Referral).scan)
	for i := range some {
		x := &some[i]
		if marks := r.Following().due(x); int(x.level) < len(marks) && !marks[x.level].At.After(now) {
			d := marks[x.level]
			d.Referral = *x
			all = append(all, d)
		}
	}
	return all, err
}

// DueJob is the kind of the job by which the store looks after what is overdue.
const DueJob = "referral-due"

// Work has the store look after what is overdue. Call it before the store runs.
func (r *Referrals) Work() {
	r.db.Work(DueJob, func(ctx context.Context, _ store.Job) error { return r.Expire(ctx) })
}

// Expire sees to all that is overdue or to be escalated by now, each once: what nobody has
// opened is overdue, what was opened stays as it is and is said to be late, and each
// escalation is told. Whoever has it open may still answer it.
func (r *Referrals) Expire(ctx context.Context) error {
	ctx = access.With(ctx, access.System("referrals", ""))
	for more := true; more; {
		err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = r.expireSome(ctx, tx, r.now())
			return err
		})
		if err != nil {
			return fault.Wrap(err, "looking after overdue referrals")
		}
	}
	return nil
}

// expireSome sees to what is due, and to what rules that changed since put off.
func (r *Referrals) expireSome(ctx context.Context, tx *store.Tx, now time.Time) (more bool, err error) {
	some, err := store.All(tx.Query("SELECT "+columns+" FROM plan_referral WHERE next <= $1 ORDER BY next, id LIMIT 100", now), "reading what is overdue", (*Referral).scan)
	for i := range some {
		if err == nil {
			err = r.expire(ctx, tx, &some[i], now)
		}
	}
	return len(some) > 0, err
}

func (r *Referrals) expire(ctx context.Context, tx *store.Tx, x *Referral, now time.Time) error {
	all := r.Following().due(x)
	if int(x.level) >= len(all) || all[x.level].At.After(now) {
		if err := r.wake(tx, x, all); err != nil {
			return err
		}
		return x.update(tx, x.Version)
	}
	d := all[x.level]
	x.level++
	if err := r.wake(tx, x, all); err != nil {
		return err
	}
	if d.Act == ActExpire {
		x.late = now
		if x.State == Sent {
			return r.advance(ctx, tx, x, change{act: ActExpire}, []Who{System}, now)
		}
		d.Act = ActLate
	}
	if err := x.update(tx, x.Version); err != nil {
		return err
	}
	return r.keep(ctx, tx, x, Step{Act: d.Act, Part: System, At: now, before: x.State, team: d.Team, role: d.Role})
}
