package record

import (
	"slices"
	"strings"

	"continuum/record/definition"
)

// aside is what a search sees beside what is kept, with what it needs to find it.
// A thing is a resource of either sort as one number: the ordinal of one kept, or
// below 0 one held.
type aside struct {
	*Beside
	things  map[string]int64  // held, by key
	places  map[string]int64  // things by key, as they were asked for; 0 for none
	ordinal map[int64]int64   // of held things that what is kept points at
	thing   map[int64]int64   // the other way
	groups  map[int64][]int64 // things that mean the same person, by each
	related bool              // places of what is held, and groups, are known
}

func newAside(b *Beside) *aside {
	x := &aside{Beside: b, things: map[string]int64{}, places: map[string]int64{}, ordinal: map[int64]int64{}, thing: map[int64]int64{}, groups: map[int64][]int64{}}
	for i := range b.Held {
		x.things[b.Held[i].String()] = heldThing(i)
	}
	return x
}

func heldThing(i int) int64 { return int64(-1 - i) }

// parted tells what is kept from what is held.
func parted(things []int64) (kept, held []int64) {
	for _, t := range things {
		if t > 0 {
			kept = append(kept, t)
		} else {
			held = append(held, t)
		}
	}
	return kept, held
}

// held gives a held resource.
func (x *aside) held(thing int64) *Held { return &x.Held[-1-thing] }

// heldOf gives what is held of some types, of all where none is named, in order.
func (a *asking) heldOf(of []*definition.Type) (all []int64) {
	if a.aside == nil {
		return nil
	}
	for i := range a.aside.Held {
		if len(of) == 0 || slices.Contains(of, a.aside.Held[i].Type) {
			all = append(all, heldThing(i))
		}
	}
	return all
}

// relate finds the ordinals of what is held, where what is kept points at it, and
// of those who are the same person.
func (a *asking) relate() error {
	x := a.aside
	if x == nil || x.related {
		return nil
	}
	keys := make([]string, 0, len(x.Held)+len(x.Same))
	for i := range x.Held {
		keys = append(keys, x.Held[i].String())
	}
	for key, same := range x.Same {
		keys = append(append(keys, key), same...)
	}
	rows, err := a.rowsAt(keys)
	if err != nil {
		return err
	}
	for key, thing := range x.things {
		if o, is := rows[key]; is {
			x.ordinal[thing], x.thing[o] = o, thing
		}
	}
	for key, same := range x.Same {
		var group []int64
		for _, k := range same {
			if o, is := rows[k]; is && x.thing[o] == 0 {
				group = append(group, o)
			}
			if thing, is := x.things[k]; is {
				group = append(group, thing)
			}
		}
		if self := a.thingOf(rows, key); self != 0 {
			x.groups[self] = group
		}
	}
	x.related = true
	return nil
}

func (a *asking) thingOf(rows map[string]int64, key string) int64 {
	if thing, is := a.aside.things[key]; is {
		return thing
	}
	return rows[key]
}

// same adds to things all that mean the same person.
func (a *asking) same(things []int64) []int64 {
	if a.aside == nil {
		return things
	}
	out := slices.Clone(things)
	for _, t := range things {
		out = append(out, a.aside.groups[t]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ordinalsOfThings gives the ordinals of things, as many as have one.
func (a *asking) ordinalsOfThings(things []int64) (all []int64) {
	for _, t := range things {
		if t > 0 {
			all = append(all, t)
		} else if o, is := a.aside.ordinal[t]; is {
			all = append(all, o)
		}
	}
	return all
}

// thingAt is the thing that an ordinal stands for.
func (a *asking) thingAt(ordinal int64) int64 {
	if a.aside != nil {
		if thing, is := a.aside.thing[ordinal]; is {
			return thing
		}
	}
	return ordinal
}

// rowsAt gives the ordinals of keys, as many as are kept or pointed at.
func (a *asking) rowsAt(keys []string) (map[string]int64, error) {
	byType := map[int64][]string{}
	for _, key := range keys {
		if typ, id := a.place(key); typ != elsewhere {
			byType[typ] = append(byType[typ], id)
		}
	}
	rows := map[string]int64{}
	for typ, ids := range byType {
		err := a.rowsOfType(typ, ids, func(id string, ordinal int64) { rows[a.names[typ].Name+"/"+id] = ordinal })
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// rowsOfType visits the ordinals of ids of a type, as many as there are.
func (a *asking) rowsOfType(typ int64, ids []string, visit func(id string, ordinal int64)) error {
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), fetchAtOnce) {
		s := &statement{}
		s.put("SELECT ordinal, id FROM record_resource WHERE type = ").arg(typ).put(" AND id IN ")
		list(s, some)
		for row, err := range a.tx.Query(s.text.String(), s.args...) {
			var ordinal int64
			var id string
			if err == nil {
				err = row.Scan(&ordinal, &id)
			}
			if err != nil {
				return err
			}
			visit(id, ordinal)
		}
	}
	return nil
}

// thingsAt gives the things that targets of references stand for.
func (a *asking) thingsAt(targets []string) (map[string]int64, error) {
	var unknown []string
	for _, key := range targets {
		if _, known := a.aside.places[key]; known {
			continue
		}
		a.aside.places[key] = a.aside.things[key]
		if a.aside.places[key] == 0 && !strings.Contains(key, ":") {
			unknown = append(unknown, key)
		}
	}
	rows, err := a.rowsAt(unknown)
	for key, o := range rows {
		a.aside.places[key] = o
	}
	return a.aside.places, err
}
