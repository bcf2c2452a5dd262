// Package model learns from a place's own facts who will need what, so that help
// can come before the need: who will be admitted as an emergency, who will come
// to A&E again and again, who will see the GP most.
//
// A model is a file, models/NAME.yaml: what is to be foreseen, how far ahead, for
// whom, and from which features, each a window over the facts (how many in one,
// three, twelve months, how long since the last, what is ongoing, what was ever
// recorded), a published score, or an SQL file of the place's own. Nothing of it
// is in the code.
//
// A model may know only what was known on its index date. This is not left to the
// care of whoever writes the SQL: features are asked of views of the canonical
// tables from which everything later is gone (see cut), and SQL that would look
// past them is refused. Models are judged on a later year than they learned from
// and on other people, as Rahimian et al. (PLOS Medicine 2018;15:e1002695) and
// TRIPOD+AI (BMJ 2024;385:e078378) ask, and recalibrated to the place.
//
// Whoever dies or moves away stays in the data. The chance of an event is the
// cumulative incidence: an event after death cannot be, and a death without an
// event counts as none (Austin, Lee and Fine, Circulation 2016;133:601), while
// those who moved away are represented by those who stayed (inverse probability of
// censoring). The expected number is a rate a person-year, with the time lived in
// the place as exposure.
//
//	DATA/models/NAME/HASH.json, HASH.card.json  a model and what is known of it
//	DATA/models/NAME/HASH.card.sha256           the checksum of the card, as sha256sum reads it
//	DATA/models/NAME/used                       the hash of the one in use
//	DATA/scores/BUILD/NAME.json                 by which model the people of a build were scored last
//	DATA/scores/BUILD/NAME-HASH-SUM.parquet     everybody's score, with the features it was made of
//	DATA/scores/BUILD/all-instruments.json      the same of published scores
//	DATA/models.lock                            who writes any of these
package model
