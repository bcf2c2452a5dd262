package path

import "slices"

// streamSort orders the input by its keys; without keys by itself. A key may
// end with desc, or start with a minus sign, which means the same for text too.
func streamSort(c *compiler, f call, next step) step {
	items, k := c.inputItems(f), c.slot()
	keys := make([]single, len(f.args))
	descending := make([]bool, len(f.args))
	for i, a := range f.args {
		descending[i] = f.desc[i]
		if a.op == opUnary && a.text == "-" && !a.closed {
			a, descending[i] = a.args[0], !descending[i]
		}
		keys[i] = c.single(a, f.inner)
	}
	if len(keys) == 0 {
		keys, descending = []single{func(_ *run, this Value) Value { return this }}, []bool{false}
	}
	return func(r *run, this Value) bool {
		sorted := r.keyed(items(r, this), keys)
		slices.SortStableFunc(sorted, func(a, b keyed) int { return r.byKeys(f.node, a, b, descending) })
		r.slots[k].items = r.slots[k].items[:0]
		for _, s := range sorted {
			r.slots[k].items = append(r.slots[k].items, s.item)
		}
		return r.err == nil && each(r, r.slots[k].items, next)
	}
}

type keyed struct {
	item Value
	keys []Value
}

func (r *run) keyed(items []Value, keys []single) []keyed {
	list := make([]keyed, 0, len(items))
	for _, item := range items {
		k := keyed{item, make([]Value, len(keys))}
		for i, key := range keys {
			k.keys[i] = key(r, item)
		}
		list = append(list, k)
	}
	return list
}

// byKeys orders by the first key that differs; an empty key is the lowest.
func (r *run) byKeys(n *node, a, b keyed, descending []bool) int {
	if r.err != nil {
		return 0
	}
	for i := range a.keys {
		order := r.byKey(n, a.keys[i], b.keys[i])
		if descending[i] {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func (r *run) byKey(n *node, a, b Value) int {
	switch {
	case a.kind == Nothing && b.kind == Nothing:
		return 0
	case a.kind == Nothing:
		return -1
	case b.kind == Nothing:
		return 1
	}
	order, _, fit := compare(a, b)
	if !fit {
		r.fail(n.at, "sort values of one type", "sort() cannot compare %s with %s", typeText(a), typeText(b))
	}
	return order
}
