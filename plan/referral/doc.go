// Package referral keeps what one team asks of another, across organisations, until it is
// answered and done.
//
// A letter that nobody answers is how people get lost between hospital, council and
// community: the sender believes it is seen to, the receiver has a queue, and the person
// waits without knowing for whom. So a referral here is a state that both sides see, by a
// machine that is data (machine.txt, from the field's note on coordination, with the status
// of a FHIR R4 Task for each state). Its clock starts when it is sent, not when somebody
// looks, and keeps running while the receiver waits for an answer. Every step stands in one
// thread, which goes along when the referral is passed on or made again, so nobody asks the
// person's story twice.
//
//	rules, problems := referral.Load(place)       // referrals/rules.yaml
//	r := referral.Open(db, referral.Needs{Gate: gate, Record: rec, Consent: ask, Rules: rules})
//	r.Work()                                      // what is overdue, as a job of the store
//	x, err := r.Draft(ctx, referral.Letter{Person: p, Team: "ward", To: referral.Party{Team: "matrons"}, Title: "First visit", Urgency: "urgent", Goals: []string{"Walk to the shop"}})
//	x, err = r.Send(ctx, x.ID, referral.Sending{Version: x.Version})
//	x, err = r.View(matron, x.ID)                 // the sender sees that it was seen
//	x, err = r.Accept(matron, x.ID, referral.Acceptance{Version: x.Version, Worker: "Ann", Start: monday})
//	x.Clock(now)                                  // since sent, and waiting for whom since when
//
// # Who may
//
// The policies judge a referral as a Task. Beside that an act is for one side: the sender is
// the account that wrote it and its team, the receiver the team or partner that was asked and
// who does it; a manager of the sender's partner may take it back. While it is open both
// teams are related to the person as ones with a referral. For who has no part in it a
// referral is not there.
//
// # Answers meet
//
// Each act names the version that was looked at. Whoever comes second is told who did what
// meanwhile (fault.Conflict), and nothing is changed. What follows from nobody's answering,
// such as an escalation, leaves the version alone: it must not get in the way of who answers.
// Each act is in one transaction with its step, an entry of the audit, and an event (Topic)
// that says whom to tell at once and nothing of what was written.
//
// # Partners outside
//
// A partner without accounts answers by a link that holds for a time, once. Its token is 256
// bits of chance, names nobody, and is kept as SHA-256 alone. What such a partner says later,
// on the telephone, the sender writes down.
//
// # Time
//
// A place says in referrals/rules.yaml how long a team may take, in hours or days or in
// those it works, when an answer is overdue, and to whom it escalates after how long:
//
//	hours: {days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00", holidays: [2026-12-25]}
//	standards:
//	  - team: matrons
//	    urgency: urgent
//	    answer_within: 2 hours
//	    escalate: [{after: 4 hours, role: team_lead}]
//	  - answer_within: 2 working days
//	reject_reasons:
//	  - {id: not_for_us, says: "We do not do this; another team does"}
package referral
