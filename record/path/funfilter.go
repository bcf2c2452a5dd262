package path

// filtering: section "Filtering and projection", and the functions on types.
var filtering = map[string]function{
	"where":     {least: 1, most: 1, stream: streamWhere},
	"select":    {least: 1, most: 1, stream: streamSelect},
	"repeat":    {least: 1, most: 1, stream: streamRepeat(true)},
	"repeatAll": {least: 1, most: 1, stream: streamRepeat(false)},
	"ofType":    {least: 1, most: 1, stream: streamOfType},
	"as":        {least: 1, most: 1, stream: streamOfType},
	"is":        {least: 1, most: 1, test: testIs},
	"sort":      {most: many, stream: streamSort},
}

func streamWhere(c *compiler, f call, next step) step {
	k, inner := c.lambda(f)
	criteria := c.test(f.args[0], inner)
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		keep := criteria(r, v) == yes
		r.slots[k].count++
		return r.err == nil && (!keep || next(r, v))
	})
	return func(r *run, this Value) bool {
		r.slots[k].count = 0
		return input(r, this)
	}
}

func streamSelect(c *compiler, f call, next step) step {
	k, inner := c.lambda(f)
	projection := c.stream(f.args[0], inner, next)
	input := c.input(f.node, f.outer, func(r *run, v Value) bool {
		more := projection(r, v)
		r.slots[k].count++
		return more && r.err == nil
	})
	return func(r *run, this Value) bool {
		r.slots[k].count = 0
		return input(r, this)
	}
}

// streamRepeat projects again what the projection gave, until nothing new comes.
func streamRepeat(once bool) func(c *compiler, f call, next step) step {
	return func(c *compiler, f call, next step) step {
		k := c.slot()
		gather := func(r *run, v Value) bool { return r.hold(&r.slots[k], v) }
		if once {
			gather = func(r *run, v Value) bool {
				return r.holds(r.slots[k].items, v) || r.err == nil && r.hold(&r.slots[k], v)
			}
		}
		projection := c.stream(f.args[0], f.inner, gather)
		input := c.input(f.node, f.outer, func(r *run, v Value) bool { return projection(r, v) && r.err == nil })
		return func(r *run, this Value) bool {
			r.slots[k].items = r.slots[k].items[:0]
			if !input(r, this) {
				return false
			}
			for i := 0; i < len(r.slots[k].items); i++ {
				v := r.slots[k].items[i]
				if !r.step() || !projection(r, v) || r.err != nil || !next(r, v) {
					return false
				}
			}
			return r.err == nil
		}
	}
}

func streamOfType(c *compiler, f call, next step) step {
	spec, ok := c.typeArgument(f)
	if !ok {
		return nowhere
	}
	return c.input(f.node, f.outer, c.cast(f.node, spec, next))
}

func testIs(c *compiler, f call) test {
	spec, ok := c.typeArgument(f)
	if !ok {
		return func(*run, Value) truth { return unknown }
	}
	if f.input == nil {
		return c.testType(&node{op: opThis, at: f.at, height: 1}, f.node, spec, f.outer)
	}
	return c.testType(f.input, f.node, spec, f.outer)
}

func (c *compiler) typeArgument(f call) (typeName, bool) {
	spec, ok := specifier(f.args[0])
	if !ok {
		c.fail(f.args[0], "give the name of a type, such as Patient or FHIR.Patient", "%s() needs a type", f.text)
	}
	return spec, ok
}
