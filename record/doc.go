// Package record keeps the person's shared record: resources of FHIR R4 with all
// their versions, found by every search parameter there is. It is where what one
// partner tells live, this minute, stands beside what all have told before.
//
// Contents are kept as received, compressed; decimals keep their digits. What a
// resource is found by (package index) is written with it in one transaction, so
// that a search never lags behind. Resources are numbered in the order in which
// they first came, and pages of a search follow these numbers: while others
// write, each match comes once. What a filter means is told by package search;
// this package only finds candidates fast, in SQL, and looks into contents where
// SQL cannot tell.
//
// What partners' extracts tell of a person is not kept here but held beside a
// search (Beside), with the references that mean the same person. A search gives
// one answer over both: filters are first made to mean what is known here, then
// asked of what is kept in SQL and of what is held by its content.
package record
