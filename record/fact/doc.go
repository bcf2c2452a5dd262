// Package fact shows what partners' extracts say of a person as FHIR R4 resources,
// made when they are read. A shared record that answers other systems only with
// what arrived live would hide nearly all that is known; a copy of every fact as a
// stored resource would be wrong the next time the extracts are built. So the
// facts stay in the warehouse and are mapped one person at a time: each resource
// says which partner and which build it comes from (meta.source), keeps its id
// while the person stays, and uses the code system that the place's feeds imply,
// or one of the partner's own.
//
// What also came live is shown once: a fact and a live resource are the same when
// they have an identifier in common, the partner's own.
package fact
