package splink

import (
	"strconv"

	"continuum/internal/fault"
)

// parser reads one condition by recursive descent, weakest operator first. The
// first thing it cannot take is kept in err and ends the text, so that every
// function below may go on as if nothing had happened.
type parser struct {
	lexer
	tok   token
	depth int
	err   *fault.Error
}

// parseCondition reads a condition of a level or a blocking rule.
func parseCondition(sql string) (*node, *fault.Error) {
	if len(sql) > maxCondition {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "the condition has " + strconv.Itoa(len(sql)) + " bytes; " +
			strconv.Itoa(maxCondition) + " is the most", Fix: "split it into several levels or rules"}
	}
	p := &parser{lexer: lexer{sql: sql}}
	p.advance()
	n := p.convert(p.or(), kTruth)
	if p.tok.kind != end {
		p.unexpected("the end of the condition")
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

func (p *parser) advance() {
	if p.err == nil {
		p.tok = p.next()
	}
	if p.tok.kind == bad {
		p.refuse(p.tok.at, p.tok.text, "not understood", "write it with the operators and functions of SQL that Splink's own levels use")
	}
}

// refuse keeps the first error and moves to the end of the condition.
func (p *parser) refuse(at int, value, reason, fix string) {
	if p.err == nil {
		p.err = &fault.Error{Code: fault.Invalid, Reason: reason + " at character " + strconv.Itoa(at+1), Value: value, Fix: fix}
	}
	p.at = len(p.sql)
	p.tok = token{kind: end, at: p.at}
}

func (p *parser) unexpected(wanted string) {
	found := p.tok.text
	if p.tok.kind == end {
		found = "the end of the condition"
	}
	p.refuse(p.tok.at, found, "expected "+wanted, "mend the condition there")
}

// is tells whether the current token is this key word or sign.
func (p *parser) is(text string) bool {
	return p.tok.text == text && (p.tok.kind == word || p.tok.kind == sign)
}

// take moves past a key word or sign if it stands here.
func (p *parser) take(text string) bool {
	if !p.is(text) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(text string) {
	if !p.take(text) {
		p.unexpected(text)
	}
}

// nested runs f one level deeper.
func (p *parser) nested(f func() *node) *node {
	if p.depth++; p.depth > maxDepth {
		p.refuse(p.tok.at, p.tok.text, "nested more than "+strconv.Itoa(maxDepth)+" deep", "simplify the condition")
		return &node{name: literal, null: true}
	}
	n := f()
	p.depth--
	return n
}

func (p *parser) or() *node {
	return p.nested(func() *node { return p.chain("or", p.and) })
}

func (p *parser) and() *node { return p.chain("and", p.not) }

// chain reads operands joined by one key word into one node.
func (p *parser) chain(name string, operand func() *node) *node {
	at := p.tok.at
	args := []*node{operand()}
	for p.take(name) {
		args = append(args, operand())
	}
	if len(args) == 1 {
		return args[0]
	}
	return p.build(name, at, args...)
}

func (p *parser) not() *node {
	at := p.tok.at
	if p.take("not") {
		return p.build("not", at, p.nested(p.not))
	}
	return p.nullTest()
}

func (p *parser) nullTest() *node {
	n := p.comparison()
	for p.is("is") {
		at := p.tok.at
		p.advance()
		negated := p.take("not")
		p.expect("null")
		if n = p.build("is null", at, n); negated {
			n = p.build("not", at, n)
		}
	}
	return n
}

// comparisonNames gives each way to write a comparison its one name.
var comparisonNames = map[string]string{"=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

func (p *parser) comparison() *node {
	n := p.membership()
	if name, ok := comparisonNames[p.tok.text]; ok && p.tok.kind == sign {
		at := p.tok.at
		p.advance()
		n = p.build(name, at, n, p.membership())
	}
	return n
}

func (p *parser) membership() *node {
	n := p.joined()
	at := p.tok.at
	negated := p.take("not")
	switch {
	case p.take("between"):
		low := p.joined()
		p.expect("and")
		high := p.joined()
		n = p.build("and", at, p.build(">=", at, n, low), p.build("<=", at, n, high))
	case p.take("in"):
		p.expect("(")
		n = p.build("in", at, append([]*node{n}, p.list()...)...)
	case negated:
		p.unexpected("IN or BETWEEN")
	default:
		return n
	}
	if negated {
		n = p.build("not", at, n)
	}
	return n
}

// joined reads operands of ||.
func (p *parser) joined() *node { return p.leftToRight(p.sum, "||") }

func (p *parser) sum() *node { return p.leftToRight(p.product, "+", "-") }

func (p *parser) product() *node { return p.leftToRight(p.unary, "*", "/") }

func (p *parser) leftToRight(operand func() *node, names ...string) *node {
	n := operand()
	for {
		name := ""
		for _, s := range names {
			if p.is(s) {
				name = s
			}
		}
		if name == "" {
			return n
		}
		at := p.tok.at
		p.advance()
		n = p.build(name, at, n, operand())
	}
}

func (p *parser) unary() *node {
	at := p.tok.at
	if p.take("-") {
		return p.build("negative", at, p.nested(p.unary))
	}
	if p.take("+") {
		return p.nested(p.unary)
	}
	n := p.primary()
	for p.take("::") {
		n = p.castTo(n, at, false)
	}
	return n
}

// list reads expressions up to the closing bracket.
func (p *parser) list() []*node {
	var out []*node
	if p.take(")") {
		return nil
	}
	for {
		out = append(out, p.or())
		if p.take(")") || p.err != nil {
			return out
		}
		p.expect(",")
	}
}
