package record

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/search"
)

// Mark is where a match stands in an order: behind it the next page begins, even
// if the match has gone meanwhile.
type Mark struct {
	thing int64 // which breaks ties
	keys  []index.Value
}

// compare orders two marks by what a search is sorted by.
func (p *Mark) compare(o *Mark, keys []search.SortKey) int {
	return cmp.Or(compareKeys(keys, p.keys, o.keys), compareThings(p.thing, o.thing))
}

// behind gives the first of ordered marks that stands behind another; nil stands
// before all.
func behind(all []Mark, p *Mark, keys []search.SortKey) (int, error) {
	if p == nil {
		return 0, nil
	}
	if len(p.keys) != len(keys) {
		return 0, errPage()
	}
	at, found := slices.BinarySearchFunc(all, p, func(x Mark, p *Mark) int { return x.compare(p, keys) })
	if found {
		at++
	}
	return at, nil
}

func errPage() error {
	return &fault.Error{Code: fault.Invalid, Reason: "not a page of this search", Fix: "follow the link to the next page as it was given"}
}

// marks gives things with what they are sorted by, of which each has the first.
func (q *query) marks(keys []search.SortKey, kept, held []int64) (all []Mark, err error) {
	if len(keys) == 0 {
		for _, thing := range slices.Concat(held, kept) {
			all = append(all, Mark{thing: thing})
		}
		return all, nil
	}
	if len(held) == 0 && q.timed(keys) {
		return q.marksInTime(keys, kept)
	}
	q.cost = 0 // what was looked into to choose is paid
	err = q.each(kept, held, func(thing int64, x *looking) error {
		one := Mark{thing: thing}
		for _, k := range keys {
			values, err := x.values(k.Parameter.Code)
			if err != nil {
				return err
			}
			v := first(values, k.Descending)
			v.Text = cutText(index.Plain(v.Text))
			one.keys = append(one.keys, v)
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

// marksInTime gives kept resources with their times, by the index alone.
func (q *query) marksInTime(keys []search.SortKey, kept []int64) ([]Mark, error) {
	all := make([]Mark, len(kept))
	for i, o := range kept {
		all[i] = Mark{thing: o, keys: make([]index.Value, len(keys))}
	}
	for i, k := range keys {
		times, err := q.moments(k, kept)
		if err != nil {
			return nil, err
		}
		for j := range all {
			if x, dated := times[all[j].thing]; dated {
				all[j].keys[i] = x.value()
			}
		}
	}
	return all, nil
}

// value is a moment as what a search is sorted by.
func (m moment) value() index.Value {
	return index.Value{Kind: definition.Date, Low: m.low, High: m.high}
}

// written is a mark as the cursor of a page has it.
type written struct {
	Thing int64
	Keys  []writtenKey `json:",omitempty"`
}

type writtenKey struct {
	Kind               definition.SearchKind `json:",omitempty"`
	Low, High          int64                 `json:",omitempty"`
	Least              uint64                `json:",omitempty"` // the bits of it
	Text, Code, Target string                `json:",omitempty"`
}

// MarshalText writes a mark with letters that a URL takes.
func (p *Mark) MarshalText() ([]byte, error) {
	w := written{Thing: p.thing}
	for _, v := range p.keys {
		w.Keys = append(w.Keys, writtenKey{v.Kind, v.Low, v.High, math.Float64bits(v.Least), v.Text, v.Code, v.Target})
	}
	text, err := json.Marshal(w)
	return base64.RawURLEncoding.AppendEncode(nil, text), err
}

// UnmarshalText reads a mark; any text may come.
func (p *Mark) UnmarshalText(text []byte) error {
	plain, err := base64.RawURLEncoding.AppendDecode(nil, text)
	var w written
	if err == nil {
		err = json.Unmarshal(plain, &w)
	}
	if err != nil {
		return errPage()
	}
	p.thing, p.keys = w.Thing, nil
	for _, k := range w.Keys {
		p.keys = append(p.keys, index.Value{Kind: k.Kind, Low: k.Low, High: k.High, Least: math.Float64frombits(k.Least), Text: k.Text, Code: k.Code, Target: k.Target})
	}
	return nil
}
