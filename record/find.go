package record

import (
	"cmp"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// Page says which matches of a search are wanted.
type Page struct {
	After int64 // ordinal of the last match of the page before, 0 at first
	Until int64 // ordinal beyond which nothing had come when the first page was made, 0 at first
	Count int   // most matches
	Total bool  // count all matches
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

// query is one search under way.
type query struct {
	*Record
	tx     *store.Tx
	t      *definition.Type
	driver clause   // whose rows are listed; nil: all resources of the type
	probes []clause // that are asked of each
	looked []*search.Filter
}

// fewRows is how many rows of an index are counted to see how selective a filter is.
const fewRows = 1000

// plan chooses the clause with the fewest rows to drive the search.
func (q *query) plan(filters []*search.Filter) error {
	best := -1
	for _, f := range filters {
		c, err := q.clauseOf(q.tx, q.t, f)
		if err != nil {
			return err
		}
		if c == nil {
			q.looked = append(q.looked, f)
			continue
		}
		q.probes = append(q.probes, c)
	}
	least := int64(0)
	for i, c := range q.probes {
		if !c.listed() {
			continue
		}
		n := int64(1)
		if len(q.probes) > 1 {
			var err error
			if n, err = q.few(c); err != nil {
				return err
			}
		}
		if best < 0 || n < least {
			best, least = i, n
		}
	}
	if best >= 0 {
		q.driver = q.probes[best]
		q.probes = slices.Delete(q.probes, best, best+1)
	}
	return nil
}

// few counts the rows of a clause, up to a bound.
func (q *query) few(c clause) (int64, error) {
	s := &statement{}
	s.put("SELECT count(*) FROM (")
	c.all(s)
	s.put(" LIMIT ").arg(fewRows).put(") AS few")
	return s.one(q.tx)
}

// from writes the part of a query that finds ordinals, from FROM on.
func (q *query) from(s *statement, p Page) {
	if q.driver != nil {
		s.put(" FROM (")
		q.driver.all(s)
		s.put(") AS d WHERE ")
	} else {
		s.put(" FROM record_resource d WHERE d.type = ").arg(q.types[q.t]).put(" AND d.version > 0 AND NOT d.deleted AND ")
	}
	s.put("d.ordinal > ").arg(p.After).put(" AND d.ordinal <= ").arg(p.Until)
	for _, c := range q.probes {
		s.put(" AND ")
		c.holds(s, "d.ordinal")
	}
	if q.driver != nil && !ownRows(q.driver) {
		s.put(" AND EXISTS (SELECT 1 FROM record_resource o WHERE o.ordinal = d.ordinal AND o.type = ").arg(q.types[q.t]).put(" AND o.version > 0 AND NOT o.deleted)")
	}
}

// ownRows says that the rows of a clause are those of resources of the type that
// are there: rows of an index are taken away with the resource.
func ownRows(c clause) bool {
	rows, is := c.(rowsClause)
	return is && rows.table != resourceTable
}

// ordinals gives the ordinals of a page, one more than wanted where there is more.
func (q *query) ordinals(p Page, most int) ([]int64, error) {
	s := &statement{}
	s.put("SELECT DISTINCT d.ordinal")
	q.from(s, p)
	s.put(" ORDER BY d.ordinal LIMIT ").arg(most)
	return s.ordinals(q.tx)
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

// fetchAtOnce is how many resources one statement reads.
const fetchAtOnce = 200

// fetch reads the resources of ordinals, in their order.
func (q *query) fetch(found *Found, ordinals []int64) error {
	all, err := q.resources(q.tx, ordinals)
	found.Matches, found.ordinals = make([]Resource, 0, len(ordinals)), ordinals
	for _, o := range ordinals {
		if x, there := all[o]; there {
			found.Matches = append(found.Matches, x)
		}
	}
	return err
}

// resources reads the resources with some ordinals that are there.
func (r *Record) resources(tx *store.Tx, ordinals []int64) (map[int64]Resource, error) {
	all := make(map[int64]Resource, len(ordinals))
	for some := range slices.Chunk(ordinals, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT ordinal, type, id, version, at, content FROM record_resource WHERE version > 0 AND NOT deleted AND ordinal IN ")
		list(s, some)
		for row, err := range tx.Query(s.text.String(), s.args...) {
			var x Resource
			var ordinal, typ, at int64
			var packed []byte
			if err == nil {
				err = row.Scan(&ordinal, &typ, &x.ID, &x.Version, &at, &packed)
			}
			if err == nil {
				x.Content, err = r.packer.unpack(packed)
			}
			if err != nil {
				return nil, err
			}
			x.Type, x.At = r.names[typ], time.UnixMicro(at).UTC()
			all[ordinal] = x
		}
	}
	return all, nil
}

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

// first gives the value that a resource is sorted by: of several the least, or
// the greatest in descending order. The zero Value stands for none.
func first(values []index.Value, descending bool) (v index.Value) {
	for i, x := range values {
		if c := compareValues(&x, &v); i == 0 || c < 0 != descending && c != 0 {
			v = x
		}
	}
	return v
}

// compareKeys orders two matches; what has no value stands last either way.
func compareKeys(keys []search.SortKey, a, b []index.Value) int {
	for i, k := range keys {
		switch {
		case a[i].Kind == "" && b[i].Kind == "":
			continue
		case a[i].Kind == "":
			return 1
		case b[i].Kind == "":
			return -1
		}
		if c := compareValues(&a[i], &b[i]); c != 0 {
			if k.Descending {
				return -c
			}
			return c
		}
	}
	return 0
}

func compareValues(a, b *index.Value) int {
	return cmp.Or(
		cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High), cmp.Compare(a.Least, b.Least),
		cmp.Compare(index.Plain(a.Text), index.Plain(b.Text)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Target, b.Target),
	)
}
