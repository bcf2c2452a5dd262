// Package relation knows who has to do with whom: which practice a person is
// registered with, who is in their care team, where they lie in hospital, with whom
// they share their record and who must not see it. In a care partnership nobody is
// given a list of the people they may look up; being part of somebody's care is what
// lets them (a legitimate relationship, as the NHS Care Record Guarantee has it). So
// relations follow from what the record and the build say already, at once, and end
// when that ends.
//
// They come from three sides: resources of the record, as they change and in the same
// transaction (Book.Watch); what the live build knows of a person (Directory.OfFacts,
// Book.Project); and accounts that claim, break the glass, are shared with or mark
// somebody (Book.Claim and what stands beside it). Each is kept under the origin that
// says it, so that whoever says it can take it back.
//
// Consent follows FHIR R4, of which only what can be enforced is taken: what is denied
// in a way that cannot be told apart is denied in the next wider one, what is permitted
// so is not permitted, and either is told as an event (Unclear).
package relation
