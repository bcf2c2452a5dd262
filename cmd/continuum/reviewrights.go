package main

import (
	"context"

	"continuum/access/account"
	"continuum/access/review"
	"continuum/access/rights"
	"continuum/record/audit"
	"continuum/store"
	"continuum/warehouse"
)

// asked opens what people ask of their record, for the pages of a server at an address.
func (k *kept) asked(ctx context.Context, l loaded, accounts *account.Accounts, builds *warehouse.Live, unusual *review.Review, at *address) (*rights.Rights, error) {
	needs := rights.Needs{
		Place: l.place, Record: k.record, Retention: l.access.Settings.Retention, Notes: k.gate, Looks: k.log,
		Site:  audit.Site{Name: at.domain, Address: at.url + fhirPath},
		Facts: k.facts, Accounts: ownAccounts{accounts, k.gate}, Findings: foundOf{unusual}, Keepers: []rights.Keeper{messages{}, k.work}, Holders: []rights.Holder{suggested{k.work}},
	}
	if builds != nil {
		needs.Built = builtPeople{builds}
	}
	return rights.Open(ctx, k.db, needs)
}

// foundOf tells a person what was found unusual about looks at their record.
type foundOf struct{ review *review.Review }

// FindingsOf lists it, without who looked: the list of looks says that.
func (f foundOf) FindingsOf(_ context.Context, tx *store.Tx, person string) (all []rights.Finding, err error) {
	found, err := f.review.List(tx, review.Query{Person: person, Most: 1000})
	for _, x := range found {
		all = append(all, rights.Finding{At: x.First, Words: foundWords[x.Kind] + " " + stateWords[x.State]})
	}
	return all, err
}

// foundWords say what was found.
var foundWords = map[review.Kind]string{
	review.OwnRecord: "A member of staff looked at their own record.", review.Family: "A member of staff looked who seems to be family.",
	review.Neighbour: "A member of staff looked who seems to be a neighbour.", review.Colleague: "A member of staff looked at a colleague.",
	review.Prominent: "Somebody looked, and every look is reviewed.", review.BreakGlass: "Somebody opened the record in an emergency.",
	review.Claimed: "Somebody opened the record by saying that they look after the person.", review.NoReason: "Somebody looked though nothing had happened with their organisation.",
	review.Burst: "Somebody looked at many people.", review.Night: "Somebody looked at night.", review.Probing: "Somebody was refused many times.",
	review.Sequence: "Somebody looked at people one after another.",
}

// stateWords say what was done about it.
var stateWords = map[review.State]string{
	review.Untouched: "It is still to be reviewed.", review.Asked: "They were asked for the reason.", review.Answered: "They gave a reason.",
	review.Accepted: "There was a good reason.", review.Escalated: "Their employer was told.", review.Closed: "It was reviewed.",
}
