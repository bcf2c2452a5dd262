package record

import (
	"slices"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
)

// Bounds of an order of places or organisations: how deep it is followed, and how
// many are in it.
const (
	deepest   = 20
	mostParts = 5_000
)

// partsOf gives the keys of all that is below, or above, what a filter asks for,
// along the parameter by which each names what it is a part of.
func (a *asking) partsOf(f *search.Filter) (keys []string, err error) {
	for i := range f.Any {
		for _, key := range keysOf(f, &f.Any[i]) {
			typ, _ := a.place(key)
			t := a.names[typ]
			if t == nil || search.Whole(t) == nil {
				continue
			}
			more, err := a.climb(key, t, f.Modifier == search.Below)
			if err != nil {
				return nil, err
			}
			keys = append(keys, more...)
		}
	}
	return keys, nil
}

// climb follows an order from one resource.
func (a *asking) climb(key string, t *definition.Type, down bool) (keys []string, err error) {
	whole := search.Whole(t)
	things, err := a.thingsOf([]string{key})
	if !down && err == nil { // what is not there, or may not be seen, says of what it is a part to nobody
		things, err = a.there([]*definition.Type{t}, things)
	}
	seen := setOf(things)
	for depth := 0; err == nil && len(things) > 0; depth++ {
		if depth > deepest || len(seen) > mostParts {
			return nil, &fault.Error{Code: fault.Invalid, Value: key, Reason: "the order that this is part of is too large", Fix: "ask for a part of it"}
		}
		if err = a.relate(); err != nil {
			break
		}
		i := including{Include: search.Include{Reverse: down, Source: t, Reference: whole}}
		if !down {
			i.targets = []*definition.Type{t}
		}
		if things, err = a.pointed(i, things); err != nil {
			break
		}
		things = slices.DeleteFunc(things, func(t int64) bool { return seen[t] })
		for _, t := range things {
			seen[t] = true
		}
		var met []Resource
		met, err = a.read(things)
		for _, x := range met {
			keys = append(keys, x.String())
		}
	}
	return keys, err
}

// thingsOf gives the things that keys stand for.
func (a *asking) thingsOf(keys []string) (things []int64, err error) {
	rows, err := a.rowsAt(keys)
	for _, key := range keys {
		if a.aside != nil && a.aside.things[key] != 0 {
			things = append(things, a.aside.things[key])
		} else if rows[key] != 0 {
			things = append(things, rows[key])
		}
	}
	return things, err
}
