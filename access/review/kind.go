package review

// Kind is a way in which a look is unusual.
type Kind string

// The kinds.
const (
	OwnRecord  Kind = "own-record"   // staff looked at themselves
	Family     Kind = "family"       // of the same house and surname, or recorded as carer or next of kin
	Neighbour  Kind = "neighbour"    // of the same postcode, with another surname
	Colleague  Kind = "colleague"    // the person has a staff account
	Prominent  Kind = "prominent"    // the person is marked as famous or known to staff
	BreakGlass Kind = "break-glass"  // somebody broke the glass, or looked for that purpose
	Claimed    Kind = "claimed"      // somebody said of themselves that they have a relation
	NoReason   Kind = "no-reason"    // nothing happened to the person with the actor's partner
	Burst      Kind = "burst"        // many different people in a short time
	Night      Kind = "out-of-hours" // for the first time at night
	Probing    Kind = "denied"       // many denials
	Sequence   Kind = "sequence"     // people in the order of their ids or surnames
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{OwnRecord, Family, Neighbour, Colleague, Prominent, BreakGlass, Claimed, NoReason, Burst, Night, Probing, Sequence}
}

// seriousness is from 1 to 5: what an officer sees first. A rule may say less.
var seriousness = map[Kind]int{
	Prominent: 5, OwnRecord: 5, Family: 5, BreakGlass: 4, Sequence: 4, Burst: 4, Colleague: 4,
	Claimed: 3, NoReason: 3, Probing: 3, Neighbour: 2, Night: 2,
}

// verdict is what a rule finds: how serious it is, and for what is counted how much
// there was and how much would be usual.
type verdict struct {
	kind    Kind
	serious int
	count   int64
	limit   int64
}
