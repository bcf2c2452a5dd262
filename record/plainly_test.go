package record

import (
	"fmt"
	"slices"
	"strings"

	"continuum/record/definition"
	"continuum/record/search"
)

// passes is the plainest reading of what a filter means: every resource of the
// world is looked at for every question.
func (w *world) passes(x *item, f *search.Filter) bool {
	switch {
	case f.Has != nil:
		return slices.ContainsFunc(w.items, func(y *item) bool {
			return y.Type == f.Has.Type && w.pointsAt(y, f.Has.Reference.Code, x.String()) && w.passes(y, f.Has.Filter)
		})
	case f.Chain != nil:
		return slices.ContainsFunc(f.Chain, func(to search.Chained) bool {
			return slices.ContainsFunc(w.items, func(y *item) bool {
				return y.Type == to.Type && w.pointsAt(x, f.Code, y.String()) && w.passes(y, to.Filter)
			})
		})
	}
	values := x.of(f.Code)
	out := *f
	switch f.Modifier {
	case search.In, search.NotIn:
		out.Codes = &search.Codes{}
		for _, o := range f.Any {
			for _, c := range map[string][]string{setURL: {"a1", "b"}, setURL + "/less": {"a", "a1", "a11", "a2"}, setURL + "/b": {"b"}}[o.Text] {
				out.Codes.Add(codesURL, c)
			}
			if o.Text == setURL {
				out.Codes.AddSystem("http://example.org/other")
			}
		}
	case search.Above, search.Below:
		if f.Parameter.Kind == definition.Token {
			return slices.ContainsFunc(f.Any, func(o search.Operand) bool { return w.subsumes(x, f, &o) })
		}
		if f.Parameter.Kind == definition.Reference {
			return slices.ContainsFunc(w.items, func(y *item) bool {
				return w.pointsAt(x, f.Code, y.String()) && slices.ContainsFunc(f.Any, func(o search.Operand) bool {
					return slices.ContainsFunc(keysOf(f, &o), func(key string) bool {
						return f.Modifier == search.Below && w.within(y.String(), key, 0) || f.Modifier == search.Above && w.within(key, y.String(), 0)
					})
				})
			}) || slices.ContainsFunc(values, func(v valueOf) bool { // of what is not there
				return slices.ContainsFunc(f.Any, func(o search.Operand) bool { return slices.Contains(keysOf(f, &o), v.Target) })
			})
		}
	case search.None:
		if f.Parameter.Kind == definition.Reference {
			for _, o := range f.Any {
				for _, key := range keysOf(f, &o) {
					for _, k := range w.same[key] {
						out.Any = append(out.Any[:len(out.Any):len(out.Any)], search.Operand{Target: k})
					}
				}
			}
		}
	}
	return out.Matches(values)
}

// subsumes tells by the names of the codes, of which each begins with those above it.
func (w *world) subsumes(x *item, f *search.Filter, o *search.Operand) bool {
	return slices.ContainsFunc(x.of(f.Code), func(v valueOf) bool {
		if v.System != o.System && !v.AnySystem || v.Code == "" {
			return false
		}
		if f.Modifier == search.Below {
			return strings.HasPrefix(v.Code, o.Code)
		}
		return strings.HasPrefix(o.Code, v.Code)
	})
}

// within tells whether a resource is another, or part of it.
func (w *world) within(key, whole string, depth int) bool {
	x := w.byKey[key]
	switch {
	case key == whole:
		return true
	case x == nil || depth > 40 || search.Whole(x.Type) == nil:
		return false
	}
	return slices.ContainsFunc(x.of(search.Whole(x.Type).Code), func(v valueOf) bool { return w.within(v.Target, whole, depth+1) })
}

// pointsAt tells whether a resource refers to another, or to who is the same person.
func (w *world) pointsAt(x *item, code, key string) bool {
	return slices.ContainsFunc(x.of(code), func(v valueOf) bool {
		return v.Target == key || slices.Contains(w.same[v.Target], key)
	})
}

// member tells whether a resource belongs to a compartment.
func (w *world) member(x *item, c *search.Compartment) bool {
	key := Key{c.Type, c.ID}.String()
	if x.String() == key || slices.Contains(w.same[key], x.String()) {
		return true
	}
	return slices.ContainsFunc(x.Type.CompartmentOf(c.Type), func(code string) bool { return w.pointsAt(x, code, key) })
}

// found gives the keys of all matches, in the order of a search.
func (w *world) found(s *search.Search) (keys []string) {
	var held, kept []*item
	for _, x := range w.items {
		in := (len(s.Of()) == 0 || slices.Contains(s.Of(), x.Type)) && (s.Compartment == nil || w.member(x, s.Compartment))
		if !in || slices.ContainsFunc(s.Filters, func(f *search.Filter) bool { return !w.passes(x, f) }) {
			continue
		}
		if x.held {
			held = append(held, x)
		} else {
			kept = append(kept, x)
		}
	}
	all := slices.Concat(held, kept)
	if len(s.Sort) > 0 {
		of := func(x *item) (keys []valueOf) {
			for _, k := range s.Sort {
				keys = append(keys, first(x.of(k.Parameter.Code), k.Descending))
			}
			return keys
		}
		slices.SortStableFunc(all, func(a, b *item) int { return compareKeys(s.Sort, of(a), of(b)) })
	}
	for _, x := range all {
		keys = append(keys, x.String())
	}
	return keys
}

// included gives the keys of what is included beside matches, sorted.
func (w *world) included(s *search.Search, matches []string) (keys []string) {
	seen, fresh := slices.Clone(matches), matches
	for round := 0; len(fresh) > 0; round++ {
		var next []string
		for _, i := range s.Includes {
			if round > 0 && !i.Iterate {
				continue
			}
			for _, x := range w.items {
				met := slices.ContainsFunc(fresh, func(key string) bool { return w.includes(i, w.byKey[key], x) })
				if met && !slices.Contains(seen, x.String()) {
					seen, next = append(seen, x.String()), append(next, x.String())
				}
			}
		}
		keys, fresh = append(keys, next...), next
	}
	slices.Sort(keys)
	return keys
}

// includes tells whether one resource brings another.
func (w *world) includes(i search.Include, from, to *item) bool {
	source, target := from, to
	if i.Reverse {
		source, target = to, from
	}
	if i.Source != nil && source.Type != i.Source || i.Target != nil && !i.Reverse && target.Type != i.Target {
		return false
	}
	for p := range source.Type.Parameters() {
		if p.Kind != definition.Reference || i.Reference != nil && p.Code != i.Reference.Code {
			continue
		}
		for _, v := range source.of(p.Code) {
			if v.Target == target.String() || i.Reverse && slices.Contains(w.same[v.Target], target.String()) {
				return true
			}
		}
	}
	return false
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(fmt.Sprint("the test's own world: ", err))
	}
	return x
}
