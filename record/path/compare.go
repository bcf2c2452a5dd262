package path

import (
	"cmp"
	"strings"
)

// compare gives the order of two items: known is false for units or precisions
// that leave it open, fit is false for kinds that have no order.
func compare(a, b Value) (order int, known, fit bool) {
	x, y := aligned(a, b)
	if x.kind != y.kind {
		return 0, false, false
	}
	switch d := x.data.(type) {
	case int64:
		return cmp.Compare(d, y.data.(int64)), true, true
	case string:
		return strings.Compare(d, y.data.(string)), true, true
	case Number:
		return d.Compare(y.data.(Number)), true, true
	case Moment:
		order, known = d.compare(y.data.(Moment))
		return order, known, true
	case Amount:
		order, known = d.Compare(y.data.(Amount))
		return order, known, true
	}
	return 0, false, false
}

// orders are the comparison operators over the order of their sides.
var orders = map[string]func(order int) bool{
	"<":  func(o int) bool { return o < 0 },
	"<=": func(o int) bool { return o <= 0 },
	">":  func(o int) bool { return o > 0 },
	">=": func(o int) bool { return o >= 0 },
}

func (c *compiler) comparison(n *node, s *scope) test {
	left, right, holds := c.single(n.args[0], s), c.single(n.args[1], s), orders[n.text]
	return func(r *run, this Value) truth {
		a, b := left(r, this), right(r, this)
		if a.kind == Nothing || b.kind == Nothing {
			return unknown
		}
		order, known, fit := compare(a, b)
		if !fit {
			r.fail(n.at, "compare values of one type", "%s cannot compare %s with %s", n.text, a.Type(), b.Type())
			return unknown
		}
		return ifKnown(holds(order), known)
	}
}

// tests are the operators whose result is true, false or empty.
var tests = map[string]bool{
	"and": true, "or": true, "xor": true, "implies": true, "in": true, "contains": true,
	"=": true, "!=": true, "~": true, "!~": true, "<": true, "<=": true, ">": true, ">=": true,
}

func (c *compiler) testBinary(n *node, s *scope) test {
	switch n.text {
	case "and", "or", "xor", "implies":
		return c.logic(n, s)
	case "=", "!=":
		return c.equality(n, s)
	case "~", "!~":
		return c.equivalence(n, s)
	case "in":
		return c.membership(n.args[0], n.args[1], s)
	case "contains":
		return c.membership(n.args[1], n.args[0], s)
	case "<", "<=", ">", ">=":
		return c.comparison(n, s)
	}
	one := c.single(n, s)
	return func(r *run, this Value) truth { return one(r, this).truth() }
}

// logic needs its right side only where the left one leaves the answer open.
func (c *compiler) logic(n *node, s *scope) test {
	left, right := c.test(n.args[0], s), c.test(n.args[1], s)
	combine, settled := and, no
	switch n.text {
	case "or":
		combine, settled = or, yes
	case "implies":
		combine = implies
	case "xor":
		combine, settled = xor, unknown
	}
	return func(r *run, this Value) truth {
		a := left(r, this)
		if a == settled && a != unknown || r.err != nil {
			return combine(a, unknown)
		}
		return combine(a, right(r, this))
	}
}

func (c *compiler) equality(n *node, s *scope) test {
	left, right, negate := c.items(n.args[0], s), c.items(n.args[1], s), n.text == "!="
	return func(r *run, this Value) truth {
		a := left(r, this)
		if len(a) == 0 {
			return unknown
		}
		t := equalAll(r, a, right(r, this))
		if negate {
			return t.not()
		}
		return t
	}
}

func (c *compiler) equivalence(n *node, s *scope) test {
	left, right, negate := c.items(n.args[0], s), c.items(n.args[1], s), n.text == "!~"
	return func(r *run, this Value) truth {
		t := equivalentAll(r, left(r, this), right(r, this))
		if negate {
			return t.not()
		}
		return t
	}
}

// items is all, without a buffer for a literal.
func (c *compiler) items(n *node, s *scope) func(r *run, this Value) []Value {
	if n.op == opLiteral {
		literal := []Value{n.value}
		return func(*run, Value) []Value { return literal }
	}
	return c.all(n, s)
}

func (c *compiler) membership(item, collection *node, s *scope) test {
	one, many := c.single(item, s), c.items(collection, s)
	return func(r *run, this Value) truth {
		v := one(r, this)
		if v.kind == Nothing {
			return unknown
		}
		return truthOf(r.holds(many(r, this), v))
	}
}
