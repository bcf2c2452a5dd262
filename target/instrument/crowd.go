package instrument

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
)

// Crowd gathers people whose codes and items come in any order, such as the rows of a
// file: everybody's signals are held, a few words each, so that nothing is sorted.
type Crowd struct {
	Engine *Engine
	lanes  []*CrowdLane
	joined *CrowdLane // everybody, once gathered
	order  []int32    // people by where they were first met
}

// NewCrowd makes room for people gathered by so many goroutines.
func NewCrowd(e *Engine, lanes int) *Crowd {
	c := &Crowd{Engine: e}
	for range max(1, lanes) {
		c.lanes = append(c.lanes, &CrowdLane{Lane: e.Lane(), words: e.words, items: len(e.Items), ids: newIDIndex()})
	}
	return c
}

// Lane gives one goroutine's lane.
func (c *Crowd) Lane(n int) *CrowdLane { return c.lanes[n] }

// Lanes are the lanes of codes, for Engine.Used.
func (c *Crowd) Lanes() []*Lane {
	lanes := make([]*Lane, len(c.lanes))
	for i, l := range c.lanes {
		lanes[i] = l.Lane
	}
	return lanes
}

// CrowdLane is what one goroutine gathers.
type CrowdLane struct {
	*Lane
	words, items int
	ids          idIndex
	signals      []uint64
	values       []float64
	lines        []int64 // of values
	codes        []uint32
	first        []int64 // line on which each was first met
	conflict     conflict
	person       Person // a view of the one at hand
	last         int32
	lastID       []byte
}

// conflict is an item that has two values for one person, the earliest such line.
type conflict struct {
	line          int64 // 0: none
	id            string
	item          int
	before, value float64
}

// Person gives the person of an id, who was met on a line; it holds until the next is
// asked for. Lines of one lane rise; they are numbers that order the whole input.
func (l *CrowdLane) Person(id []byte, line int64) *Person {
	if l.ids.len() == 0 || string(id) != string(l.lastID) {
		at, isNew := l.ids.find(id)
		if isNew {
			l.add(line)
		}
		l.view(at)
	}
	return &l.person
}

func (l *CrowdLane) view(at int32) {
	l.last, l.lastID = at, l.ids.id(at)
	from, values := int(at)*l.words, int(at)*l.items
	l.person = Person{Signals: l.signals[from : from+l.words], Items: l.values[values : values+l.items], Codes: l.codes[at]}
}

// add makes room for the person who has just got a number.
func (l *CrowdLane) add(line int64) {
	l.codes, l.first = append(l.codes, 0), append(l.first, line)
	for range l.words {
		l.signals = append(l.signals, 0)
	}
	for range l.items {
		l.values, l.lines = append(l.values, missing), append(l.lines, 0)
	}
}

// Code takes a code of the person that Person gave last.
func (l *CrowdLane) Code(written []byte, at Position, line int64) bool {
	ok := l.Lane.Code(&l.person, written, at, Everything, line)
	l.codes[l.last] = l.person.Codes
	return ok
}

// Procedure takes a procedure of the person that Person gave last.
func (l *CrowdLane) Procedure(written []byte, main bool, line int64) bool {
	return l.Lane.Procedure(&l.person, written, main, Everything, line)
}

// Item takes a value of the person that Person gave last; NaN is no value.
func (l *CrowdLane) Item(item int, value float64, line int64) {
	at := int(l.last)*l.items + item
	switch before := l.values[at]; {
	case math.IsNaN(value):
	case math.IsNaN(before):
		l.values[at], l.lines[at] = value, line
	case before != value:
		l.differ(conflict{line, string(l.lastID), item, before, value})
	}
}

// differ keeps the earliest conflict.
func (l *CrowdLane) differ(c conflict) {
	if l.conflict.line == 0 || c.line < l.conflict.line {
		l.conflict = c
	}
}

// Join brings the lanes together, once, after all rows. The error, of code Invalid,
// names an item with two values for one person; where gives the file and line of a
// line as it was given.
func (c *Crowd) Join(where func(line int64) (file string, at int64)) error {
	into := c.lanes[0]
	for _, l := range c.lanes[1:] {
		into.join(l)
	}
	c.joined = into
	if x := into.conflict; x.line > 0 {
		file, line := where(x.line)
		at, _ := into.ids.find([]byte(x.id))
		_, since := where(into.lines[int(at)*into.items+x.item])
		it := &c.Engine.Items[x.item]
		return &fault.Error{
			Code: fault.Invalid, File: file, Line: line, Column: it.Name, Value: it.Text(x.value),
			Reason: fmt.Sprintf("%s had %s on line %d", x.id, it.Text(x.before), since), Fix: "give one value a person, or name an id of each stay",
		}
	}
	c.order = make([]int32, into.ids.len())
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortFunc(c.order, func(a, b int32) int { return cmp.Compare(into.first[a], into.first[b]) })
	return nil
}

// join takes in everybody of another lane.
func (l *CrowdLane) join(other *CrowdLane) {
	if other.conflict.line > 0 {
		l.differ(other.conflict)
	}
	for k := range other.ids.len() {
		id := other.ids.id(int32(k))
		at, isNew := l.ids.find(id)
		if isNew {
			l.add(other.first[k])
		}
		l.first[at] = min(l.first[at], other.first[k])
		l.codes[at] += other.codes[k]
		for n, w := range other.signals[k*l.words : (k+1)*l.words] {
			l.signals[int(at)*l.words+n] |= w
		}
		for n := range l.items {
			l.joinItem(id, int(at)*l.items+n, n, other.values[k*l.items+n], other.lines[k*l.items+n])
		}
	}
}

func (l *CrowdLane) joinItem(id []byte, at, item int, value float64, line int64) {
	before, since := l.values[at], l.lines[at]
	switch {
	case math.IsNaN(value):
		return
	case !math.IsNaN(before) && since < line:
		if before != value {
			l.differ(conflict{line, string(id), item, before, value})
		}
		return
	case !math.IsNaN(before) && before != value:
		l.differ(conflict{since, string(id), item, value, before})
	}
	l.values[at], l.lines[at] = value, line
}

// Len is how many people there are, after Join.
func (c *Crowd) Len() int { return len(c.order) }

// Visit is one person of a crowd.
type Visit struct {
	ID     []byte // not to be changed
	Line   int64  // on which the person was first met
	Person Person
	Lane   *Lane
}

// Each visits the people from one place of the order on up to another, through a lane
// of the visitor's own.
func (c *Crowd) Each(from, to int, lane *Lane, visit func(*Visit)) {
	l := c.joined
	v := Visit{Lane: lane}
	for _, at := range c.order[from:to] {
		v.ID, v.Line = l.ids.id(at), l.first[at]
		v.Person = Person{
			Signals: l.signals[int(at)*l.words : int(at+1)*l.words], Items: l.values[int(at)*l.items : int(at+1)*l.items], Codes: l.codes[at],
		}
		visit(&v)
	}
}

// chunk is how many people one goroutine takes at a time.
const chunk = 8192

// Chunks visits everybody on all processors, some thousands at a time: work is called
// for each chunk, and done with what it gave, in order.
func Chunks[T any](ctx context.Context, c *Crowd, work func(from, to int, lane *Lane) T, done func(T) error) error {
	lanes := sync.Pool{New: func() any { return c.Engine.Lane() }}
	wave := runtime.GOMAXPROCS(0) * 2
	for start := 0; start < c.Len(); start += wave * chunk {
		if err := ctx.Err(); err != nil {
			return err
		}
		results := make([]T, min(wave, (c.Len()-start+chunk-1)/chunk))
		var all errgroup.Group
		all.SetLimit(runtime.GOMAXPROCS(0))
		for n := range results {
			all.Go(func() error {
				lane := lanes.Get().(*Lane)
				defer lanes.Put(lane)
				from := start + n*chunk
				results[n] = work(from, min(from+chunk, c.Len()), lane)
				return nil
			})
		}
		_ = all.Wait() // no work fails
		for _, r := range results {
			if err := done(r); err != nil {
				return err
			}
		}
	}
	return nil
}
