package audit

import (
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/store"
)

const (
	packKind = "audit-pack"
	signKind = "audit-sign"
)

// Append adds entries in a change's own transaction: they are there if and only if
// the change is. It gives each its number and time. Invalid where an entry has no
// action or outcome.
func (l *Log) Append(tx *store.Tx, entries ...Entry) error {
	all := make([]Entry, 0, len(entries))
	for _, e := range entries {
		if err := bounded(&e); err != nil {
			return err
		}
		all = append(all, split(e)...)
	}
	return l.append(tx, all)
}

// append adds entries that are in order, with the time now unless they have one.
func (l *Log) append(tx *store.Tx, all []Entry) error {
	if len(all) == 0 {
		return nil
	}
	now := time.Now()
	for i := range all {
		if all[i].At.IsZero() {
			all[i].At = now
		}
	}
	if from := l.cached.Load(); from != nil {
		if done, err := l.add(tx, from, all); done || err != nil {
			return err
		}
	}
	from, err := readState(tx)
	if err != nil {
		return err
	}
	done, err := l.add(tx, &from, all)
	if err == nil && !done {
		err = moved()
	}
	return err
}

// add appends behind a state; false, with nothing done, where the log is in another.
// A state that was cached and never committed is found out so: no other has its peaks.
func (l *Log) add(tx *store.Tx, from *state, all []Entry) (bool, error) {
	to := *from
	to.peaks = append(make([]tlog.Hash, 0, len(from.peaks)+8), from.peaks...)
	rows := blocks(&to, all)
	if done, err := advance(tx, from, &to); !done || err != nil {
		return false, err
	}
	if err := tx.Insert("audit_block", []string{"first", "entries", "hashes", "body"}, rows); err != nil {
		return false, err
	}
	l.cached.Store(&to)
	return true, l.jobs(tx, from, &to)
}

// blocks are the rows of entries behind a state, which moves on; none reaches over
// the end of a tile.
func blocks(s *state, all []Entry) [][]any {
	var rows [][]any
	var scratch []byte
	for len(all) > 0 {
		n := min(len(all), int(inTile-s.size%inTile))
		first, hashes, body := s.size, make([]byte, 0, n*tlog.HashSize), make([]byte, 0, n*320)
		for i := range all[:n] {
			e := &all[i]
			e.Sequence = s.size
			from := len(body)
			body = appendEntry(body, e)
			var leaf tlog.Hash
			leaf, scratch = leafHash(scratch, body[from:])
			body = append(body, '\n')
			hashes = append(hashes, leaf[:]...)
			s.peaks = grow(s.peaks, s.size, leaf)
			s.size++
		}
		rows = append(rows, []any{first, int64(n), hashes, body})
		all = all[n:]
	}
	return rows
}

// jobs asks for what is to be done behind an append: packing now and then, and a
// checkpoint soon after the first entry that none covers.
func (l *Log) jobs(tx *store.Tx, from, to *state) error {
	var all []store.Job
	if from.size/packEvery != to.size/packEvery {
		all = append(all, store.Job{Kind: packKind, Key: "pack"})
	}
	if from.size == to.signed {
		all = append(all, store.Job{Kind: signKind, Key: "after " + strconv.FormatInt(from.size, 10), RunAt: time.Now().Add(signWithin)})
	}
	if n := to.size / signEvery; from.size/signEvery != n {
		all = append(all, store.Job{Kind: signKind, Key: "at " + strconv.FormatInt(n*signEvery, 10)})
	}
	for _, j := range all {
		if _, err := tx.Enqueue(j); err != nil {
			return err
		}
	}
	return nil
}
