// Package cohort answers "who": a cohort is an SQL file of the place folder that gives
// one person_id a row, and everything that is done for people begins with one, be it a
// programme, a measure or an evaluation.
//
// A list that nobody can explain helps nobody, so a cohort is told as a funnel: each
// step is a WITH query of the file that gives those who meet it (or, declared so, those
// whom it leaves out), steps are counted in their declared order, and of each person
// left out it is known at which step. This follows the flow diagrams of the CONSORT and
// RECORD statements (Schulz 2010, Benchimol 2015).
//
// A partnership also needs everybody in exactly one place, to plan for all: segments
// after the Bridges to Health model (Lynn, Milbank Quarterly 2007;85:185) are cohorts
// with a declared precedence, of which everybody belongs to the first that fits.
//
// Sets of people are Roaring bitmaps (Lemire 2018) over the numbers that a build gives
// people, so that a million people are intersected in less than a millisecond; steps
// are asked side by side, each touching only the columns that it names.
package cohort
