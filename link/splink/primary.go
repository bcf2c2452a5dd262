package splink

import (
	"strconv"
	"strings"
)

// reserved words are never the name of a column unless quoted.
var reserved = map[string]bool{
	"and": true, "or": true, "not": true, "is": true, "in": true, "between": true, "case": true, "when": true, "then": true,
	"else": true, "end": true, "as": true, "like": true, "ilike": true, "select": true, "from": true, "similar": true, "distinct": true,
}

// primary reads a literal, a column, a call, a cast, a CASE or what is bracketed.
func (p *parser) primary() *node {
	t := p.tok
	switch t.kind {
	case number:
		p.advance()
		return numberLiteral(t)
	case str:
		p.advance()
		return &node{name: literal, kind: kText, loose: true, text: t.text, at: t.at}
	case quoted:
		p.advance()
		return p.column(t)
	case word:
		p.advance()
		return p.named(t)
	}
	if p.take("(") {
		n := p.or()
		p.expect(")")
		return n
	}
	p.unexpected("a value")
	return &node{name: literal, null: true}
}

// numberLiteral types a number as DuckDB does: by its point and its exponent.
func numberLiteral(t token) *node {
	n := &node{name: literal, kind: kWhole, at: t.at}
	n.value, _ = strconv.ParseFloat(t.text, 64) // the lexer passes numbers only; too large a one is infinite
	switch {
	case strings.ContainsAny(t.text, "eE") || n.value > wholeLimit:
		n.kind = kReal
	case strings.Contains(t.text, "."):
		n.kind = kDecimal
	}
	return n
}

// named reads what begins with a word: a key word, a call or a column.
func (p *parser) named(t token) *node {
	switch t.text {
	case "null":
		return &node{name: literal, null: true, at: t.at}
	case "true", "false":
		n := &node{name: literal, kind: kTruth, at: t.at}
		if t.text == "true" {
			n.value = 1
		}
		return n
	case "case":
		return p.nested(func() *node { return p.cases(t.at) })
	case "cast", "try_cast":
		return p.castCall(t)
	case "date", "timestamp":
		if p.tok.kind == str {
			value := p.primary()
			return p.castNode(value, t.text, t.at, false)
		}
	}
	if p.take("(") {
		return p.call(t)
	}
	if reserved[t.text] {
		p.refuse(t.at, t.text, "expected a value", "write a column as NAME_l or l.NAME, in double quotes where the name is an SQL word")
	}
	return p.column(t)
}

// column reads NAME_l, NAME_r, l.NAME or r.NAME.
func (p *parser) column(t token) *node {
	n := &node{name: column, kind: kText, loose: true, at: t.at}
	name := t.text
	if p.take(".") {
		table := strings.ToLower(name)
		if name = p.tok.text; p.tok.kind != word && p.tok.kind != quoted {
			p.unexpected("the name of a column")
			return n
		}
		n.side = map[string]side{"l": left, "r": right}[table]
		n.text = strings.ToLower(name)
		p.advance()
	} else if lower := strings.ToLower(name); strings.HasSuffix(lower, "_l") || strings.HasSuffix(lower, "_r") {
		n.text = lower[:len(lower)-2]
		n.side = left
		if lower[len(lower)-1] == 'r' {
			n.side = right
		}
	}
	if n.side == 0 || n.text == "" {
		p.refuse(t.at, t.text, "a column that is of neither record", "write it as NAME_l and NAME_r, or l.NAME and r.NAME")
	}
	return n
}

// call reads a function's arguments.
func (p *parser) call(t token) *node {
	name := t.text
	if other, ok := sameAs[name]; ok {
		name = other
	}
	if _, known := signatures[name]; !known || operators[name] {
		p.refuse(t.at, t.text, "the function is not supported", "use one of "+strings.Join(functionNames(), ", "))
		return &node{name: literal, null: true}
	}
	args := p.list()
	return p.build(name, t.at, args...)
}

// cases reads CASE after its first word, with or without a value to compare.
func (p *parser) cases(at int) *node {
	var value *node
	if !p.is("when") {
		value = p.or()
	}
	n := &node{name: "case", at: at}
	for p.take("when") {
		when := p.or()
		if value != nil {
			when = p.build("=", at, value, when)
		}
		p.expect("then")
		n.args = append(n.args, p.convert(when, kTruth), p.or())
	}
	if len(n.args) == 0 {
		p.unexpected("WHEN")
	}
	if p.take("else") {
		n.args = append(n.args, p.or())
	}
	p.expect("end")
	return p.settleCase(n)
}
