package audit

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// state is how far the log has come, as its one row says.
type state struct {
	size, packed, volumes, signed, checkpoints int64
	peaks                                      []tlog.Hash
}

func readState(tx *store.Tx) (state, error) {
	var s state
	var peaks []byte
	err := tx.QueryRow("SELECT size, peaks, packed, volumes, signed, checkpoints FROM audit_state WHERE id = 1").
		Scan(&s.size, &peaks, &s.packed, &s.volumes, &s.signed, &s.checkpoints)
	if err != nil {
		return s, fault.Wrap(err, "reading the state of the audit log")
	}
	if s.peaks, err = unpackHashes(peaks); err == nil && (s.size < 0 || len(s.peaks) != bits.OnesCount64(uint64(s.size))) {
		err = fault.New(fault.Internal, "the audit log's peaks do not fit its %d entries; verify it", s.size)
	}
	return s, err
}

// move writes the next state in place of the one that was read in this transaction.
func move(tx *store.Tx, from, to *state) error {
	n, err := tx.Exec(`UPDATE audit_state SET size = $1, peaks = $2, packed = $3, volumes = $4, signed = $5, checkpoints = $6
		WHERE id = 1 AND size = $7 AND packed = $8 AND checkpoints = $9`,
		to.size, packHashes(to.peaks), to.packed, to.volumes, to.signed, to.checkpoints, from.size, from.packed, from.checkpoints)
	if err == nil && n != 1 {
		err = moved()
	}
	return err
}

func moved() error {
	return fault.New(fault.Internal, "the state of the audit log changed within a transaction")
}

// advance writes how far an append comes, and learns what jobs have done meanwhile;
// false where the log is not where it is thought to be.
func advance(tx *store.Tx, from, to *state) (bool, error) {
	err := tx.QueryRow("UPDATE audit_state SET size = $1, peaks = $2 WHERE id = 1 AND size = $3 AND peaks = $4 RETURNING packed, volumes, signed, checkpoints",
		to.size, packHashes(to.peaks), from.size, packHashes(from.peaks)).Scan(&to.packed, &to.volumes, &to.signed, &to.checkpoints)
	if fault.CodeOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}
