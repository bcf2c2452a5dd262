package path

import "math"

// arithmetic are the operators on two single items.
var arithmetic = map[string]func(r *run, n *node, a, b Value) Value{
	"+": add, "-": subtract, "*": multiply, "/": divide, "div": wholeDivide, "mod": remainder, "&": nil,
}

func (c *compiler) arithmetic(n *node, s *scope, compute func(r *run, n *node, a, b Value) Value) single {
	left, right := c.single(n.args[0], s), c.single(n.args[1], s)
	if n.text == "&" {
		return concatenate(n, left, right)
	}
	return func(r *run, this Value) Value {
		a, b := left(r, this), right(r, this)
		if a.kind == Nothing || b.kind == Nothing {
			return Value{}
		}
		return compute(r, n, a, b)
	}
}

// concatenate takes an empty side as empty text.
func concatenate(n *node, left, right single) single {
	return func(r *run, this Value) Value {
		a, b := left(r, this), right(r, this)
		x, ok := textOrNone(a)
		y, fine := textOrNone(b)
		if !ok || !fine {
			return r.cannot(n, a, b)
		}
		return r.joined(n, x, y)
	}
}

func (r *run) joined(n *node, x, y string) Value {
	if len(x)+len(y) > mostComputed {
		return r.fail(n.at, "join less", "%s would make a text of more than %d bytes", n.text, mostComputed)
	}
	return Text(x + y)
}

func textOrNone(v Value) (string, bool) {
	if v.kind == Nothing {
		return "", true
	}
	return v.asText()
}

func (r *run) cannot(n *node, a, b Value) Value {
	return r.fail(n.at, "use values of types that belong together", "%s is not defined between %s and %s", n.text, typeText(a), typeText(b))
}

func typeText(v Value) string {
	if t := v.Type(); t != "" {
		return t
	}
	return "nothing"
}

func add(r *run, n *node, a, b Value) Value {
	x, y := aligned(a, b)
	if x.kind >= Date && x.kind <= Time && y.kind == Quantity {
		return r.moved(n, x.data.(Moment), y.data.(Amount))
	}
	if x.kind != y.kind {
		return r.cannot(n, a, b)
	}
	switch d := x.data.(type) {
	case string:
		return r.joined(n, d, y.data.(string))
	case int64:
		return whole(x.kind, NewNumber(d).plus(NewNumber(y.data.(int64))))
	case Number:
		return Num(d.plus(y.data.(Number)))
	case Amount:
		return measured(d.plus(y.data.(Amount)))
	}
	return r.cannot(n, a, b)
}

func subtract(r *run, n *node, a, b Value) Value {
	y := b.System()
	switch d := y.data.(type) {
	case int64:
		if d == math.MinInt64 {
			return Value{}
		}
		y = Value{kind: y.kind, data: -d}
	case Number:
		y = Num(d.negated())
	case Amount:
		y = Measure(d.negated())
	default:
		return r.cannot(n, a, b)
	}
	return add(r, n, a, y)
}

// moved is a date and an amount of time.
func (r *run) moved(n *node, m Moment, a Amount) Value {
	result, reason := m.add(a)
	if reason != "" {
		return r.fail(n.at, "add a calendar duration such as 7 days", "%s cannot join %s", n.text, reason)
	}
	return When(result)
}

// whole is a whole number of a kind, empty beyond its range.
func whole(kind Kind, n Number) Value {
	i, ok := n.Int64()
	if !ok || kind == Integer && i != int64(int32(i)) {
		return Value{}
	}
	return Value{kind: kind, data: i}
}

func measured(a Amount, ok bool) Value {
	if !ok {
		return Value{}
	}
	return bounded(Measure(a), a.Number)
}

const mostSize = 4 * mostDigits // digits of a computed number

// bounded is empty for numbers that grow without end.
func bounded(v Value, n Number) Value {
	if n.coefficient.BitLen() > mostSize*4 || n.scale > mostSize {
		return Value{}
	}
	return v
}

func decimalOf(n Number) Value { return bounded(Num(n), n) }
