package splink

import "strconv"

// maxSize is the number of nodes of a condition; some, such as BETWEEN, repeat
// what they are applied to, so that the text's length alone bounds nothing.
const maxSize = 20_000

// build applies a function or operator to its arguments and types the result.
func (p *parser) build(name string, at int, args ...*node) *node {
	s := signatures[name]
	n := &node{name: name, args: args, at: at, kind: s.gives}
	switch {
	case len(args) < s.least || len(args) > len(s.takes):
		p.refuse(at, name, "wrong number of arguments: "+strconv.Itoa(len(args)), "give as many as DuckDB's function takes")
	case s.consts > 0 && !constant(args[s.consts:]):
		p.refuse(at, name, "a pattern, format or separator that is not a literal", "write it in the condition as a text in single quotes")
	default:
		for i, a := range args {
			if s.takes[i] != kAnything {
				args[i] = p.convert(a, s.takes[i])
			}
		}
		if s.settle != nil && p.err == nil {
			s.settle(p, n)
		}
	}
	return p.finish(n)
}

// constant tells whether all are literals with a value.
func constant(args []*node) bool {
	for _, a := range args {
		if a.name != literal || a.null {
			return false
		}
	}
	return true
}

// finish sums up a node's arguments.
func (p *parser) finish(n *node) *node {
	n.size, n.side = 1, 0
	for _, a := range n.args {
		n.size += max(a.size, 1)
		n.side |= a.side
	}
	if n.size > maxSize {
		p.refuse(n.at, n.name, "the condition is too large", "split it into several levels or rules")
	}
	return n
}

// convert makes a node one of a kind, where SQL does so without a cast.
func (p *parser) convert(n *node, to kind) *node {
	switch {
	case n.null:
		return &node{name: literal, null: true, kind: to, at: n.at}
	case n.kind == to || to == kReal && n.kind.number():
		return n
	case n.kind == kDate && to == kMoment:
		return p.finish(&node{name: cast, args: []*node{n}, kind: to, at: n.at, text: "timestamp"})
	case n.loose:
		return p.read(n, to)
	}
	p.refuse(n.at, n.kind.String(), "a "+to.String()+" is needed here", "CAST it")
	return n
}

// typeNames gives the type that a loose text is read as.
var typeNames = map[kind]string{kWhole: "bigint", kDecimal: "double", kSingle: "float", kReal: "double", kTruth: "boolean", kDate: "date", kMoment: "timestamp", kList: "varchar[]"}

// read turns loose text into another kind; a literal must be one already.
func (p *parser) read(n *node, to kind) *node {
	if n.name == literal {
		if !readable(n.text, to) {
			p.refuse(n.at, n.text, "a "+to.String()+" is needed here", "write one")
		}
	}
	return p.finish(&node{name: cast, args: []*node{n}, kind: to, at: n.at, text: typeNames[to]})
}

// readable tells whether a text can be read as a kind.
func readable(text string, to kind) bool {
	ok := true
	switch to {
	case kWhole:
		_, ok = readWhole(text, "bigint")
	case kDecimal, kSingle, kReal:
		_, ok = readNumber(text)
	case kTruth:
		_, ok = readTruth(text)
	case kDate:
		_, ok = readDate(text)
	case kMoment:
		_, ok = readMoment(text)
	case kList:
		_, ok = readList(text)
	}
	return ok
}

// common finds the kind as which all are compared or returned. Loose is what it
// says of a result that may still be read as another kind.
func (p *parser) common(args []*node) (k kind, loose bool) {
	loose = true
	text := false // a loose one, which is read as the others
	for _, a := range args {
		if a.null {
			continue
		}
		text = text || a.loose
		switch {
		case k == noKind || k == a.kind:
			k = a.kind
		case k.number() && a.kind.number() || k.time() && a.kind.time():
			k = max(k, a.kind)
		case k == kText && loose:
			k = a.kind
		case !a.loose:
			p.refuse(a.at, a.kind.String()+" with "+k.String(), "values of kinds that do not go together", "CAST one of them")
		}
		loose = loose && a.loose
	}
	switch {
	case k == noKind:
		k = kText
	case k.number() && k != kSingle && text:
		k = kReal
	}
	return k, loose && k == kText
}

// unify makes all arguments of their common kind.
func (p *parser) unify(args []*node) (kind, bool) {
	k, loose := p.common(args)
	for i, a := range args {
		if !k.number() || !a.kind.number() {
			args[i] = p.convert(a, k)
		}
	}
	return k, loose
}

// checkLiteral refuses a literal that is not what is needed.
func (p *parser) checkLiteral(n *node, err error, fix string) {
	if err != nil {
		p.refuse(n.at, n.text, err.Error(), fix)
	}
}
