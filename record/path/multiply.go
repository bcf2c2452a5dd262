package path

func multiply(r *run, n *node, a, b Value) Value {
	x, y := aligned(a, b)
	if x.kind != y.kind {
		return r.cannot(n, a, b)
	}
	switch d := x.data.(type) {
	case int64:
		return whole(x.kind, NewNumber(d).times(NewNumber(y.data.(int64))))
	case Number:
		return decimalOf(d.times(y.data.(Number)))
	case Amount:
		return measured(d.times(y.data.(Amount)))
	}
	return r.cannot(n, a, b)
}

func divide(r *run, n *node, a, b Value) Value {
	x, y := aligned(a, b)
	if x.kind != y.kind {
		return r.cannot(n, a, b)
	}
	switch d := widened(x, Decimal).data.(type) {
	case Number:
		q, ok := d.over(widened(y, Decimal).data.(Number))
		if !ok {
			return Value{}
		}
		return decimalOf(q)
	case Amount:
		return measured(d.over(y.data.(Amount)))
	}
	return r.cannot(n, a, b)
}

func wholeDivide(r *run, n *node, a, b Value) Value {
	return r.quotient(n, a, b, func(q, _ Number) Number { return q })
}

func remainder(r *run, n *node, a, b Value) Value {
	return r.quotient(n, a, b, func(_, rest Number) Number { return rest })
}

func (r *run) quotient(n *node, a, b Value, take func(q, rest Number) Number) Value {
	x, y := aligned(a, b)
	kind := x.kind
	d, ok := widened(x, Decimal).data.(Number)
	e, fine := widened(y, Decimal).data.(Number)
	if !ok || !fine || x.kind != y.kind {
		return r.cannot(n, a, b)
	}
	q, rest, ok := d.whole(e)
	if !ok {
		return Value{}
	}
	if kind != Decimal {
		return whole(kind, take(q, rest))
	}
	return decimalOf(take(q, rest))
}

// unary is a sign before a number or quantity.
func (c *compiler) unary(n *node, s *scope) single {
	operand := c.single(n.args[0], s)
	return func(r *run, this Value) Value {
		v := operand(r, this)
		if v.kind == Nothing {
			return v
		}
		v = v.System()
		negate := n.text == "-"
		switch d := v.data.(type) {
		case int64:
			if negate {
				return whole(v.kind, NewNumber(d).negated())
			}
		case Number:
			if negate {
				return Num(d.negated())
			}
		case Amount:
			if negate {
				return Measure(d.negated())
			}
		default:
			return r.fail(n.at, "put brackets around the number: (-1).f()", "the sign %s needs a number, not %s", n.text, typeText(v))
		}
		return v
	}
}
