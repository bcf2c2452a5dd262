package path

// aggregates: section "Aggregates".
var aggregates = map[string]function{
	"aggregate": {least: 1, most: 2, stream: streamAggregate},
	"sum":       {single: fold(add)},
	"min":       {single: fold(keep("<"))},
	"max":       {single: fold(keep(">"))},
	"avg":       {single: average},
}

// streamAggregate keeps $total in a slot of its own.
func streamAggregate(c *compiler, f call, next step) step {
	index, inner := c.lambda(f)
	total, result := c.slot(), c.slot()
	inner = inner.with(func(s *scope) { s.total = total })
	aggregator := c.stream(f.args[0], inner, func(r *run, v Value) bool { return r.hold(&r.slots[result], v) })
	initial := func(*run, Value) []Value { return nil }
	if len(f.args) == 2 {
		initial = c.all(f.args[1], f.inner)
	}
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[result].items = r.slots[result].items[:0]
		aggregator(r, v)
		r.slots[index].count++
		r.slots[total].items, r.slots[result].items = r.slots[result].items, r.slots[total].items
		return r.err == nil
	})
	return func(r *run, this Value) bool {
		r.slots[total].items = append(r.slots[total].items[:0], initial(r, this)...)
		r.slots[index].count = 0
		input(r, this)
		return r.err == nil && each(r, r.slots[total].items, next)
	}
}

// fold joins all items of the input, two by two.
func fold(join func(r *run, n *node, total, v Value) Value) func(c *compiler, f call) single {
	return func(c *compiler, f call) single {
		total := c.folded(f, join)
		return func(r *run, this Value) Value {
			sum, _ := total(r, this)
			return sum
		}
	}
}

// folded gives the joined items and how many there were.
func (c *compiler) folded(f call, join func(r *run, n *node, total, v Value) Value) func(r *run, this Value) (Value, int) {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		s := &r.slots[k]
		v = v.System()
		if s.count == 0 {
			s.value = v
		} else {
			s.value = join(r, f.node, s.value, v)
		}
		s.count++
		return r.err == nil && s.value.kind != Nothing
	})
	return func(r *run, this Value) (Value, int) {
		r.slots[k].count, r.slots[k].value = 0, Value{}
		input(r, this)
		return r.slots[k].value, r.slots[k].count
	}
}

// keep gives the lesser or greater of two items.
func keep(operator string) func(r *run, n *node, total, v Value) Value {
	return func(r *run, n *node, total, v Value) Value {
		order, known, fit := compare(v, total)
		switch {
		case !fit:
			return r.cannot(n, total, v)
		case !known:
			return Value{}
		case orders[operator](order):
			return v
		}
		return total
	}
}

func average(c *compiler, f call) single {
	sum := c.folded(f, add)
	return func(r *run, this Value) Value {
		total, count := sum(r, this)
		if total.kind == Nothing || r.err != nil {
			return Value{}
		}
		return divide(r, f.node, total, Int(int64(count)))
	}
}
