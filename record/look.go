package record

import (
	"slices"

	"continuum/internal/fault"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/record/search"
)

// mostLooked is how many resources a search looks into one by one.
const mostLooked = 50_000

// whole finds all matches, looks into them where SQL cannot tell, sorts them and
// gives the page; After counts matches then.
func (q *query) whole(keys []search.SortKey, p Page) (*Found, error) {
	ordinals, err := q.ordinals(Page{Until: p.Until}, mostLooked+1)
	if err != nil {
		return nil, err
	}
	if len(ordinals) > mostLooked {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "too much for this search: it would look into every resource one by one", Fix: "add a filter that narrows it"}
	}
	var kept []sorted
	for some := range slices.Chunk(ordinals, fetchAtOnce) {
		all, err := q.resources(q.tx, some)
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			x, ok, err := q.look(all[o], keys)
			if err != nil {
				return nil, err
			}
			if ok {
				x.ordinal = o
				kept = append(kept, x)
			}
		}
	}
	slices.SortStableFunc(kept, func(a, b sorted) int { return compareKeys(keys, a.keys, b.keys) })
	found := &Found{Total: int64(len(kept))}
	from := min(p.After, int64(len(kept)))
	to := min(from+int64(p.Count), int64(len(kept)))
	found.More, found.Next = to < int64(len(kept)), Page{After: to, Until: p.Until, Count: p.Count}
	ordinals = ordinals[:0]
	for _, x := range kept[from:to] {
		ordinals = append(ordinals, x.ordinal)
	}
	return found, q.fetch(found, ordinals)
}

// sorted is a match with what it is sorted by.
type sorted struct {
	ordinal int64
	keys    []index.Value
}

// look asks the content of a resource.
func (q *query) look(x Resource, keys []search.SortKey) (sorted, bool, error) {
	if x.Content == nil {
		return sorted{}, false, nil
	}
	n, err := resource.Parse(x.Content, resource.Limits{})
	if err != nil {
		return sorted{}, false, fault.Wrap(err, "reading %s", x.Key)
	}
	for _, f := range q.looked {
		if f.Chain != nil || f.Has != nil {
			return sorted{}, false, &fault.Error{Code: fault.Invalid, Value: f.Code, Reason: "a chain with this modifier is not offered", Fix: "leave the modifier out"}
		}
		values, err := index.Of(n, f.Code)
		if err != nil {
			return sorted{}, false, err
		}
		if !f.Matches(values) {
			return sorted{}, false, nil
		}
	}
	var out sorted
	for _, k := range keys {
		values, err := index.Of(n, k.Parameter.Code)
		if err != nil {
			return sorted{}, false, err
		}
		out.keys = append(out.keys, first(values, k.Descending))
	}
	return out, true, nil
}
