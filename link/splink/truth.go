package splink

import "cmp"

// truth compiles a condition. NULL is neither true nor false.
func (c *compiler) truth(n *node) evaluator[bool] { return hoist(c, n, c.truthOf) }

func (c *compiler) truthOf(n *node) evaluator[bool] {
	switch n.name {
	case literal:
		return always(n.value != 0)
	case cast:
		return c.castTruth(n)
	case "and":
		return junction(compileAll(n.args, c.truth), false)
	case "or":
		return junction(compileAll(n.args, c.truth), true)
	case "not":
		return apply(c.truth(n.args[0]), func(b bool) bool { return !b })
	case "is null":
		return c.nullTest(n.args[0])
	case "in":
		return c.membership(n)
	case "=", "<>", "<", "<=", ">", ">=":
		return c.comparison(n.name, n.args[0], n.args[1])
	}
	return choose(c, n, c.truth)
}

// junction is OR where decisive is true, AND where it is false: the first operand
// of the decisive value decides, else one NULL makes all NULL.
func junction(args []evaluator[bool], decisive bool) evaluator[bool] {
	return func(p *pair) (bool, bool) {
		all := true
		for _, a := range args {
			value, known := a(p)
			if known && value == decisive {
				return decisive, true
			}
			all = all && known
		}
		return !decisive && all, all
	}
}

func (c *compiler) nullTest(n *node) evaluator[bool] {
	switch {
	case n.kind.number():
		return isNull(c.number(n))
	case n.kind == kTruth:
		return isNull(c.truth(n))
	case n.kind.time():
		return isNull(c.moment(n))
	case n.kind == kList:
		return isNull(c.list(n))
	}
	return isNull(c.text(n))
}

func isNull[T any](a evaluator[T]) evaluator[bool] {
	return func(p *pair) (bool, bool) {
		_, known := a(p)
		return !known, true
	}
}

// membership is true if the first argument equals another.
func (c *compiler) membership(n *node) evaluator[bool] {
	var equal []evaluator[bool]
	for _, a := range n.args[1:] {
		equal = append(equal, c.comparison("=", n.args[0], a))
	}
	return junction(equal, true)
}

// comparison compares two expressions of one kind.
func (c *compiler) comparison(name string, a, b *node) evaluator[bool] {
	switch k := max(a.kind, b.kind); {
	case k == kSingle:
		return compare(name, single(c.number(a)), single(c.number(b)))
	case k.number():
		return compare(name, c.number(a), c.number(b))
	case k == kTruth:
		return compare(name, asNumber(c.truth(a)), asNumber(c.truth(b)))
	case k.time():
		return compare(name, c.moment(a), c.moment(b))
	}
	return compare(name, c.text(a), c.text(b))
}

func asNumber(a evaluator[bool]) evaluator[float64] {
	return apply(a, func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	})
}

// outcomes tells which orders of two values make a comparison true: the first less
// than the second, equal, greater.
var outcomes = map[string][3]bool{
	"=": {false, true, false}, "<>": {true, false, true},
	"<": {true, false, false}, "<=": {true, true, false}, ">": {false, false, true}, ">=": {false, true, true},
}

// compare orders what is not a number above all numbers, and equal to itself.
func compare[T cmp.Ordered](name string, a, b evaluator[T]) evaluator[bool] {
	if name == "=" {
		return apply2(a, b, func(x, y T) bool { return x == y || x != x && y != y })
	}
	outcome := outcomes[name]
	return apply2(a, b, func(x, y T) bool { return outcome[1+order(x, y)] })
}

func order[T cmp.Ordered](x, y T) int {
	switch {
	case x < y || y != y && x == x:
		return -1
	case x > y || x != x && y == y:
		return 1
	}
	return 0
}
