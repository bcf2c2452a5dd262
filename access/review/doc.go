// Package review finds unusual looks in the audit log and lets a privacy officer
// follow each up.
//
// Partners share records because a legitimate reason can be seen by nobody but the
// one who has it: a policy lets a whole ward in, and trusts each of its staff. What
// keeps that trust is that somebody looks afterwards. NHS England's guidance for
// privacy officers of the Summary Care Record asks for an alert where somebody
// claims a relation or breaks the glass, and regional records are asked for more:
// looks at the own record, at family, neighbours and colleagues, at famous people,
// and at many people one after another. The kinds follow Chen and Malin ("Detection
// of anomalous insiders in collaborative environments via relational analysis of
// access logs", CODASPY 2011) and what Boxwala et al. ("Using statistical and
// machine learning to help institutions detect suspicious access to electronic
// health records", JAMIA 2011) found to tell; how many people are many is a median
// with its median absolute deviation (Iglewicz and Hoaglin, 1993), of the actor and
// of the role, so that one bad day moves neither.
//
//	r, err := review.Open(db, log, accounts, people, review.WithSettings(s))
//	go r.Run(ctx, told)                  // reads new entries every two seconds
//	page, err := r.List(tx, review.Query{Open: true})
//	f, err := r.Ask(ctx, id, officer, "") // then Answer, Accept, Escalate or Close
//
// # How it runs
//
// The log is read from a cursor, some thousand entries at once. What is to be known
// of people and accounts is asked for, the rules are asked of each look, and one
// transaction keeps the findings, what is remembered of each actor and the cursor.
// It moves the cursor only from where the reading began: after a kill, or where two
// processes read at once, no entry counts twice and none is left out. While nobody
// looks nothing is written, which is why this is no job of the store; nor can a job
// that failed too often end it. What is found depends on the log and on what is
// known of people, and not on how entries were read together: a batch never reaches
// over midnight, so that a day's limits come from the days before alone.
//
// # What is kept
//
// Findings name accounts, people and entries by their keys. The alert that goes out,
// an event access.unusual, says only the kind, how many, and when. Words that staff
// and officers write in following up are kept beside, with the finding's steps.
package review
