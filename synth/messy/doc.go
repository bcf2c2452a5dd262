// Package messy makes records of people, with known truth, for judging record
// linkage on its own. Much of what a care partnership wants to bring together
// has no NHS number at all: the food bank's cards, the lunch club's list, the
// parish visitors' book, kept for decades by people in a hurry. Whether linkage
// can be trusted with those cannot be learnt from registers that carry a good
// identifier, so this package makes registers that carry none.
//
// There are two kinds. [Messy] is wrong, partial and missing details of people
// over thirty years of their lives: they marry, move, retire, go by another
// name, and share names and homes with their families; each record is written
// from memory by somebody else, and a person has up to 20 of them. [Plain] is
// what partners with an NHS number hold, with few errors, for tests of speed at
// any size.
//
// Errors follow the classes of Christen and Pudjijono (Accurate synthetic
// generation of realistic personal information, PAKDD 2009): of the keyboard,
// of sound, of whole values. How often each befalls a record is a table here
// (usual, in habits.go, and registers, in registers.go), and the summary of a
// run counts what was really done.
//
// Records are made in blocks of people, each from streams keyed by seed and
// block, so that any number of workers gives the same bytes and memory stays
// bounded. Within a block the order is shuffled: neither order nor ids tell who
// is who. Nobody in it is real.
package messy
