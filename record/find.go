package record

import (
	"continuum/internal/fault"
	"continuum/record/search"
	"continuum/store"
)

// Page says which matches of a search are wanted.
type Page struct {
	After  int64   // ordinal of the last match of the page before, or how many were given where they are sorted; 0 at first
	Until  int64   // ordinal beyond which nothing had come when the first page was made, 0 at first
	Held   int     // how many held matches the pages before gave
	Count  int     // most matches
	Total  bool    // count all matches
	Beside *Beside // what is seen beside what is kept; nil: nothing
}

// Found is a page of matches.
type Found struct {
	Matches []Resource
	Total   int64 // of all pages; -1 where nobody counted
	More    bool
	Next    Page // where More

	ordinals []int64
}

// Search finds the resources of the search's type that pass its filters, in the
// order in which they came, or sorted.
func (r *Record) Search(tx *store.Tx, s *search.Search, p Page) (*Found, error) {
	if s.Type == nil {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "a search of all types at once is not offered", Fix: "search one type"}
	}
	q := &query{Record: r, tx: tx, t: s.Type}
	if err := q.plan(s.Filters); err != nil {
		return nil, err
	}
	if p.Until == 0 {
		if err := tx.QueryRow("SELECT coalesce(max(ordinal), 0) FROM record_resource").Scan(&p.Until); err != nil {
			return nil, err
		}
	}
	if len(s.Sort) > 0 || len(q.looked) > 0 {
		return q.whole(s.Sort, p)
	}
	return q.page(p)
}

// page gives a page in the order of ordinals.
func (q *query) page(p Page) (*Found, error) {
	found := &Found{Total: -1}
	ordinals, err := q.ordinals(p, p.Count+1)
	if err != nil {
		return nil, err
	}
	if found.More = len(ordinals) > p.Count; found.More {
		ordinals = ordinals[:p.Count]
	}
	switch {
	case !p.Total:
	case p.After == 0 && !found.More:
		found.Total = int64(len(ordinals))
	default:
		if found.Total, err = q.count(p); err != nil {
			return nil, err
		}
	}
	if len(ordinals) > 0 {
		found.Next = Page{After: ordinals[len(ordinals)-1], Until: p.Until, Count: p.Count}
	}
	return found, q.fetch(found, ordinals)
}

func (q *query) count(p Page) (int64, error) {
	s := &statement{}
	s.put("SELECT count(DISTINCT d.ordinal)")
	q.from(s, Page{Until: p.Until})
	return s.one(q.tx)
}
