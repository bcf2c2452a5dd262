package record

import (
	"cmp"
	"slices"

	"continuum/record/search"
)

// whole finds all matches, looks into them where SQL cannot tell, sorts them and
// gives the page.
func (q *query) whole(keys []search.SortKey, held []int64, p Page) (*Found, error) {
	walks, err := q.walks(keys, held, p)
	if walks && err == nil {
		if found, err := q.walk(keys, p, mostWalked); found != nil || err != nil {
			return found, err
		}
	}
	if err != nil {
		return nil, err
	}
	kept, err := q.ordinals(Page{Until: p.Until}, mostLooked+1)
	switch {
	case err != nil:
		return nil, err
	case len(kept) > mostLooked && walks:
		return q.walk(keys, p, allTheWay)
	case len(kept) > mostLooked:
		return nil, q.look(len(kept))
	}
	for _, f := range q.looked {
		passed, err := q.among(q.of, f, kept)
		if err != nil {
			return nil, err
		}
		kept = slices.DeleteFunc(kept, func(t int64) bool { return !passed[t] })
	}
	all, err := q.marks(keys, kept, held)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Mark) int { return a.compare(&b, keys) })
	from, err := behind(all, p.Behind, keys)
	if err != nil {
		return nil, err
	}
	found := &Found{Total: int64(len(all)), Next: p}
	page := all[from:min(from+p.Count, len(all))]
	if found.More = from+len(page) < len(all); len(page) > 0 {
		found.Next.Behind = &page[len(page)-1]
	}
	things := make([]int64, len(page))
	for i, x := range page {
		things[i] = x.thing
	}
	return found, q.fetch(found, things)
}

// compareThings orders what is held before what is kept, each as it came.
func compareThings(a, b int64) int {
	if a < 0 && b < 0 {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
