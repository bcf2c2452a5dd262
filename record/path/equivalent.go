package path

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"

	"continuum/record/resource"
)

// equivalent compares two items as ~ does: never unknown but for units that
// cannot be compared.
func equivalent(r *run, a, b Value) truth {
	if bothElements(a, b) {
		return equivalentElements(r, a, b)
	}
	x, y := aligned(a, b)
	if x.kind == Nothing || x.kind != y.kind {
		return no
	}
	switch d := x.data.(type) {
	case string:
		return truthOf(folded(d) == folded(y.data.(string)))
	case Number:
		return truthOf(d.equivalent(y.data.(Number)))
	case Moment:
		order, known := d.compare(y.data.(Moment))
		return truthOf(known && order == 0)
	case Amount:
		same, known := d.equivalent(y.data.(Amount))
		return ifKnown(same, known)
	}
	return truthOf(x.data == y.data)
}

// folded is text without regard to case and to the sort of white space.
func folded(s string) string {
	return cases.Fold().String(strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return ' '
		}
		return c
	}, s))
}

func equivalentElements(r *run, a, b Value) truth {
	if quantities[a.typ] && quantities[b.typ] {
		x, y := a.system(), b.system()
		if x.kind == Quantity && y.kind == Quantity {
			return equivalent(r, x, y)
		}
	}
	return truthOf(equivalentNodes(r, a.node, b.node))
}

func equivalentNodes(r *run, a, b resource.Node) bool {
	if !r.step() || a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case resource.Object:
		return sameMembers(r, a, b, equivalentNodes)
	case resource.Array:
		return matched(nodesOf(a), nodesOf(b), func(x, y resource.Node) bool { return equivalentNodes(r, x, y) })
	case resource.String:
		return folded(a.Text()) == folded(b.Text())
	case resource.Number:
		x, okX := ParseNumber(a.Text())
		y, okY := ParseNumber(b.Text())
		return okX && okY && x.equivalent(y)
	}
	return a.Text() == b.Text()
}

func nodesOf(n resource.Node) []resource.Node {
	nodes := make([]resource.Node, 0, n.Len())
	for c := n.First(); !c.Missing(); c = c.Next() {
		nodes = append(nodes, c)
	}
	return nodes
}

// matched finds for each item of one list its own like in the other.
func matched[T any](a, b []T, same func(x, y T) bool) bool {
	if len(a) != len(b) {
		return false
	}
	used := make([]bool, len(b))
	for _, x := range a {
		found := false
		for i, y := range b {
			if !used[i] && same(x, y) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// equivalentAll compares two collections in any order.
func equivalentAll(r *run, a, b []Value) truth {
	if len(a) == 1 && len(b) == 1 {
		return equivalent(r, a[0], b[0])
	}
	return truthOf(matched(a, b, func(x, y Value) bool { return r.step() && equivalent(r, x, y) == yes }))
}
