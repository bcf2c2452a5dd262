package main

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/review"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/warehouse"
)

// unusual opens the review of who looked at whom. builds are nil where there are none.
func (k *kept) unusual(l loaded, accounts *account.Accounts, builds *warehouse.Live) (*review.Review, error) {
	zone, err := time.LoadLocation(l.place.Timezone)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: "place.yaml", Value: l.place.Timezone, Reason: "not a time zone", Err: err}
	}
	settings := review.Usual()
	settings.Zone = zone
	people := &reviewedPeople{kept: k, place: l.place, builds: builds, zone: zone}
	return review.Open(k.db, k.log, newStaffAccounts(accounts, k.gate), people, review.WithSettings(settings), review.WithAuditor(reviewAudit{k.gate}))
}

// watchLooks opens the review and lets it read what comes into the log until the
// program is stopped.
func (a *app) watchLooks(k *kept, l loaded, accounts *account.Accounts, builds *warehouse.Live, logger *slog.Logger) (*review.Review, error) {
	r, err := k.unusual(l, accounts, builds)
	if err != nil {
		return nil, err
	}
	go r.Run(a.ctx, func(err error) {
		logger.Warn("who looked could not be reviewed, and will be", "error", err)
	})
	return r, nil
}

// reviewAudit notes every step of following up.
type reviewAudit struct{ gate *access.Gate }

// Note appends a step, by whoever acts in the context, who is the one who took it.
func (r reviewAudit) Note(ctx context.Context, tx *store.Tx, x review.Act) error {
	e := audit.Entry{Action: x.Action, Outcome: audit.OK, Interface: "pages", Resources: []string{"finding/" + strconv.FormatInt(x.Finding, 10)}}
	if a := access.From(ctx); a == nil || a.Account != x.By {
		e.Actor = x.By
	} else if a.Kind == access.App {
		e.Interface = "command"
	}
	if x.Person != "" {
		e.People = []string{x.Person}
	}
	return r.gate.Append(ctx, tx, e)
}
