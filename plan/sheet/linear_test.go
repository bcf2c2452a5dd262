package sheet

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"continuum/internal/fault"
	"continuum/store"
)

// asked is what one of several writers asks of one leaf, of what is kept beside it, and of
// the entries of an element that can be repeated.
type asked struct {
	do      string // set, resolve, add or read
	account string
	seen    int64
	value   string
	aside   int64
	version int64 // of the aside
	keep    Side
}

// answered is what came of it.
type answered struct {
	code    fault.Code
	value   string
	version int64
	aside   beside   // of set
	asides  []beside // of read
	aliases []string // of read
}

type beside struct {
	id, version int64
	value       string
}

// leaf is what one at a time would make of it.
type leaf struct {
	past    []string // the value of each version, from 1
	asides  []waiting
	aliases []string
}

type waiting struct {
	beside
	account string
	seen    int64
	open    bool
}

func (l leaf) value() string  { return l.past[len(l.past)-1] }
func (l leaf) version() int64 { return int64(len(l.past)) }

func (l leaf) write(value string) leaf {
	l.past = append(slices.Clone(l.past), value)
	return l
}

var model = porcupine.Model{
	Init:  func() any { return leaf{past: []string{"0"}} },
	Equal: reflect.DeepEqual,
	Step: func(state, input, output any) (bool, any) {
		return step(state.(leaf), input.(asked), output.(answered))
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
}

func step(l leaf, in asked, out answered) (bool, leaf) {
	switch in.do {
	case "read":
		var open []beside
		for _, a := range l.asides {
			if a.open {
				open = append(open, a.beside)
			}
		}
		return out.version == l.version() && out.value == l.value() && slices.Equal(out.asides, open) && slices.Equal(out.aliases, l.aliases), l
	case "add":
		l.aliases = append(slices.Clone(l.aliases), in.value)
		return out.code == "", l
	case "set":
		return l.set(in, out)
	}
	return l.resolve(in, out)
}

func (l leaf) set(in asked, out answered) (bool, leaf) {
	stands := func() bool {
		return out.code == "" && out.aside == beside{} && out.version == l.version() && out.value == l.value()
	}
	if in.value == l.value() || in.seen < l.version() && l.past[in.seen-1] == in.value {
		return stands(), l
	}
	if in.seen == l.version() {
		l = l.write(in.value)
		return stands(), l
	}
	at := slices.IndexFunc(l.asides, func(a waiting) bool { return a.open && a.account == in.account && a.seen == in.seen })
	l.asides = slices.Clone(l.asides)
	switch {
	case at < 0:
		at = len(l.asides)
		l.asides = append(l.asides, waiting{beside{out.aside.id, 1, in.value}, in.account, in.seen, true})
	case l.asides[at].value != in.value:
		l.asides[at].value = in.value
		l.asides[at].version++
	}
	return out.aside == l.asides[at].beside && out.version == l.version() && out.value == l.value(), l
}

func (l leaf) resolve(in asked, out answered) (bool, leaf) {
	at := slices.IndexFunc(l.asides, func(a waiting) bool { return a.id == in.aside })
	if at < 0 {
		return out.code == fault.NotFound, l
	}
	if a := l.asides[at]; !a.open || a.version != in.version || in.seen != l.version() {
		return out.code == fault.Conflict, l
	}
	l.asides = slices.Clone(l.asides)
	l.asides[at].open = false
	if in.keep == Ours {
		l = l.write(l.asides[at].value)
	}
	return out.code == "" && out.version == l.version() && out.value == l.value(), l
}

// client is one of those who write at once.
type client struct {
	*world
	entry int64
	rand  *rand.Rand
	last  answered // what it read last
	name  string
}

func (p *client) next(i int) asked {
	in := asked{account: p.name, seen: p.last.version, value: fmt.Sprint(p.name, i)}
	switch n := p.rand.IntN(10); {
	case n < 3 || p.last.version == 0:
		in.do = "read"
	case n < 4:
		in.do = "add"
	case n < 6 && len(p.last.asides) > 0:
		a := p.last.asides[p.rand.IntN(len(p.last.asides))]
		in.do, in.aside, in.version, in.keep = "resolve", a.id, a.version, []Side{Ours, Theirs}[p.rand.IntN(2)]
	default:
		in.do = "set"
		if p.rand.IntN(3) == 0 {
			in.value = fmt.Sprint(p.rand.IntN(3)) // what others may write too
		}
	}
	return in
}

func (p *client) do(in asked) (out answered) {
	ctx := as(p.name, "matrons")
	var e Entry
	var saved Saved
	var err error
	switch in.do {
	case "read":
		return p.look()
	case "add":
		_, err = p.Add(ctx, "mary", New{Standard: csp, Element: alias, Value: in.value})
	case "set":
		saved, err = p.Set(ctx, "mary", Edit{Entry: p.entry, Seen: in.seen, Value: in.value})
		if e = saved.Entry; saved.Aside != nil {
			out.aside = beside{saved.Aside.ID, saved.Aside.Version, saved.Aside.Value}
		}
	case "resolve":
		e, err = p.Resolve(ctx, "mary", Choice{in.aside, in.version, in.seen, in.keep})
	}
	if err != nil {
		return answered{code: fault.CodeOf(err)}
	}
	out.value, out.version = e.Value, e.Version
	return out
}

func (p *client) look() (out answered) {
	err := p.db.Read(reader, func(tx *store.Tx) error {
		s, err := p.Sheet(reader, tx, "mary")
		if err != nil {
			return err
		}
		n := s.At(csp, important)[0]
		out.value, out.version = n.Value, n.Version
		for _, a := range n.Asides {
			out.asides = append(out.asides, beside{a.ID, a.Version, a.Value})
		}
		for _, n := range s.At(csp, alias) {
			out.aliases = append(out.aliases, n.Value)
		}
		return nil
	})
	if err != nil {
		return answered{code: fault.CodeOf(err)}
	}
	p.last = out
	return out
}

// TestLinearizable: whatever several do at once, each answer is as if they had done it one
// after another (Herlihy and Wing 1990), checked after the fact (porcupine).
func TestLinearizable(t *testing.T) {
	engines(t, func(w *world) {
		entry := w.set(nurse, Edit{Standard: csp, Element: important, Value: "0"}).Entry.ID
		var mu sync.Mutex
		var wg sync.WaitGroup
		var all []porcupine.Operation
		begin := time.Now()
		for id := range 6 {
			wg.Go(func() {
				p := &client{world: w, entry: entry, rand: rand.New(rand.NewPCG(1, uint64(id))), name: string(rune('a' + id))}
				for i := range 20 {
					in := p.next(i)
					call := time.Since(begin)
					out := p.do(in)
					back := time.Since(begin)
					mu.Lock()
					all = append(all, porcupine.Operation{ClientId: id, Input: in, Call: int64(call), Output: out, Return: int64(back)})
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		kinds := map[string]int{}
		for _, o := range all {
			kinds[o.Input.(asked).do]++
			if o.Output.(answered).aside.id != 0 {
				kinds["aside"]++
			}
		}
		if kinds["aside"] == 0 || kinds["resolve"] == 0 {
			w.Errorf("nothing met: %v", kinds)
		}
		if !porcupine.CheckOperations(model, all) {
			w.Errorf("no order explains what was answered: %v", kinds)
		}
		w.Logf("%v", kinds)
	})
}
