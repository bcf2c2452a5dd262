package path

// postfix reads a term and the members, calls and indexes that follow it.
func (p *parser) postfix() (*node, *Error) {
	n, err := p.term()
	for err == nil {
		switch t := p.peek(); {
		case t.is("."):
			p.take()
			n, err = p.invocation(n)
		case t.is("["):
			p.take()
			n, err = p.indexer(n, t.at)
		default:
			return n, nil
		}
	}
	return nil, err
}

func (p *parser) indexer(input *node, at int) (*node, *Error) {
	index, err := p.nested()
	if err == nil {
		err = p.expect("]")
	}
	if err != nil {
		return nil, err
	}
	return p.whole(&node{op: opIndexer, at: at, input: input, args: []*node{index}})
}

// nested reads an expression within brackets, whose depth is limited.
func (p *parser) nested() (*node, *Error) {
	if p.depth++; p.depth > mostDepth {
		return nil, p.fail("write fewer brackets", "more than %d brackets stand within one another", mostDepth)
	}
	n, err := p.binary(0)
	p.depth--
	return n, err
}

// notFirst are the keywords that cannot start an expression.
var notFirst = map[string]bool{"and": true, "or": true, "xor": true, "implies": true, "div": true, "mod": true}

func (p *parser) term() (*node, *Error) {
	switch t := p.peek(); {
	case t.is("("):
		p.take()
		n, err := p.nested()
		if err == nil {
			err = p.expect(")")
		}
		if err == nil {
			n.closed = true
		}
		return n, err
	case t.is("{"):
		p.take()
		return &node{op: opEmpty, at: t.at, height: 1}, p.expect("}")
	case t.kind == variable:
		p.take()
		return &node{op: opVariable, text: t.text, at: t.at, height: 1}, nil
	case t.isWord("true", "false"):
		p.take()
		return literal(t, Bool(t.text == "true")), nil
	case t.kind == wordToken && !notFirst[t.text], t.kind == quoted, t.kind == dollar:
		return p.invocation(nil)
	case t.kind >= str && t.kind <= clock:
		return p.literal()
	}
	return nil, p.fail("write a path, a value or a bracket here", "an expression is missing")
}

// invocation reads a member, a call or $this after the input.
func (p *parser) invocation(input *node) (*node, *Error) {
	t := p.peek()
	switch t.kind {
	case wordToken, quoted:
		p.take()
		if p.accept("(") {
			return p.call(input, t)
		}
		return p.whole(&node{op: opMember, text: t.text, at: t.at, input: input})
	case dollar:
		if op, ok := specials[t.text]; ok && (input == nil || op == opThis) {
			p.take()
			if input != nil {
				return input, nil
			}
			return &node{op: op, text: t.text, at: t.at, height: 1}, nil
		}
	}
	return nil, p.fail("write the name of an element or a function", "no name stands here")
}

var specials = map[string]operation{"this": opThis, "index": opIndex, "total": opTotal}

func (p *parser) call(input *node, name token) (*node, *Error) {
	n := &node{op: opCall, text: name.text, at: name.at, input: input}
	if p.accept(")") {
		return p.whole(n)
	}
	for {
		arg, err := p.nested()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, arg)
		n.desc = append(n.desc, p.direction(n))
		if p.accept(")") {
			return p.whole(n)
		}
		if err := p.expect(","); err != nil {
			return nil, err
		}
	}
}

// direction reads asc or desc after a key of sort.
func (p *parser) direction(n *node) bool {
	if n.text != "sort" || !p.peek().isWord("asc", "desc") {
		return false
	}
	return p.take().text == "desc"
}
