// Package target is about whom to help: "you can't integrate all of the services for
// all of the people", so a partnership finds the people for whom one particular
// intervention would do good and pay, says why, and puts them in front of somebody who
// acts.
//
// A list of people at risk, with nothing to do about it, is known to do harm: in the
// PRISM trial (Snooks 2018) a good risk tool given to practices without an action
// raised emergency admissions and cost. So nothing here ends in a score. The parts,
// each a package, follow one another as the work does:
//
//   - cohort: who is meant. A place's cohorts/*.sql, with a funnel that counts everybody
//     at every step, and segments of which everybody is in exactly one.
//   - instrument: what published instruments say of them (Charlson, HFRS, PARR-30, ...),
//     in one pass over everyone; each is a file, and a place adds its own.
//   - learn: what the data say. Models are trained on a table of people, chosen by how
//     they do on people and times they have not seen, calibrated, and kept.
//   - model: a place's models/*.yaml: features from facts before an index date, a card
//     that says how well each is, for whom, and what has drifted.
//   - impact: what helping is worth. Expected value by person and programme, the
//     break-even, the list and how long it may be, assignment where several compete.
//   - programme: a place's programmes/*.yaml: cohort, intervention, team, places, cost
//     and expected effect.
//   - worklist: who has to act on whom by when; what was offered, accepted or declined.
//
// Scores say what may happen, not what would help; value needs an effect, and an effect
// needs a comparison. What a learned model does not see, such as a sealed record, it
// cannot weigh, and every group's share of what is offered is shown beside the list.
package target
