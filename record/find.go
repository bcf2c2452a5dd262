package record

import (
	"slices"

	"continuum/record/search"
	"continuum/store"
)

// Page says which matches of a search are wanted.
type Page struct {
	After  int64   // ordinal of the last match of the page before, 0 at first
	Behind *Mark   // the last match of the page before, where a search is sorted or looks into resources
	Until  int64   // ordinal beyond which nothing had come when the first page was made, 0 at first
	Held   int     // how many held matches the pages before gave
	Count  int     // most matches
	Total  bool    // count all matches
	Rough  bool    // but leave the total out where that would take long
	Beside *Beside // what is seen beside what is kept; nil: nothing
}

// Found is a page of matches: those held first, or all in order where the search
// asks for one.
type Found struct {
	Matches []Resource
	Total   int64 // of all pages; -1 where nobody counted
	More    bool
	Next    Page // where More

	asking *asking
	things []int64 // the matches
	beside []int64 // what was included
}

// Search finds the resources of the search's types that pass its filters, in the
// order in which they came, or sorted. What is held beside comes before.
func (r *Record) Search(tx *store.Tx, s *search.Search, p Page) (*Found, error) {
	return r.search(tx, s, p, nil)
}

func (r *Record) search(tx *store.Tx, s *search.Search, p Page, e *eyes) (*Found, error) {
	shown, err := r.shown(tx, e, p.Beside)
	if err != nil {
		return nil, err
	}
	p.Beside = shown // also what tells of the next page
	q := &query{asking: r.asking(tx, shown)}
	q.eyes = e
	filters, err := q.meant(s.Filters)
	if err != nil {
		return nil, err
	}
	if err := q.within(s); err != nil {
		return nil, err
	}
	if err := inTurn(q.hide, q.see); err != nil {
		return nil, err
	}
	if err := q.plan(filters); err != nil {
		return nil, err
	}
	held, err := q.heldMatches(filters)
	if err != nil {
		return nil, err
	}
	if p.Until == 0 {
		if err := tx.QueryRow("SELECT coalesce(max(ordinal), 0) FROM record_resource").Scan(&p.Until); err != nil {
			return nil, err
		}
	}
	if len(s.Sort) > 0 || len(q.looked) > 0 {
		return q.whole(s.Sort, held, p)
	}
	return q.page(held, p)
}

// within confines a search to its types and its compartment.
func (q *query) within(s *search.Search) (err error) {
	if q.compartment, q.of, err = q.compartmentOf(s); err != nil || q.compartment == nil {
		return err
	}
	members, err := q.compartment.clause(q.asking, q.of)
	q.probes = append(q.probes, members)
	return err
}

// heldMatches gives what is held and passes all filters.
func (q *query) heldMatches(filters []*search.Filter) (held []int64, err error) {
	held = q.heldOf(q.of)
	if q.compartment != nil && len(held) > 0 {
		if held, err = q.compartment.among(q.asking, held); err != nil {
			return nil, err
		}
	}
	for _, f := range filters {
		if len(held) == 0 {
			return nil, nil
		}
		passed, err := q.among(q.of, f, held)
		if err != nil {
			return nil, err
		}
		held = slices.DeleteFunc(held, func(t int64) bool { return !passed[t] })
	}
	return held, nil
}

// page gives a page in the order of ordinals, after what is held.
func (q *query) page(held []int64, p Page) (*Found, error) {
	found := &Found{Total: -1}
	given := held[min(p.Held, len(held)):]
	given = given[:min(p.Count, len(given))]
	wanted := p.Count - len(given)
	ordinals, err := q.ordinals(p, wanted+1)
	if err != nil {
		return nil, err
	}
	if found.More = len(ordinals) > wanted; found.More {
		ordinals = ordinals[:wanted]
	}
	found.More = found.More || p.Held+len(given) < len(held)
	switch {
	case !p.Total:
	case p.After == 0 && p.Held == 0 && !found.More:
		found.Total = int64(len(ordinals) + len(given))
	default:
		kept, err := q.count(p)
		if err != nil {
			return nil, err
		}
		if found.Total = kept; kept >= 0 {
			found.Total += int64(len(held))
		}
	}
	found.Next = Page{After: p.After, Until: p.Until, Held: p.Held + len(given), Count: p.Count, Beside: p.Beside}
	if len(ordinals) > 0 {
		found.Next.After = ordinals[len(ordinals)-1]
	}
	return found, q.fetch(found, slices.Concat(given, ordinals))
}
