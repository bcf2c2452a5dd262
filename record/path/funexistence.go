package path

// existence: section "Existence" of the specification, and not().
var existence = map[string]function{
	"empty":      {test: testEmpty},
	"exists":     {most: 1, test: testExists},
	"all":        {least: 1, most: 1, test: testAll},
	"allTrue":    every(no, no, yes),
	"anyTrue":    every(yes, yes, no),
	"allFalse":   every(yes, no, yes),
	"anyFalse":   every(no, yes, no),
	"subsetOf":   {least: 1, most: 1, test: testSubset},
	"supersetOf": {least: 1, most: 1, test: testSuperset},
	"count":      {single: countItems},
	"distinct":   {stream: streamDistinct},
	"isDistinct": {test: testDistinct},
	"not":        {test: testNot},
}

func testEmpty(c *compiler, f call) test {
	exists := testExists(c, f)
	return func(r *run, this Value) truth { return exists(r, this).not() }
}

// testExists stops the input at the first item that will do.
func testExists(c *compiler, f call) test {
	k, inner := c.lambda(f)
	criteria := always
	if len(f.args) > 0 {
		criteria = c.test(f.args[0], inner)
	}
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].found = criteria(r, v) == yes && r.err == nil
		r.slots[k].count++
		return !r.slots[k].found && r.err == nil
	})
	return func(r *run, this Value) truth {
		r.slots[k].count, r.slots[k].found = 0, false
		input(r, this)
		return truthOf(r.slots[k].found)
	}
}

func always(*run, Value) truth { return yes }

func testAll(c *compiler, f call) test {
	k, inner := c.lambda(f)
	criteria := c.test(f.args[0], inner)
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].found = criteria(r, v) != yes
		r.slots[k].count++
		return !r.slots[k].found && r.err == nil
	})
	return func(r *run, this Value) truth {
		r.slots[k].count, r.slots[k].found = 0, false
		input(r, this)
		return truthOf(!r.slots[k].found)
	}
}

// every looks for one Boolean of the input: found is the answer when there is
// one, and otherwise the answer when there is none.
func every(look, found, otherwise truth) function {
	return function{test: func(c *compiler, f call) test {
		k := c.slot()
		input := c.input(f.node, f.outer, func(r *run, v Value) bool {
			if !v.isBoolean() {
				r.fail(f.at, "give it true and false only", "%s() needs Booleans, not %s", f.text, typeText(v))
				return false
			}
			r.slots[k].found = v.truth() == look
			return !r.slots[k].found
		})
		return func(r *run, this Value) truth {
			r.slots[k].found = false
			input(r, this)
			if r.slots[k].found {
				return found
			}
			return otherwise
		}
	}}
}

func testSubset(c *compiler, f call) test {
	items, other := c.inputItems(f), c.all(f.args[0], f.inner)
	return func(r *run, this Value) truth {
		return truthOf(r.within(items(r, this), other(r, this)))
	}
}

func testSuperset(c *compiler, f call) test {
	items, other := c.inputItems(f), c.all(f.args[0], f.inner)
	return func(r *run, this Value) truth {
		own := items(r, this)
		return truthOf(r.within(other(r, this), own))
	}
}

func (r *run) within(items, other []Value) bool {
	for _, v := range items {
		if !r.holds(other, v) {
			return false
		}
	}
	return true
}

func countItems(c *compiler, f call) single {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, _ Value) bool {
		r.slots[k].count++
		return true
	})
	return func(r *run, this Value) Value {
		r.slots[k].count = 0
		input(r, this)
		return Int(int64(r.slots[k].count))
	}
}

func streamDistinct(c *compiler, f call, next step) step {
	k := c.slot()
	input := c.input(f.node, f.outer, c.fresh(k, next))
	return func(r *run, this Value) bool {
		r.slots[k].items = r.slots[k].items[:0]
		return input(r, this)
	}
}

func testDistinct(c *compiler, f call) test {
	k := c.slot()
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		r.slots[k].found = r.holds(r.slots[k].items, v)
		return !r.slots[k].found && r.err == nil && r.hold(&r.slots[k], v)
	})
	return func(r *run, this Value) truth {
		r.slots[k].items, r.slots[k].found = r.slots[k].items[:0], false
		input(r, this)
		return truthOf(!r.slots[k].found)
	}
}

func testNot(c *compiler, f call) test {
	if f.input == nil {
		return func(_ *run, this Value) truth { return this.truth().not() }
	}
	t := c.test(f.input, f.outer)
	return func(r *run, this Value) truth { return t(r, this).not() }
}
