package splink

import (
	"math"
	"strconv"
)

// number compiles an expression of any kind of number.
func (c *compiler) number(n *node) evaluator[float64] {
	f := hoist(c, n, c.numberOf)
	if n.kind != kSingle {
		return f
	}
	return func(p *pair) (float64, bool) {
		x, known := f(p)
		return float64(float32(x)), known
	}
}

func (c *compiler) numberOf(n *node) evaluator[float64] {
	switch n.name {
	case literal:
		return always(n.value)
	case cast:
		return c.castNumber(n)
	case "+", "-", "*", "/":
		return c.arithmetic(n)
	case "negative":
		return apply(c.number(n.args[0]), func(x float64) float64 { return -x })
	case "length":
		return apply(c.text(n.args[0]), runes)
	case "array_length":
		return c.size(n.args[0])
	case "epoch":
		return apply(c.moment(n.args[0]), func(t int64) float64 { return float64(t) / float64(second) })
	case "date_diff":
		unit := n.args[0].text
		return apply2(c.moment(n.args[1]), c.moment(n.args[2]), func(a, b int64) float64 { return difference(unit, a, b) })
	}
	if f, ok := distances[n.name]; ok {
		return c.remember(n, c.distance(n, f))
	}
	if f, ok := mathematics[n.name]; ok {
		return c.remember(n, c.mathematics(n, f))
	}
	return choose(c, n, c.number)
}

func apply[A, B any](a evaluator[A], f func(A) B) evaluator[B] {
	return func(p *pair) (out B, known bool) {
		x, known := a(p)
		if known {
			out = f(x)
		}
		return out, known
	}
}

func apply2[A, B any](a, b evaluator[A], f func(A, A) B) evaluator[B] {
	return func(p *pair) (out B, known bool) {
		x, known := a(p)
		if !known {
			return out, false
		}
		y, known := b(p)
		if known {
			out = f(x, y)
		}
		return out, known
	}
}

func (c *compiler) arithmetic(n *node) evaluator[float64] {
	if n.args[0].kind == kDate {
		return apply2(c.moment(n.args[0]), c.moment(n.args[1]), func(a, b int64) float64 { return float64((a - b) / day) })
	}
	a, b := c.number(n.args[0]), c.number(n.args[1])
	if n.kind == kSingle {
		a, b = single(a), single(b)
	}
	switch n.name {
	case "+":
		return apply2(a, b, func(x, y float64) float64 { return x + y })
	case "-":
		return apply2(a, b, func(x, y float64) float64 { return x - y })
	case "*":
		return apply2(a, b, func(x, y float64) float64 { return x * y })
	}
	return apply2(a, b, func(x, y float64) float64 { return x / y })
}

// single rounds to 32 bits.
func single(a evaluator[float64]) evaluator[float64] {
	return apply(a, func(x float64) float64 { return float64(float32(x)) })
}

// distances are the functions of two texts.
var distances = map[string]func(s *scratch, a, b string) float64{
	"jaro_similarity": jaro, "jaro_winkler_similarity": jaroWinkler,
	"levenshtein": levenshtein, "damerau_levenshtein": damerau, "jaccard": jaccard,
}

func (c *compiler) distance(n *node, f func(s *scratch, a, b string) float64) evaluator[float64] {
	a, b := c.text(n.args[0]), c.text(n.args[1])
	name := n.name
	return func(p *pair) (float64, bool) {
		x, known := a(p)
		if !known {
			return 0, false
		}
		y, known := b(p)
		if !known {
			return 0, false
		}
		if long := max(len(x), len(y)); long > maxText {
			p.fail(strconv.Itoa(long)+" bytes", name+" of a text of more than "+strconv.Itoa(maxText)+" bytes", "compare a part, with substr")
			return 0, false
		}
		if name == "jaccard" && (x == "" || y == "") {
			p.fail("", "jaccard of an empty text", "exclude it with nullif(..., '')")
			return 0, false
		}
		return f(&p.scratch, x, y), true
	}
}

// function is a function of one number with the range where it is defined.
type function struct {
	f           func(float64) float64
	least, most float64
}

var infinity = math.Inf(1)

var mathematics = map[string]function{
	"abs": {math.Abs, -infinity, infinity}, "sqrt": {math.Sqrt, 0, infinity},
	"sin": {math.Sin, -math.MaxFloat64, math.MaxFloat64}, "cos": {math.Cos, -math.MaxFloat64, math.MaxFloat64},
	"acos": {math.Acos, -1, 1}, "asin": {math.Asin, -1, 1},
	"radians": {func(x float64) float64 { return x * (math.Pi / 180) }, -infinity, infinity},
}

func (c *compiler) mathematics(n *node, f function) evaluator[float64] {
	a, name := c.number(n.args[0]), n.name
	return func(p *pair) (float64, bool) {
		x, known := a(p)
		if !known {
			return 0, false
		}
		if x < f.least || x > f.most {
			p.fail(strconv.FormatFloat(x, 'g', -1, 64), name+" is not defined there", "exclude it with CASE")
			return 0, false
		}
		return f.f(x), true
	}
}
