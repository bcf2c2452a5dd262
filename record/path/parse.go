package path

// parser builds the syntax tree by precedence climbing.
type parser struct {
	text   string
	tokens []token
	at     int
	depth  int
}

const (
	mostText  = 64 << 10 // bytes of an expression
	mostDepth = 100      // brackets within one another
)

// parse reads a whole expression.
func parse(text string) (*node, *Error) {
	if len(text) > mostText {
		return nil, failure(Syntax, text, mostText, "write a shorter expression", "the expression is longer than %d bytes", mostText)
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, tokens: tokens}
	n, err := p.binary(0)
	if err == nil && p.peek().kind != endToken {
		err = p.fail("put an operator between the two, or take it out", "the expression ends here but text follows")
	}
	return n, err
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != endToken {
		p.at++
	}
	return t
}

func (p *parser) accept(s string) bool {
	if p.peek().is(s) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(s string) *Error {
	if !p.accept(s) {
		return p.fail("write "+s+" here", "%s is missing", s)
	}
	return nil
}

func (p *parser) fail(fix, format string, args ...any) *Error {
	return failure(Syntax, p.text, p.peek().at, fix, format, args...)
}

// whole measures a new node and refuses trees that are too high.
func (p *parser) whole(n *node) (*node, *Error) {
	if n.measure().height > mostHeight {
		return nil, p.fail("write a simpler expression", "the expression is nested more than %d deep", mostHeight)
	}
	return n, nil
}

// levels are the binary operators from loose to tight (operator precedence, #13 to #04).
var levels = [...][]string{
	{"implies"},
	{"or", "xor"},
	{"and"},
	{"in", "contains"},
	{"=", "~", "!=", "!~"},
	{"<=", "<", ">", ">="},
	{"|"},
	{"is", "as"},
	{"+", "-", "&"},
	{"*", "/", "div", "mod"},
}

const unionLevel, typeLevel = 6, 7

func (p *parser) operator(level int) (token, bool) {
	t := p.peek()
	return t, t.is(levels[level]...) || t.isWord(levels[level]...)
}

func (p *parser) binary(level int) (*node, *Error) {
	if level == len(levels) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		t, ok := p.operator(level)
		if !ok {
			return left, nil
		}
		p.take()
		left, err = p.rest(left, t, level)
	}
	return nil, err
}

// rest reads the right side of an operator.
func (p *parser) rest(left *node, t token, level int) (*node, *Error) {
	n := &node{op: opBinary, text: t.text, at: t.at, args: []*node{left}}
	if level == typeLevel {
		n.op = opType
		var err *Error
		if n.spec, err = p.typeName(); err != nil {
			return nil, err
		}
		return p.whole(n)
	}
	right, err := p.binary(level + 1)
	if err != nil {
		return nil, err
	}
	if level == unionLevel && left.op == opBinary && left.text == "|" && !left.closed {
		left.args = append(left.args, right) // one node for a | b | c
		return p.whole(left)
	}
	n.args = append(n.args, right)
	return p.whole(n)
}

func (p *parser) typeName() (typeName, *Error) {
	var parts []string
	for {
		t := p.peek()
		if t.kind != wordToken && t.kind != quoted || len(parts) == 2 {
			return typeName{}, p.fail("write a type such as Patient or FHIR.Patient", "no type stands here")
		}
		p.take()
		parts = append(parts, t.text)
		if !p.peek().is(".") || p.tokens[p.at+1].kind == wordToken && p.tokens[p.at+2].is("(") {
			break
		}
		p.take()
	}
	if len(parts) == 1 {
		return typeName{"", parts[0]}, nil
	}
	return typeName{parts[0], parts[1]}, nil
}

func (p *parser) unary() (*node, *Error) {
	t := p.peek()
	if !t.is("+", "-") {
		return p.postfix()
	}
	if p.depth++; p.depth > mostDepth {
		return nil, p.fail("write fewer signs", "more than %d signs or brackets stand within one another", mostDepth)
	}
	p.take()
	operand, err := p.unary()
	p.depth--
	if err != nil {
		return nil, err
	}
	return p.whole(&node{op: opUnary, text: t.text, at: t.at, args: []*node{operand}})
}
