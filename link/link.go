// Package link says who is who. The partners of a place each register people in
// their own way, often without an NHS number and with old names and addresses;
// integrated care begins when all registrations of one person stand together
// and those of two people never do.
//
// It is an unsupervised Fellegi-Sunter engine (JASA 64, 1969, 1183-1210) in four
// pure stages. Block: rules bring together records that could be one person.
// Compare: each pair becomes a pattern, one small number of agreement levels.
// Score: the weight of a pattern is the log2 odds of one person against three
// rivals: two strangers, two members of a household, and twins or a parent and
// child of one name. Their chances come from value frequencies and, by EM over
// the counts of patterns, from the records themselves. Cluster: links are taken
// strongest first, as long as two clusters do not contradict each other.
//
// The result depends on the records alone, not on their order or on the number
// of processors.
package link

import "math"

// Record is one partner's registration of a person as the partner wrote it.
// Records that share Source and LocalID are one registration's history and
// always stay together. Empty means missing.
type Record struct {
	Source, LocalID                          string
	NHSNumber                                string // or another number that identifies a person
	Title, GivenName, MiddleName, FamilyName string
	BirthDate                                string // ISO yyyy-mm-dd
	Sex, Postcode, Address                   string
	Phone, Email                             string
	Further                                  [MaxFurther]string // of the further fields of the configuration, in its order
	Ended                                    bool               // the registration is not current any more
}

// Result says which person each record belongs to, and why.
type Result struct {
	Person       []uint32 // person of each record in order of Add, dense from 0
	Persons      int      // number of people
	Registration []uint32 // of each record, dense from 0: records of one registration share it
	Edges        []Edge   // links found and links cut
	Report       Report

	joined []joint // of each record: what holds it to its person
	words  wording
	run    *run
}

// Edge is one link between two records, by their order of Add; of records with
// equal details the first stands for all, and is linked with each other one.
type Edge struct {
	Left, Right uint32
	Weight      float32 // log2 odds that both are one person
	Pattern     uint32  // agreement levels, see Result.Levels
	Rule        uint8   // blocking rule that found it, index into Report.Blocking
	Kept        bool    // both ended as one person by this or a stronger link
	Cut         Cut     // why it was not kept
}

// Probability is the chance, by the model, that both records are one person.
func (e Edge) Probability() float64 { return 1 / (1 + math.Exp2(-float64(e.Weight))) }

// joint is the strongest evidence that joined a record to its person.
type joint struct {
	weight  float32
	pattern uint32
	with    uint32 // the other record
	rule    uint8
	kind    joinKind
}

type joinKind uint8

const (
	alone joinKind = iota
	byLink
	byEqual
	byRegistration
)
