package path

import (
	"strings"

	"continuum/record/resource"
)

// equal compares two items as = does.
func equal(r *run, a, b Value) truth {
	if x, ok := a.asText(); ok {
		if y, ok := b.asText(); ok {
			return truthOf(x == y)
		}
	}
	if bothElements(a, b) {
		return equalElements(r, a, b)
	}
	x, y := aligned(a, b)
	if x.kind == Nothing || x.kind != y.kind {
		return no
	}
	return equalSystem(x, y)
}

// bothElements tells whether the items are compared as elements, since at least
// one of them is no primitive.
func bothElements(a, b Value) bool {
	return a.kind == Element && b.kind == Element && (!a.isPrimitive() || !b.isPrimitive())
}

func equalSystem(x, y Value) truth {
	switch d := x.data.(type) {
	case Number:
		return truthOf(d.Compare(y.data.(Number)) == 0)
	case Moment:
		order, known := d.compare(y.data.(Moment))
		return ifKnown(order == 0, known)
	case Amount:
		order, known := d.Compare(y.data.(Amount))
		return ifKnown(order == 0, known)
	}
	return truthOf(x.data == y.data)
}

func ifKnown(b, known bool) truth {
	if !known {
		return unknown
	}
	return truthOf(b)
}

// equalElements compares all that elements hold; quantities also by their units.
func equalElements(r *run, a, b Value) truth {
	if a.node == b.node && a.extra == b.extra {
		return yes
	}
	if equalNodes(r, a.node, b.node) {
		return yes
	}
	if quantities[a.typ] && quantities[b.typ] {
		return equalQuantities(r, a, b)
	}
	return no
}

// equalQuantities converts only where the units differ.
func equalQuantities(r *run, a, b Value) truth {
	if !equalNodes(r, a.node.Get("comparator"), b.node.Get("comparator")) {
		return no
	}
	if equalNodes(r, a.node.Get("code"), b.node.Get("code")) && equalNodes(r, a.node.Get("unit"), b.node.Get("unit")) {
		return truthOf(equalNumbers(a.node.Get("value").Text(), b.node.Get("value").Text()))
	}
	x, y := a.system(), b.system()
	if x.kind != Quantity || y.kind != Quantity {
		return no
	}
	return equalSystem(x, y)
}

// equalNodes compares JSON values: members by name in any order, numbers by value.
func equalNodes(r *run, a, b resource.Node) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() || !r.step() {
		return false
	}
	switch a.Kind() {
	case resource.Object:
		return sameMembers(r, a, b, equalNodes)
	case resource.Array:
		for c, d := a.First(), b.First(); !c.Missing(); c, d = c.Next(), d.Next() {
			if !equalNodes(r, c, d) {
				return false
			}
		}
		return true
	case resource.Number:
		return equalNumbers(a.Text(), b.Text())
	}
	return a.Text() == b.Text()
}

// sameMembers compares the members of two objects, which mostly stand in the same
// order; to look for one elsewhere costs a step for each member.
func sameMembers(r *run, a, b resource.Node, same func(r *run, a, b resource.Node) bool) bool {
	d := b.First()
	for c := a.First(); !c.Missing(); c, d = c.Next(), d.Next() {
		other, name := d, c.Name()
		if !d.Named(name) {
			r.left -= b.Len()
			other = b.Get(name)
		}
		if !same(r, c, other) {
			return false
		}
	}
	return true
}

func equalNumbers(a, b string) bool {
	if a == b || allDigits(a) && allDigits(b) {
		return a == b
	}
	x, okX := ParseNumber(a)
	y, okY := ParseNumber(b)
	return okX && okY && x.Compare(y) == 0
}

// equalAll compares two collections item by item.
func equalAll(r *run, a, b []Value) truth {
	if len(a) == 0 || len(b) == 0 {
		return unknown
	}
	if len(a) != len(b) {
		return no
	}
	result := yes
	for i := range a {
		result = and(result, equal(r, a[i], b[i]))
		if result == no {
			return no
		}
	}
	return result
}

// aligned converts both items to System values of one kind where the language
// converts by itself: numbers to the wider kind, numbers to quantities, dates to
// times; text of an element whose type is not known to what the other is.
func aligned(a, b Value) (Value, Value) {
	x, y := a.System(), b.System()
	x, y = untyped(a, x, y.kind), untyped(b, y, x.kind)
	if x.kind == y.kind {
		return x, y
	}
	return widened(x, y.kind), widened(y, x.kind)
}

func untyped(v, system Value, want Kind) Value {
	if v.kind == Element && v.typ == "" && system.kind == String {
		if m, ok := parseMoment(system.data.(string), want); ok && want >= Date && want <= Time {
			return When(m)
		}
	}
	return system
}

// widened converts a number or date to a wider kind; anything else stays.
func widened(v Value, to Kind) Value {
	switch d := v.data.(type) {
	case int64:
		switch {
		case to == Long && v.kind == Integer:
			return Value{kind: Long, data: d}
		case to == Decimal:
			return Num(NewNumber(d))
		case to == Quantity:
			return Measure(Amount{Number: NewNumber(d), Unit: "1"})
		}
	case Number:
		if to == Quantity {
			return Measure(Amount{Number: d, Unit: "1"})
		}
	case Moment:
		if v.kind == Date && to == DateTime {
			d.kind = DateTime
			return When(d)
		}
	}
	return v
}

func trim(s string) string { return strings.Trim(s, " \t\r\n") }
