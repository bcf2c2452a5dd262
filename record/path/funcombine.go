package path

// combining: section "Combining", and coalesce() and iif().
var combining = map[string]function{
	"union":    {least: 1, most: 1, stream: streamUnion},
	"combine":  {least: 1, most: 2, stream: streamCombine},
	"coalesce": {least: 1, most: many, stream: streamCoalesce},
	"iif":      {least: 2, most: 3, stream: streamIif},
}

func streamUnion(c *compiler, f call, next step) step {
	k := c.slot()
	fresh := c.fresh(k, next)
	input, other := c.input(f.node, f.outer, fresh), c.stream(f.args[0], f.inner, fresh)
	return func(r *run, this Value) bool {
		r.slots[k].items = r.slots[k].items[:0]
		return input(r, this) && other(r, this)
	}
}

func streamCombine(c *compiler, f call, next step) step {
	input, other := c.input(f.node, f.outer, next), c.stream(f.args[0], f.inner, next)
	return func(r *run, this Value) bool { return input(r, this) && other(r, this) }
}

func streamCoalesce(c *compiler, f call, next step) step {
	k := c.slot()
	mark := func(r *run, v Value) bool {
		r.slots[k].found = true
		return next(r, v)
	}
	parts := make([]step, len(f.args))
	for i, a := range f.args {
		parts[i] = c.stream(a, f.inner, mark)
	}
	return func(r *run, this Value) bool {
		r.slots[k].found = false
		for _, part := range parts {
			if !part(r, this) {
				return false
			}
			if r.slots[k].found {
				break
			}
		}
		return r.err == nil
	}
}

// streamIif evaluates only the branch that its condition chooses.
func streamIif(c *compiler, f call, next step) step {
	input := c.inputSingle(f)
	condition := c.condition(f)
	then, otherwise := c.stream(f.args[1], f.inner, next), step(nowhere)
	if len(f.args) == 3 {
		otherwise = c.stream(f.args[2], f.inner, next)
	}
	return func(r *run, this Value) bool {
		this = input(r, this)
		t := unknown
		if r.err == nil {
			t = condition(r, this)
		}
		switch {
		case r.err != nil:
			return false
		case t == yes:
			return then(r, this)
		}
		return otherwise(r, this)
	}
}

// condition of iif must be a Boolean: a lone item of another type does not count as true.
func (c *compiler) condition(f call) test {
	if n := f.args[0]; n.op == opLiteral && n.value.kind != Boolean {
		c.fail(n, "give a condition, such as name.exists()", "the condition of iif() is no Boolean")
	} else if c.isTest(n) {
		return c.test(n, f.inner)
	}
	one := c.single(f.args[0], f.inner)
	return func(r *run, this Value) truth {
		v := one(r, this)
		if v.kind != Nothing && !v.isBoolean() {
			r.fail(f.args[0].at, "give a condition, such as name.exists()", "the condition of iif() is no Boolean")
			return unknown
		}
		return v.truth()
	}
}
