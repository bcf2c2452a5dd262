// Package audit keeps who did what to whose record, when, and on what ground: an
// entry for each access to the shared record and each change of it, those that were
// denied too. People may ask who looked, a privacy officer must be able to answer
// years later, and neither should have to trust whoever runs the database.
//
// The entries are the leaves of a Merkle tree as in RFC 6962 (Certificate
// Transparency), whose hashes and proofs are those of golang.org/x/mod/sumdb/tlog.
// Its root is signed again and again (Checkpoint, in the C2SP's tlog-checkpoint
// format) and given to the partners: a chain of hashes alone does not keep an
// operator from writing all of it anew. Against a checkpoint kept elsewhere it can
// be shown without this program that an entry is in the log (Proof, a C2SP
// tlog-proof) and that nothing before it was changed since (Consistency). Verify
// reads everything again and says what is wrong, and where.
//
//	key, err := audit.ReadKey("place.audit-key", "weston.example/audit")
//	log, err := audit.Open(ctx, db, key)
//	err = db.Write(ctx, func(tx *store.Tx) error { … change …; return log.Append(tx, entry) })
//	err = log.Note(ctx, entry) // of a read, before its answer leaves
//
// # How it is kept
//
// An append adds one row, a block, to the change's own transaction and moves the
// tree's peaks on. Behind it a job of the store packs whole tiles of 256 entries,
// compressed, and makes an index of each volume of 256 tiles: which of its tiles
// name a person, a resource, an actor or a rare action. A search looks there, and
// through the newest entries themselves, so that it never lags behind.
//
// Entries name people, resources and parameters by their keys and never hold
// contents or values, so they outlive what they tell of: nothing is ever deleted
// here, and of somebody who was erased there is left a key that leads nowhere.
package audit
