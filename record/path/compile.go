package path

// compiler turns a syntax tree into closures, from the last step to the first:
// each part of the expression is compiled with the step that takes its results.
type compiler struct {
	text  string
	model *model
	slots int
	named map[*node]int // slots of defined variables, by the call that defines them
	err   error
}

// scope is what $index, $total and defined variables mean in a part of the
// expression; they are slots of the run. $this is always the value that a part
// starts from.
type scope struct {
	index, total int // 0: none
	variables    map[string]int
}

func (s *scope) with(change func(*scope)) *scope {
	copied := scope{}
	if s != nil {
		copied = *s
	}
	change(&copied)
	return &copied
}

func (c *compiler) slot() int {
	c.slots++
	return c.slots - 1
}

func (c *compiler) fail(n *node, fix, format string, args ...any) {
	if c.err == nil {
		c.err = failure(Semantic, c.text, n.at, fix, format, args...)
	}
}

func nowhere(*run, Value) bool { return true }

// stream compiles a part that pushes its results to next.
func (c *compiler) stream(n *node, s *scope, next step) step {
	switch n.op {
	case opEmpty:
		return nowhere
	case opThis:
		return func(r *run, v Value) bool { return v.kind == Nothing || next(r, v) }
	case opMember:
		return c.streamMember(n, s, next)
	case opVariable:
		return c.variable(n, s, next)
	case opTotal:
		return c.total(n, s, next)
	case opIndexer:
		return c.indexer(n, s, next)
	case opCall:
		return c.streamCall(n, s, next)
	case opType:
		if n.text == "as" {
			return c.stream(n.args[0], s, c.cast(n, n.spec, next))
		}
	case opBinary:
		if n.text == "|" {
			return c.union(n.args, s, next)
		}
	}
	if c.isTest(n) {
		t := c.test(n, s)
		return func(r *run, this Value) bool { return push(r, t(r, this).value(), next) }
	}
	one := c.single(n, s)
	return func(r *run, this Value) bool { return push(r, one(r, this), next) }
}

func push(r *run, v Value, next step) bool {
	if r.err != nil || !r.step() {
		return false
	}
	return v.kind == Nothing || next(r, v)
}

// single compiles a part that must give one item or none.
func (c *compiler) single(n *node, s *scope) single {
	switch n.op {
	case opEmpty:
		return func(*run, Value) Value { return Value{} }
	case opLiteral:
		return func(*run, Value) Value { return n.value }
	case opThis:
		return func(_ *run, this Value) Value { return this }
	case opIndex:
		return c.index(s)
	case opUnary:
		return c.unary(n, s)
	case opBinary:
		if compile, ok := arithmetic[n.text]; ok {
			return c.arithmetic(n, s, compile)
		}
	case opCall:
		if f, ok := functions[n.text]; ok && f.single != nil {
			return c.callSingle(n, s)
		}
	}
	if c.isTest(n) {
		t := c.test(n, s)
		return func(r *run, this Value) Value { return t(r, this).value() }
	}
	return c.only(n, s)
}

// only takes the one item of a stream; several are an error.
func (c *compiler) only(n *node, s *scope) single {
	k := c.slot()
	input := c.stream(n, s, func(r *run, v Value) bool {
		r.slots[k].count++
		r.slots[k].value = v
		return r.slots[k].count < 2
	})
	return func(r *run, this Value) Value {
		r.slots[k].count = 0
		input(r, this)
		switch {
		case r.err != nil || r.slots[k].count == 0:
			return Value{}
		case r.slots[k].count > 1:
			return r.fail(n.at, "choose one with first() or where()", "there are several items where one is needed")
		}
		return r.slots[k].value
	}
}

// test compiles a part that is true, false or unknown.
func (c *compiler) test(n *node, s *scope) test {
	switch n.op {
	case opBinary:
		return c.testBinary(n, s)
	case opType:
		if n.text == "is" {
			return c.testType(n.args[0], n, n.spec, s)
		}
	case opCall:
		if f, ok := functions[n.text]; ok && f.test != nil {
			return c.callTest(n, s)
		}
	}
	one := c.single(n, s)
	return func(r *run, this Value) truth { return one(r, this).truth() }
}

// isTest tells whether a part gives a truth by its nature.
func (c *compiler) isTest(n *node) bool {
	switch n.op {
	case opBinary:
		return tests[n.text]
	case opType:
		return n.text == "is"
	case opCall:
		f, ok := functions[n.text]
		return ok && f.test != nil
	}
	return false
}

// all compiles a part whose results are gathered in a buffer, which holds until
// the part is evaluated again.
func (c *compiler) all(n *node, s *scope) func(r *run, this Value) []Value {
	if n == nil {
		return c.this()
	}
	k := c.slot()
	gather := c.stream(n, s, func(r *run, v Value) bool { return r.hold(&r.slots[k], v) })
	return func(r *run, this Value) []Value {
		r.slots[k].items = r.slots[k].items[:0]
		gather(r, this)
		return r.slots[k].items
	}
}

// this is the input of a function without one: $this alone.
func (c *compiler) this() func(r *run, this Value) []Value {
	k := c.slot()
	return func(r *run, this Value) []Value {
		s := &r.slots[k]
		s.items = s.items[:0]
		if this.kind != Nothing {
			s.items = append(s.items, this)
		}
		return s.items
	}
}

// input compiles the part before a call, or $this where there is none.
func (c *compiler) input(n *node, s *scope, next step) step {
	if n.input == nil {
		return func(r *run, v Value) bool { return v.kind == Nothing || next(r, v) }
	}
	return c.stream(n.input, s, next)
}
