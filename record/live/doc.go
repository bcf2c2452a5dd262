// Package live turns what partners' systems tell the moment it happens (HL7 v2
// ADT messages) into resources of the shared record, and changes of resources,
// whichever way they came, into events that others may act on: an admission opens
// a task, a death stops a payment.
//
// Messages come late, twice and in any order, over several connections at once. So
// what each message says of a person or a visit is kept beside the resource, by
// the time of its event, and the resource is what follows from all that was said,
// in the order of these times: whatever comes when, the same set of messages gives
// the same resource. A value that a later message does not speak of stands; one
// that it says is null goes. This is a set of last-writer-wins registers (Shapiro
// et al., "A comprehensive study of convergent and commutative replicated data
// types", INRIA 2011) with two sequences: where the person was, and what became of
// the visit. What HL7's messages mean follows HL7 v2.8.2, chapter 3, and the HL7
// v2-to-FHIR implementation guide.
//
// A message that cannot be read or understood is kept whole, with the reason, and
// can be replayed once the cause is mended.
package live
