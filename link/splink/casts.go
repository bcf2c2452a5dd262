package splink

import (
	"math"
	"strconv"
)

// attempt applies a conversion that may fail: to NULL where the cast says so, else
// as an error that ends the run if the value is needed.
func attempt[A, B any](n *node, a evaluator[A], f func(A) (B, bool), show func(A) string) evaluator[B] {
	kind, try := n.kind.String(), n.try
	return func(p *pair) (out B, ok bool) {
		x, known := a(p)
		if !known {
			return out, false
		}
		if out, ok = f(x); !ok && !try {
			p.fail(show(x), "not a "+kind, "mend the value, or use TRY_CAST in the condition to make it NULL")
		}
		return out, ok
	}
}

func plain(s string) string { return s }

func (c *compiler) castNumber(n *node) evaluator[float64] {
	from := n.args[0]
	whole := n.kind == kWhole
	switch {
	case from.kind == kTruth:
		return asNumber(c.truth(from))
	case from.kind == kText && whole:
		return attempt(n, c.text(from), func(s string) (float64, bool) { return readWhole(s, n.text) }, plain)
	case from.kind == kText:
		return attempt(n, c.text(from), readNumber, plain)
	case whole:
		round := math.RoundToEven
		if from.kind == kDecimal {
			round = math.Round
		}
		fits := func(x float64) (float64, bool) { return inRange(round(x), n.text) }
		return attempt(n, c.number(from), fits, func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) })
	}
	return c.number(from)
}

func (c *compiler) castText(n *node) evaluator[string] {
	from := n.args[0]
	switch {
	case from.kind == kTruth:
		return apply(c.truth(from), strconv.FormatBool)
	case from.kind.number():
		return apply(c.number(from), func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) })
	case from.kind.time():
		return apply(c.moment(from), func(t int64) string { return calendarText(t, from.kind) })
	}
	return c.text(from)
}

func (c *compiler) castTruth(n *node) evaluator[bool] {
	from := n.args[0]
	switch {
	case from.kind == kText:
		return attempt(n, c.text(from), readTruth, plain)
	case from.kind.number():
		return apply(c.number(from), func(x float64) bool { return x != 0 })
	}
	return c.truth(from)
}

func (c *compiler) castMoment(n *node) evaluator[int64] {
	from := n.args[0]
	switch {
	case from.kind == kText && n.kind == kDate:
		return attempt(n, c.text(from), readDate, plain)
	case from.kind == kText:
		return attempt(n, c.text(from), readMoment, plain)
	case n.kind == kDate:
		return apply(c.moment(from), midnight)
	}
	return c.moment(from)
}

func (c *compiler) castList(n *node) evaluator[list] {
	if n.args[0].kind == kText {
		return attempt(n, c.text(n.args[0]), readList, plain)
	}
	return c.list(n.args[0])
}
