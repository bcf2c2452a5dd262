package find

import (
	"slices"
	"sort"
	"strings"
)

// The fields a name can stand in, as bits of a bearer.
const (
	given  uint32 = 1
	family uint32 = 2
)

// bearer is a person who bears a value, and for names the fields it stands in:
// person<<2 | fields.
type bearer uint32

func (b bearer) person() uint32 { return uint32(b) >> 2 }

// table is the dictionary of one kind of value: distinct keys in byte order,
// each with its bearers in the order of their ordinals.
type table struct {
	text    string   // all keys end to end
	ends    []uint32 // where each key ends in text
	starts  []uint32 // where the bearers of each key start; one more than keys
	bearers []bearer
}

func (t *table) len() int { return len(t.ends) }

func (t *table) key(i int) string {
	if i == 0 {
		return t.text[:t.ends[0]]
	}
	return t.text[t.ends[i-1]:t.ends[i]]
}

// of gives the bearers of keys lo to hi (hi not included).
func (t *table) of(lo, hi int) []bearer {
	if lo >= hi {
		return nil
	}
	return t.bearers[t.starts[lo]:t.starts[hi]]
}

// find gives the place of a key, or -1.
func (t *table) find(key string) int {
	i := t.seek(key)
	if i == t.len() || t.key(i) != key {
		return -1
	}
	return i
}

// span gives the run of keys that begin with prefix.
func (t *table) span(prefix string) (lo, hi int) {
	lo = t.seek(prefix)
	return lo, lo + sort.Search(t.len()-lo, func(i int) bool { return !strings.HasPrefix(t.key(lo+i), prefix) })
}

func (t *table) seek(key string) int {
	return sort.Search(t.len(), func(i int) bool { return t.key(i) >= key })
}

// tableBuilder collects keys and who bears them.
type tableBuilder struct {
	ids   map[string]uint32
	keys  []string
	pairs []uint64 // key id<<32 | bearer
}

func newTableBuilder(expect int) *tableBuilder {
	return &tableBuilder{ids: make(map[string]uint32), pairs: make([]uint64, 0, expect)}
}

// add notes that a person bears a key; the empty key is nobody's.
func (b *tableBuilder) add(key string, person, fields uint32) {
	if key != "" {
		b.bear(b.intern(key), person, fields)
	}
}

func (b *tableBuilder) bear(id, person, fields uint32) {
	pair := uint64(id)<<32 | uint64(person)<<2 | uint64(fields)
	if n := len(b.pairs); n == 0 || b.pairs[n-1] != pair {
		b.pairs = append(b.pairs, pair)
	}
}

func (b *tableBuilder) intern(key string) uint32 {
	id, known := b.ids[key]
	if !known {
		key = strings.Clone(key)
		id = uint32(len(b.keys))
		b.ids[key] = id
		b.keys = append(b.keys, key)
	}
	return id
}

// table sorts what was collected: keys by a comparison, bearers by counting.
func (b *tableBuilder) table() table {
	order := make([]uint32, len(b.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.keys[x], b.keys[y]) })
	t := table{starts: make([]uint32, len(order)+1)}
	t.setKeys(b.keys, order)
	sorted, starts := b.group(order)
	for i := range order {
		bucket := sorted[starts[i]:starts[i+1]]
		slices.Sort(bucket)
		t.bearers = appendMerged(t.bearers, bucket)
		t.starts[i+1] = uint32(len(t.bearers))
	}
	t.bearers = slices.Clip(t.bearers)
	return t
}

func (t *table) setKeys(keys []string, order []uint32) {
	var text strings.Builder
	t.ends = make([]uint32, len(order))
	for i, id := range order {
		text.WriteString(keys[id])
		t.ends[i] = uint32(text.Len())
	}
	t.text = text.String()
}

// group puts the bearers of each key together, keys in the order given.
func (b *tableBuilder) group(order []uint32) (sorted []bearer, starts []uint32) {
	place := make([]uint32, len(order))
	for i, id := range order {
		place[id] = uint32(i)
	}
	starts = make([]uint32, len(order)+1)
	for _, pair := range b.pairs {
		starts[place[pair>>32]+1]++
	}
	for i := range order {
		starts[i+1] += starts[i]
	}
	next := slices.Clone(starts)
	sorted = make([]bearer, len(b.pairs))
	for _, pair := range b.pairs {
		at := &next[place[pair>>32]]
		sorted[*at] = bearer(pair)
		*at++
	}
	return sorted, starts
}

// appendMerged appends sorted bearers, one a person, their fields joined.
func appendMerged(to, sorted []bearer) []bearer {
	start := len(to)
	for _, b := range sorted {
		if n := len(to); n > start && to[n-1].person() == b.person() {
			to[n-1] |= b
		} else {
			to = append(to, b)
		}
	}
	return to
}
