// Package definition knows what FHIR R4 (4.0.1) says a resource may hold: its
// types and elements, invariants, search parameters, the codes of required
// bindings and who belongs to a person's compartment. Partners agree on the
// specification, not on our code, so the specification is data here: compact
// tables that tools/definitions writes from what HL7 publishes (CC0-1.0), never
// generated code for each type. The tables are embedded and read once, at the
// first look-up; a look-up allocates nothing and is safe from many goroutines.
// Nothing that a look-up returns may be changed.
package definition
