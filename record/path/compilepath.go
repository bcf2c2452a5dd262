package path

import "strings"

// streamMember compiles a name: the first of a path may be the type of the input.
func (c *compiler) streamMember(n *node, s *scope, next step) step {
	switch {
	case n.input != nil:
		return c.stream(n.input, s, c.member(n, next))
	case !isUpper(n.text):
		return c.member(n, next)
	}
	return func(r *run, v Value) bool {
		switch {
		case v.kind == Element && c.model.isA(v.typ, n.text):
			return next(r, v)
		case v.kind == Element && c.model.strict:
			r.failAs(Semantic, n.at, "start from "+v.typ, "the input is of type %q, not %s", v.typ, n.text)
			return false
		}
		return true
	}
}

// codes are the variables that FHIR defines beside those of the caller.
var codes = map[string]string{"ucum": ucumSystem, "sct": "http://snomed.info/sct", "loinc": "http://loinc.org"}

// families are the prefixes of variables that stand for the address of a value set or extension.
var families = [...]struct{ prefix, address string }{
	{"vs-", "http://hl7.org/fhir/ValueSet/"}, {"ext-", "http://hl7.org/fhir/StructureDefinition/"},
}

func (c *compiler) variable(n *node, s *scope, next step) step {
	if s != nil {
		if k, ok := s.variables[n.text]; ok {
			return func(r *run, _ Value) bool { return each(r, r.slots[k].items, next) }
		}
	}
	switch n.text {
	case "context":
		return func(r *run, _ Value) bool { return push(r, r.input, next) }
	case "resource":
		return func(r *run, _ Value) bool { return push(r, r.resource(), next) }
	case "rootResource":
		return func(r *run, _ Value) bool { return push(r, r.root(), next) }
	}
	return func(r *run, _ Value) bool {
		if items, ok := r.env.Variables[n.text]; ok {
			return each(r, items, next)
		}
		v, ok := constant(n.text)
		if !ok {
			r.failAs(Semantic, n.at, "give it in the environment", "there is no variable %%%s", n.text)
			return false
		}
		return next(r, v)
	}
}

func constant(name string) (Value, bool) {
	if address, ok := codes[name]; ok {
		return Text(address), true
	}
	for _, f := range families {
		if rest, ok := strings.CutPrefix(name, f.prefix); ok && rest != "" {
			return Text(f.address + rest), true
		}
	}
	return Value{}, false
}

func (r *run) resource() Value {
	if r.env.Resource.kind != Nothing {
		return r.env.Resource
	}
	return r.input
}

func (r *run) root() Value {
	if r.env.Root.kind != Nothing {
		return r.env.Root
	}
	return r.resource()
}

func each(r *run, items []Value, next step) bool {
	for i := range items {
		if !r.step() || !next(r, items[i]) {
			return false
		}
	}
	return r.err == nil
}

func (c *compiler) index(s *scope) single {
	if s == nil || s.index == 0 {
		return func(*run, Value) Value { return Int(0) }
	}
	return func(r *run, _ Value) Value { return Int(int64(r.slots[s.index].count)) }
}

func (c *compiler) total(n *node, s *scope, next step) step {
	if s == nil || s.total == 0 {
		c.fail(n, "use it within aggregate()", "$total has no meaning here")
		return nowhere
	}
	return func(r *run, _ Value) bool { return each(r, r.slots[s.total].items, next) }
}

// indexer pushes the item at a place, and stops the input there.
func (c *compiler) indexer(n *node, s *scope, next step) step {
	index := c.integer(n.args[0], c.after(n.input, s), "an index")
	k := c.slot()
	pick := c.stream(n.input, s, func(r *run, v Value) bool {
		at := &r.slots[k]
		at.value = v
		at.count--
		return at.count >= 0
	})
	return func(r *run, this Value) bool {
		i, ok := index(r, this)
		if !ok || i < 0 || r.err != nil {
			return r.err == nil
		}
		at := &r.slots[k]
		at.count = int(min(i, 1<<40))
		pick(r, this)
		if r.err != nil || at.count >= 0 {
			return r.err == nil
		}
		return next(r, at.value)
	}
}

// integer compiles an argument that must be a whole number.
func (c *compiler) integer(n *node, s *scope, what string) func(r *run, this Value) (int64, bool) {
	one := c.single(n, s)
	return func(r *run, this Value) (int64, bool) {
		v := one(r, this).System()
		if v.kind == Integer || v.kind == Long {
			return v.data.(int64), true
		}
		if v.kind != Nothing {
			r.fail(n.at, "give a whole number", "%s must be an Integer, not %s", what, v.Type())
		}
		return 0, false
	}
}

// union pushes the items of all parts, each once.
func (c *compiler) union(parts []*node, s *scope, next step) step {
	k := c.slot()
	fresh := c.fresh(k, next)
	steps := make([]step, len(parts))
	for i, p := range parts {
		steps[i] = c.stream(p, s, fresh)
	}
	return func(r *run, this Value) bool {
		r.slots[k].items = r.slots[k].items[:0]
		for _, part := range steps {
			if !part(r, this) {
				return false
			}
		}
		return r.err == nil
	}
}

// fresh passes on what is not yet in a slot.
func (c *compiler) fresh(k int, next step) step {
	return func(r *run, v Value) bool {
		if r.holds(r.slots[k].items, v) {
			return r.err == nil
		}
		return r.err == nil && r.hold(&r.slots[k], v) && next(r, v)
	}
}

// holds tells whether a collection has an equal item; each comparison is a step.
func (r *run) holds(items []Value, v Value) bool {
	for i := range items {
		if !r.step() {
			return false
		}
		if equal(r, items[i], v) == yes {
			return true
		}
	}
	return false
}
