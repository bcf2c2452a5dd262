// Package warehouse holds the linked facts of a place: what every partner
// reported, joined to the people it happened to.
//
// A build is a folder that never changes once it is there: one DuckDB file with
// the canonical tables sorted by person, a search index, the data-quality
// reports and a manifest that says exactly what it was made of. Builds are made
// beside the live one and swapped in by renaming one small file, so that a
// failed or killed build leaves what people are looking at untouched, and an
// older build can be served again at once.
//
//	DATA/builds/20261122T031500Z-3f9a1c/{warehouse.duckdb, search.index, quality.json, manifest.json}
//	DATA/live      the id of the build being served
package warehouse
