package record

import (
	"cmp"
	"slices"

	"continuum/record/index"
	"continuum/record/search"
)

// whole finds all matches, looks into them where SQL cannot tell, sorts them and
// gives the page; After counts matches then.
func (q *query) whole(keys []search.SortKey, held []int64, p Page) (*Found, error) {
	if walks, err := q.walks(keys, held, p); err != nil {
		return nil, err
	} else if walks {
		return q.walk(keys, p)
	}
	kept, err := q.ordinals(Page{Until: p.Until}, mostLooked+1)
	if err != nil {
		return nil, err
	}
	if len(kept) > mostLooked {
		return nil, q.look(len(kept))
	}
	for _, f := range q.looked {
		passed, err := q.among(q.of, f, kept)
		if err != nil {
			return nil, err
		}
		kept = slices.DeleteFunc(kept, func(t int64) bool { return !passed[t] })
	}
	things := slices.Concat(held, kept)
	if len(keys) > 0 {
		if things, err = q.sorted(keys, kept, held); err != nil {
			return nil, err
		}
	}
	total := int64(len(things))
	from := min(p.After, total)
	to := min(from+int64(p.Count), total)
	found := &Found{Total: total, More: to < total, Next: Page{After: to, Until: p.Until, Count: p.Count, Beside: p.Beside}}
	return found, q.fetch(found, things[from:to])
}

// sortable is a match with what it is sorted by.
type sortable struct {
	thing int64
	keys  []index.Value
}

// sorted gives things in the order asked for.
func (q *query) sorted(keys []search.SortKey, kept, held []int64) ([]int64, error) {
	if len(held) == 0 && q.timed(keys) {
		return q.byTimes(keys, kept)
	}
	q.cost = 0 // what was looked into to choose is paid
	var all []sortable
	err := q.each(kept, held, func(thing int64, x *looking) error {
		one := sortable{thing: thing}
		for _, k := range keys {
			values, err := x.values(k.Parameter.Code)
			if err != nil {
				return err
			}
			one.keys = append(one.keys, first(values, k.Descending))
		}
		all = append(all, one)
		return nil
	})
	slices.SortStableFunc(all, func(a, b sortable) int {
		return cmp.Or(compareKeys(keys, a.keys, b.keys), compareThings(a.thing, b.thing))
	})
	things := make([]int64, len(all))
	for i, x := range all {
		things[i] = x.thing
	}
	return things, err
}

// compareThings orders what is held before what is kept, each as it came.
func compareThings(a, b int64) int {
	if a < 0 && b < 0 {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
