package review

import (
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

const (
	mostEntries = 16384 // of a batch
	mostPage    = 1000  // that the log gives at once
	mostPeople  = 20000 // of a batch, counted with repeats
)

// cursor is how far the log was read.
type cursor struct {
	next int64 // number of the next entry
	at   int64 // of the latest, in microseconds
	day  int64
}

// batch is some entries of one day, with what is known of their actors.
type batch struct {
	from, to cursor
	entries  []audit.Entry
	habits   map[string]*habit
	own      map[string]tally // of actors for whom the day begins
	roles    map[string]tally // of theirs

	staff    map[string]Account
	people   map[string]Person
	partners map[string][]string

	hits map[key]*hit
}

// read gives the next batch, before anything is known of its people.
func (r *Review) read(tx *store.Tx) (*batch, error) {
	b := &batch{hits: map[key]*hit{}}
	c := &b.from
	if err := tx.QueryRow("SELECT next, at, day FROM review_cursor WHERE id = 1").Scan(&c.next, &c.at, &c.day); err != nil {
		return nil, err
	}
	b.to = b.from
	size, err := r.log.Size(tx)
	if err != nil {
		return nil, err
	}
	until := min(size, b.from.next+int64(r.most))
	for from := b.from.next; from < until; from += mostPage {
		page, err := r.page(tx, from, min(until, from+mostPage))
		if err != nil {
			return nil, err
		}
		if !b.take(page, &r.settings) {
			break
		}
	}
	return b, r.remember(tx, b)
}

// page reads entries from the log forwards.
func (r *Review) page(tx *store.Tx, from, to int64) ([]audit.Entry, error) {
	var all []audit.Entry
	for before := to; before > from; {
		p, err := r.log.Find(tx, audit.Query{Before: before, Most: int(before - from)})
		if err != nil {
			return nil, err
		}
		all = append(all, p.Entries...)
		if before = p.Next; before == 0 {
			break
		}
	}
	slices.Reverse(all)
	if int64(len(all)) != to-from || all[0].Sequence != from {
		return nil, &fault.Error{Code: fault.Internal, Reason: "entries of the audit log cannot be read", Fix: "verify the audit log: it says what was changed"}
	}
	return all, nil
}

// take adds entries to a batch up to the end of its day; false where it is full. A
// clock that is a little behind, as those of several servers are, stands still.
func (b *batch) take(page []audit.Entry, s *Settings) bool {
	people := 0
	for i := range b.entries {
		people += len(b.entries[i].People)
	}
	for _, e := range page {
		at := e.At.UnixMicro()
		if back := b.to.at - at; back > 0 && back < time.Hour.Microseconds() {
			at = b.to.at
		}
		e.At = time.UnixMicro(at).UTC()
		day, _ := s.local(e.At)
		people += len(e.People)
		if len(b.entries) > 0 && (day != b.to.day || people > mostPeople) {
			return false
		}
		b.entries = append(b.entries, e)
		b.to = cursor{e.Sequence + 1, at, day}
	}
	return true
}
