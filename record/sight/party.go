package sight

import (
	"crypto/sha256"
	"encoding/binary"
)

// Party is one side of a relation to a person, such as a practice with which the
// person is registered: {registered, L81001}. What holds of the person whoever
// looks, such as a dissent, has no Of.
type Party struct {
	Kind string
	Of   string
}

// The kinds of relations. Of is what stands behind each.
const (
	Registered = "registered" // the code of the GP practice with which the person is registered now
	CareTeam   = "care-team"  // a partner, a team, or a member such as Practitioner/7
	Caseload   = "caseload"   // a partner or team with an open episode of care or package of services
	Referred   = "referred"   // a partner or team with a referral that is not yet closed
	Suggested  = "suggested"  // a team to which the person was suggested for help, until it has decided
	Admitted   = "admitted"   // a partner in whose hospital the person is now, or was until lately
	Ward       = "ward"       // partner/ward where the person is now
	Self       = "self"       // the account of the person
	Shared     = "shared:"    // + a section of the record: an account or partner with whom the person shares it
	Claimed    = "claimed"    // an account that says it has a relation
	BreakGlass = "break-glass"
	Refused    = "refused"   // a partner or account that the person does not want to see the record
	Dissent    = "dissent"   // of nobody in particular: the person does not want the record shared
	Sealed     = "sealed"    // the record is closed but to few, such as of witnesses under protection
	Prominent  = "prominent" // a famous person, or one whom the staff know
	OptedOut   = "opted-out" // of research and planning
)

// Number stands for a party in the record's tables. It is cut from a hash that
// nobody can aim at, so that two parties are not taken for one.
func (p Party) Number() int64 {
	h := sha256.New()
	h.Write([]byte(p.Kind))
	h.Write([]byte{0})
	h.Write([]byte(p.Of))
	return int64(binary.BigEndian.Uint64(h.Sum(nil)) >> 1)
}
