// Package source reads partners' extracts into canonical tables.
//
// Every partner of a care partnership sends what its own system happens to
// export. A feed (one .sql file of the place folder) maps one such extract to
// one canonical table; the engine, not the feed, converts types, applies the
// rules and keeps apart what breaks them, so that a place only says "this
// column is that" and every place is judged alike.
//
// A build runs: files -> raw table (text, one row a record) -> the feed's
// SELECT -> typed and checked staging table -> quality report. A row that
// breaks a rule is quarantined with its reason and its raw text; nothing is
// dropped silently, and one bad row never stops a build. Too many of them do.
package source
