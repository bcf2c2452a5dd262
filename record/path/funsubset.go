package path

// subsetting: section "Subsetting".
var subsetting = map[string]function{
	"single":    {single: theOnly},
	"first":     {single: theFirst},
	"last":      {single: theLast},
	"tail":      {stream: func(c *compiler, f call, next step) step { return c.skip(f, constantly(1), next) }},
	"skip":      {least: 1, most: 1, stream: streamSkip},
	"take":      {least: 1, most: 1, stream: streamTake},
	"intersect": {least: 1, most: 1, stream: streamIntersect},
	"exclude":   {least: 1, most: 1, stream: streamExclude},
}

type counter func(r *run, this Value) (int64, bool)

func constantly(n int64) counter { return func(*run, Value) (int64, bool) { return n, true } }

func theOnly(c *compiler, f call) single {
	if f.input == nil {
		return func(_ *run, this Value) Value { return this }
	}
	return c.only(f.input, f.outer)
}

// theFirst stops the input at its first item.
func theFirst(c *compiler, f call) single {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].value = v
		return false
	})
	return func(r *run, this Value) Value {
		r.slots[k].value = Value{}
		input(r, this)
		return r.slots[k].value
	}
}

func theLast(c *compiler, f call) single {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].value = v
		return true
	})
	return func(r *run, this Value) Value {
		r.slots[k].value = Value{}
		input(r, this)
		return r.slots[k].value
	}
}

func streamSkip(c *compiler, f call, next step) step {
	return c.skip(f, c.integer(f.args[0], f.inner, "the number to skip"), next)
}

func (c *compiler) skip(f call, number counter, next step) step {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		if r.slots[k].count > 0 {
			r.slots[k].count--
			return true
		}
		return next(r, v)
	})
	return func(r *run, this Value) bool {
		n, ok := number(r, this)
		if !ok {
			return r.err == nil
		}
		r.slots[k].count = int(min(max(n, 0), 1<<40))
		return input(r, this)
	}
}

func streamTake(c *compiler, f call, next step) step {
	number, k := c.integer(f.args[0], f.inner, "the number to take"), c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].count--
		r.slots[k].found = !next(r, v) // the steps after this one want no more
		return !r.slots[k].found && r.slots[k].count > 0
	})
	return func(r *run, this Value) bool {
		n, ok := number(r, this)
		if !ok || n <= 0 {
			return r.err == nil
		}
		r.slots[k].count, r.slots[k].found = int(min(n, 1<<40)), false
		input(r, this)
		return !r.slots[k].found && r.err == nil
	}
}

func streamIntersect(c *compiler, f call, next step) step {
	other, k := c.all(f.args[0], f.inner), c.slot()
	items := c.inputItems(f)
	fresh := c.fresh(k, next)
	return func(r *run, this Value) bool {
		r.slots[k].items = r.slots[k].items[:0]
		own, others := items(r, this), other(r, this)
		for _, v := range own {
			if r.holds(others, v) && !fresh(r, v) {
				return false
			}
		}
		return r.err == nil
	}
}

func streamExclude(c *compiler, f call, next step) step {
	items, other := c.inputItems(f), c.all(f.args[0], f.inner)
	return func(r *run, this Value) bool {
		own, others := items(r, this), other(r, this)
		for _, v := range own {
			if !r.holds(others, v) && (r.err != nil || !next(r, v)) {
				return false
			}
		}
		return r.err == nil
	}
}
