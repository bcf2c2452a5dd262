package audit

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"continuum/store"
)

// Query says which entries are wanted: those of which all that is given holds.
type Query struct {
	Person   string    // whom they are about
	Resource string    // Type/ID of what was touched or whom it is about; with /_history/VERSION that version
	Actor    string    // who did it
	Actions  []string  // any of these
	Except   []string  // none of these actions
	Outcomes []Outcome // any of these
	Purpose  string
	Since    time.Time // from then on
	Until    time.Time // before then

	Before int64 // only entries with a smaller number: the Next of the page before; 0 for the newest
	Most   int   // entries of a page; 100 where it is 0, at most 1,000
}

// Page is part of what was found, the newest first. Where Next is not 0 there may be
// more, even if the page is not full: no page looks through more than there is time for.
type Page struct {
	Entries []Entry
	Next    int64
}

const (
	mostFound = 1000
	mostRead  = 1024 // tiles that one page looks into
	mostAsked = 8192 // volumes whose index it asks
)

// Entry gives one entry by its number. NotFound where there is none.
func (l *Log) Entry(tx *store.Tx, n int64) (Entry, error) {
	s, err := readState(tx)
	if err != nil {
		return Entry{}, err
	}
	if n < 0 || n >= s.size {
		return Entry{}, noEntry(n)
	}
	var b block
	if n >= s.packed {
		err = tx.QueryRow("SELECT first, entries, hashes, body FROM audit_block WHERE first <= $1 ORDER BY first DESC LIMIT 1", n).Scan(b.scan()...)
	} else {
		b.first = n / inTile * inTile
		b.body, err = l.bodyOf(tx, n/inTile)
	}
	if err != nil {
		return Entry{}, err
	}
	i := b.first
	for line := range bytes.Lines(b.body) {
		if i == n {
			return Decode(bytes.TrimSuffix(line, []byte("\n")))
		}
		i++
	}
	return Entry{}, damaged()
}

// Find gives the newest entries of a query, a page at a time.
func (l *Log) Find(tx *store.Tx, q Query) (Page, error) {
	s, err := readState(tx)
	if err != nil {
		return Page{}, err
	}
	f := &finding{l: l, tx: tx, q: q, s: s, left: mostRead, end: s.size}
	if q.Before > 0 {
		f.end = min(q.Before, s.size)
	}
	if f.q.Most <= 0 {
		f.q.Most = 100
	}
	f.q.Most = min(f.q.Most, mostFound)
	f.wanted = q.numbers()
	return f.page, f.run()
}

// numbers are what entries of a query are found by: one of each list.
func (q *Query) numbers() (all [][]uint32) {
	one := func(kind byte, names ...string) {
		var any []uint32
		for _, name := range names {
			if name == "" || kind == byOutcome && name == string(OK) {
				return // such entries are everywhere
			}
			any = append(any, number(kind, name))
		}
		if any != nil {
			all = append(all, any)
		}
	}
	one(byKey, q.Person)
	one(byKey, unversioned(q.Resource))
	one(byActor, q.Actor)
	one(byPurpose, q.Purpose)
	one(byAction, q.Actions...)
	var outcomes []string
	for _, o := range q.Outcomes {
		outcomes = append(outcomes, string(o))
	}
	one(byOutcome, outcomes...)
	return all
}

// holds tells whether an entry is wanted.
func (q *Query) holds(e *Entry) bool {
	switch {
	case q.Actor != "" && e.Actor != q.Actor,
		q.Purpose != "" && e.Purpose != q.Purpose,
		len(q.Actions) > 0 && !slices.Contains(q.Actions, e.Action),
		slices.Contains(q.Except, e.Action),
		len(q.Outcomes) > 0 && !slices.Contains(q.Outcomes, e.Outcome),
		!q.Since.IsZero() && e.At.Before(q.Since),
		!q.Until.IsZero() && !e.At.Before(q.Until),
		q.Person != "" && !slices.Contains(e.People, q.Person):
		return false
	}
	return q.Resource == "" || slices.Contains(e.People, q.Resource) || slices.ContainsFunc(e.Resources, func(r string) bool {
		return r == q.Resource || strings.HasPrefix(r, q.Resource+"/_history/")
	})
}
