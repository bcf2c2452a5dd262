// Package warehouse holds the linked facts of a place: what every partner
// reported, joined to the people it happened to.
//
// A build is a folder that never changes once it is there: one DuckDB file with
// the canonical tables sorted by person, a search index, a card of every person,
// the data-quality reports and a manifest that says exactly what it was made of.
// Builds are made beside the live one and swapped in by renaming one small file,
// so that a failed or killed build leaves what people are looking at untouched,
// and an older build can be served again at once.
//
//	DATA/live       the id of the build being served; live.restoring until a restore
//	                is whole, and restored.json says from which backup it came
//	DATA/identity.journal  what became of people's ids
//	DATA/builds/ID  warehouse.duckdb, search.index, people.cards, overview.json,
//	                quality.json, labels.json, manifest.json, linkage.json (who
//	                deserves a look), link.yaml and model.json (how people were linked)
package warehouse
