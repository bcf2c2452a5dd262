package path

// utility: section "Utility functions", and type().
var utility = map[string]function{
	"trace":          {least: 1, most: 2, stream: streamTrace},
	"now":            {single: fromClock(func(m Moment) Moment { return m })},
	"today":          {single: fromClock(func(m Moment) Moment { return m.date() })},
	"timeOfDay":      {single: fromClock(func(m Moment) Moment { return m.clock() })},
	"defineVariable": {least: 1, most: 2, stream: streamDefine},
	"type":           {stream: streamType},
	"pathname":       {most: 1, stream: streamPathname},
}

func fromClock(take func(Moment) Moment) func(*compiler, call) single {
	return func(*compiler, call) single {
		return func(r *run, _ Value) Value { return When(take(MomentOf(r.clock()))) }
	}
}

func streamType(c *compiler, f call, next step) step {
	return c.input(f.node, f.outer, func(r *run, v Value) bool { return next(r, typeOf(v)) })
}

// streamTrace shows the input, or what the projection makes of it, and passes it on.
func streamTrace(c *compiler, f call, next step) step {
	items, name := c.inputItems(f), c.single(f.args[0], f.inner)
	projection := func(_ *run, items []Value) []Value { return items }
	if len(f.args) == 2 {
		projection = c.projected(f)
	}
	return func(r *run, this Value) bool {
		own := items(r, this)
		label, _ := name(r, this).asText()
		if r.env.Trace != nil && r.err == nil {
			r.env.Trace(label, append(Collection(nil), projection(r, own)...))
		}
		return r.err == nil && each(r, own, next)
	}
}

func (c *compiler) projected(f call) func(r *run, items []Value) []Value {
	k, inner := c.lambda(f)
	projection := c.stream(f.args[1], inner, func(r *run, v Value) bool { return r.hold(&r.slots[k], v) })
	return func(r *run, items []Value) []Value {
		r.slots[k].items, r.slots[k].count = r.slots[k].items[:0], 0
		for _, v := range items {
			projection(r, v)
			r.slots[k].count++
		}
		return r.slots[k].items
	}
}

// after is the scope of what follows an input: with the variables it defines.
func (c *compiler) after(input *node, s *scope) *scope {
	for n := input; n != nil; n = n.input {
		if name, ok := definedName(n); ok {
			inner, k := c.after(n.input, s), c.definition(n)
			return inner.with(func(s *scope) {
				variables := map[string]int{name: k}
				for other, slot := range s.variables {
					if other != name {
						variables[other] = slot
					}
				}
				s.variables = variables
			})
		}
	}
	return s
}

func definedName(n *node) (string, bool) {
	if n.op != opCall || n.text != "defineVariable" || len(n.args) == 0 || n.args[0].op != opLiteral {
		return "", false
	}
	return n.args[0].value.asText()
}

// definition is the slot that a call of defineVariable fills.
func (c *compiler) definition(n *node) int {
	if c.named == nil {
		c.named = make(map[*node]int)
	}
	if _, ok := c.named[n]; !ok {
		c.named[n] = c.slot()
	}
	return c.named[n]
}

// reserved are the names that no expression may give another meaning.
var reserved = map[string]bool{"context": true, "resource": true, "rootResource": true, "ucum": true, "sct": true, "loinc": true}

// streamDefine fills a variable with the input or the projection, and passes the input on.
func streamDefine(c *compiler, f call, next step) step {
	name, ok := definedName(f.node)
	if !ok {
		c.fail(f.args[0], "put the name between single quotes", "defineVariable() needs a name")
		return nowhere
	}
	taken := reserved[name]
	if f.inner != nil {
		_, defined := f.inner.variables[name]
		taken = taken || defined
	}
	if taken {
		c.fail(f.args[0], "choose another name", "the variable %%%s is defined already", name)
		return nowhere
	}
	items, k := c.inputItems(f), c.definition(f.node)
	value := func(r *run, _ Value, own []Value) []Value { return own }
	if len(f.args) == 2 {
		projection := c.all(f.args[1], f.inner)
		value = func(r *run, this Value, _ []Value) []Value { return projection(r, this) }
	}
	return func(r *run, this Value) bool {
		own := items(r, this)
		r.slots[k].items = append(r.slots[k].items[:0], value(r, this, own)...)
		return r.err == nil && each(r, own, next)
	}
}
