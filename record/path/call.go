package path

// function says how calls of one name are compiled: one of stream, single and
// test, by what the function gives.
type function struct {
	least, most int // arguments
	stream      func(c *compiler, f call, next step) step
	single      func(c *compiler, f call) single
	test        func(c *compiler, f call) test
}

// call is a call's node with the scope of its input and that of its arguments,
// which also sees the variables that the input defines.
type call struct {
	*node
	outer, inner *scope
}

// functions by name; filled by init, since they compile their arguments.
var functions map[string]function

const many = 100 // arguments where there is no limit

func init() {
	functions = make(map[string]function)
	for _, group := range []map[string]function{
		existence, filtering, subsetting, combining, conversion, stringFunctions, textCodes,
		mathematics, navigation, utility, momentFunctions, aggregates, fhirFunctions,
	} {
		for name, f := range group {
			functions[name] = f
		}
	}
}

// called checks the name and the number of arguments.
func (c *compiler) called(n *node, s *scope) (function, call, bool) {
	f, ok := functions[n.text]
	switch {
	case !ok:
		c.fail(n, "use a function of FHIRPath", "there is no function %s()", n.text)
	case len(n.args) < f.least || len(n.args) > f.most:
		c.fail(n, "give it as many as it takes", "%s() takes %s, not %d", n.text, argumentCount(f), len(n.args))
		ok = false
	}
	return f, call{n, s, c.after(n.input, s)}, ok
}

func argumentCount(f function) string {
	numbers := [...]string{"no argument", "1 argument", "2 arguments", "3 arguments"}
	least, most := min(f.least, 3), min(f.most, 3)
	if least == most {
		return numbers[least]
	}
	return numbers[least] + " to " + numbers[most]
}

func (c *compiler) streamCall(n *node, s *scope, next step) step {
	f, call, ok := c.called(n, s)
	switch {
	case !ok:
		return nowhere
	case f.stream != nil:
		return f.stream(c, call, next)
	case f.test != nil:
		t := f.test(c, call)
		return func(r *run, this Value) bool { return push(r, t(r, this).value(), next) }
	}
	one := f.single(c, call)
	return func(r *run, this Value) bool { return push(r, one(r, this), next) }
}

func (c *compiler) callSingle(n *node, s *scope) single {
	f, call, ok := c.called(n, s)
	if !ok {
		return func(*run, Value) Value { return Value{} }
	}
	return f.single(c, call)
}

func (c *compiler) callTest(n *node, s *scope) test {
	f, call, ok := c.called(n, s)
	if !ok {
		return func(*run, Value) truth { return unknown }
	}
	return f.test(c, call)
}

// inputSingle compiles the input of a function that takes one item.
func (c *compiler) inputSingle(f call) single {
	if f.input == nil {
		return func(_ *run, this Value) Value { return this }
	}
	return c.single(f.input, f.outer)
}

// inputItems compiles the input of a function that needs all of it at once.
func (c *compiler) inputItems(f call) func(r *run, this Value) []Value {
	return c.all(f.input, f.outer)
}

// lambda makes a scope with its own $index, and the slot that counts it.
func (c *compiler) lambda(f call) (int, *scope) {
	k := c.slot()
	return k, f.inner.with(func(s *scope) { s.index = k })
}

// scalar computes one value from one input and its arguments; what is not given is Nothing.
type scalar func(r *run, f call, in Value, args []Value) Value

// ofOne is a function of one item: empty when the input or one of the first
// needed arguments is.
func ofOne(least, most, needed int, compute scalar) function {
	return function{least: least, most: most, single: func(c *compiler, f call) single {
		input, k := c.inputSingle(f), c.slot()
		args := make([]single, len(f.args))
		for i, a := range f.args {
			args[i] = c.single(a, f.inner)
		}
		return func(r *run, this Value) Value {
			in := input(r, this)
			if in.kind == Nothing || r.err != nil {
				return Value{}
			}
			given := r.slots[k].items[:0]
			for _, a := range args {
				given = append(given, a(r, this))
			}
			for len(given) < most {
				given = append(given, Value{})
			}
			r.slots[k].items = given
			for i := range needed {
				if given[i].kind == Nothing {
					return Value{}
				}
			}
			if r.err != nil {
				return Value{}
			}
			return compute(r, f, in, given)
		}
	}}
}

// testOfOne is ofOne for functions that give true or false.
func testOfOne(least, most, needed int, compute scalar) function {
	one := ofOne(least, most, needed, compute)
	return function{least: least, most: most, test: func(c *compiler, f call) test {
		s := one.single(c, f)
		return func(r *run, this Value) truth { return s(r, this).truth() }
	}}
}
