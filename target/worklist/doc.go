// Package worklist puts people whom a programme would help in front of somebody who
// acts, and keeps what was decided.
//
// A list of people at risk with no action attached does harm: where GPs were given a
// good risk tool and nothing else, emergency admissions, attendances and costs rose
// (Snooks et al., PRISM stepped-wedge trial, BMJ Quality & Safety 2019), and such lists
// are opened a few times and left (Evans et al. 2021; Kingston et al. 2020). So a list is
// not a file here. Each person on it is a suggestion to a team: why, what is suggested,
// what it would be worth, who decides and by when. The team accepts, defers or declines it.
// Accepting enrols the person and makes the tasks, in one transaction with an event that
// later parts of the partnership react to; declining says why, which keeps the person away
// for a time and is counted for whoever made the list. Exclusions are seen and reviewed,
// never silent (Lewis, "Impactibility models", Milbank Quarterly 2010).
//
//	w := worklist.Open(db, worklist.Needs{Gate: gate, Record: r})
//	done, err := w.Publish(ctx, &list)            // again is no harm
//	all, err := w.List(tx, worklist.Query{Teams: teams})
//	s, err := w.Decide(ctx, id, worklist.Decision{State: worklist.Accepted, Version: 3})
//	in, err := w.Members(tx, worklist.Query{Teams: teams, Now: now})
//	err = w.End(ctx, person, in[0].ID, worklist.Ending{Why: "finished"})
//
// # Who may
//
// A suggestion is to whom it is made what a Task is in the record, its reasons are what a
// RiskAssessment is: the place's policies say of both who sees them, and of the first who
// decides. While it is open the team is related to the person as one to whom they were
// suggested, once accepted as one that has them on its caseload: nobody sees a name by
// working in the same partnership. To be suggested to one team gives no say in what concerns
// another. Each decision is an entry of the audit.
//
// # Decisions meet
//
// A decision names the version of what was looked at. Whoever comes second is told that
// somebody decided meanwhile (fault.Conflict), and nothing is lost.
package worklist
