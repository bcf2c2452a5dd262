package referral

import (
	"context"
	"slices"
	"time"

	"continuum/access"
	"continuum/record/audit"
	"continuum/store"
)

// view looks at a referral, which is received by it where the receiver is the first.
func (r *Referrals) view(ctx context.Context, tx *store.Tx, x *Referral, now time.Time) error {
	parts := x.parts(access.From(ctx), r.Following())
	if len(parts) == 0 || x.State == Drafted && !slices.Contains(parts, Sender) {
		return missing(x.ID)
	}
	if err := r.may(ctx, tx, x.Person, access.Read); err != nil {
		return err
	}
	if _, _, may := leads(x.State, ActView, parts); may {
		return r.advance(ctx, tx, x, change{act: ActView}, parts, now)
	}
	return r.Gate.Append(ctx, tx, audit.Entry{Action: "read", Outcome: audit.OK, Type: Type, People: []string{x.Person}})
}
