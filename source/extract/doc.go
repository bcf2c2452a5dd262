// Package extract reads the raw files that partners send: CSV, Excel workbooks
// and FHIR R4 (Bundle or NDJSON), plain or compressed. A partnership cannot
// choose what its partners' systems export, so every file is taken as hostile:
// memory is bounded whatever the file holds, a row that cannot be read is handed
// over as Broken with its line and its raw text, and a file that cannot be read
// at all gives one fault naming file, line, column, value and fix.
//
// # Why our own readers
//
// encoding/csv reads well-formed files and stays the oracle of the tests here,
// but it has no limit on the size of a record, loses the raw text of a bad row,
// cannot go on after a broken quote, and allocates for every row. Ours follows
// RFC 4180 with four leniencies that real exports need: a quote inside an
// unquoted field is text; LF, CRLF and CR end a line; blank lines are skipped;
// any single character may be the delimiter. A record whose quoting or number of
// fields is wrong costs its first physical line only: reading goes on at the next
// line, so that one stray quote never swallows the rows after it.
//
// For Excel, excelize ends a sheet quietly when its XML is damaged and does not
// tell a date from a number while streaming; both would lose facts unseen. The
// reader here follows ECMA-376 part 1 (18.3 worksheets, 18.4 shared strings, 18.8
// number formats).
//
// For FHIR, each resource is checked as strict JSON (RFC 8259, unique names) and
// then walked once: the paths of all columns of one resource type form a trie.
package extract
