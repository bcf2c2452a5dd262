package splink

import "strings"

// castTypes gives the kind of each type that a cast may name.
var castTypes = map[string]kind{
	"varchar": kText, "text": kText, "string": kText, "char": kText,
	"tinyint": kWhole, "smallint": kWhole, "int": kWhole, "integer": kWhole, "bigint": kWhole,
	"float": kSingle, "real": kSingle, "double": kReal, "float8": kReal,
	"boolean": kTruth, "bool": kTruth, "date": kDate, "timestamp": kMoment, "varchar[]": kList, "text[]": kList,
}

// castCall reads CAST(value AS type) or TRY_CAST.
func (p *parser) castCall(t token) *node {
	p.expect("(")
	value := p.or()
	p.expect("as")
	n := p.castTo(value, t.at, t.text == "try_cast")
	p.expect(")")
	return n
}

// castTo reads the name of a type and casts to it.
func (p *parser) castTo(value *node, at int, try bool) *node {
	name := p.tok.text
	if p.tok.kind != word {
		p.unexpected("a type")
		return value
	}
	p.advance()
	if name == "double" {
		p.take("precision")
	}
	if p.take("[]") {
		name += "[]"
	}
	return p.castNode(value, name, at, try)
}

// castNode makes the cast of a value to a named type.
func (p *parser) castNode(value *node, name string, at int, try bool) *node {
	to, ok := castTypes[name]
	switch {
	case !ok:
		p.refuse(at, name, "the type is not supported", "cast to VARCHAR, INTEGER, BIGINT, FLOAT, DOUBLE, BOOLEAN, DATE, TIMESTAMP or VARCHAR[]")
	case value.null:
		return p.convert(value, to)
	case !castable(value.kind, to):
		p.refuse(at, strings.ToUpper(name), "a "+value.kind.String()+" cannot be cast to this type", "cast a text, or leave the cast out")
	}
	return p.finish(&node{name: cast, args: []*node{value}, kind: to, at: at, text: name, try: try})
}

// castable tells whether values of one kind can become another.
func castable(from, to kind) bool {
	switch to {
	case kText:
		return from == kText || from == kWhole || from == kTruth || from.time()
	case kTruth:
		return from == kText || from == kTruth || from.number()
	case kDate, kMoment:
		return from == kText || from.time()
	case kList:
		return from == kText || from == kList
	}
	return from == kText || from == kTruth || from.number()
}
