package splink

// choose compiles what gives one of its arguments: coalesce, nullif and CASE.
func choose[T comparable](c *compiler, n *node, of func(*node) evaluator[T]) evaluator[T] {
	switch n.name {
	case "coalesce":
		return coalesce(compileAll(n.args, of))
	case "nullif":
		a, b := of(n.args[0]), of(n.args[1])
		return func(p *pair) (value T, known bool) {
			x, known := a(p)
			if y, other := b(p); known && other && x == y {
				return value, false
			}
			return x, known
		}
	}
	return cases(c, n, of)
}

func compileAll[T any](args []*node, of func(*node) evaluator[T]) []evaluator[T] {
	out := make([]evaluator[T], len(args))
	for i, a := range args {
		out[i] = of(a)
	}
	return out
}

func coalesce[T any](args []evaluator[T]) evaluator[T] {
	return func(p *pair) (value T, known bool) {
		for _, a := range args {
			if value, known = a(p); known {
				return value, true
			}
		}
		return value, false
	}
}

func cases[T any](c *compiler, n *node, of func(*node) evaluator[T]) evaluator[T] {
	var whens []evaluator[bool]
	var thens []evaluator[T]
	otherwise := evaluator[T](null[T])
	for i := 0; i < len(n.args); i += 2 {
		if i+1 == len(n.args) {
			otherwise = of(n.args[i])
			break
		}
		whens, thens = append(whens, c.truth(n.args[i])), append(thens, of(n.args[i+1]))
	}
	return func(p *pair) (T, bool) {
		for i, when := range whens {
			if holds(when, p) {
				return thens[i](p)
			}
		}
		return otherwise(p)
	}
}
