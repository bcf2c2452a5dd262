package splink

import (
	"strconv"
	"strings"
)

// kind is the type of an expression's values.
type kind uint8

const (
	noKind    kind = iota // a bare NULL
	kText                 //
	kWhole                // whole number
	kDecimal              // number written with a decimal point
	kSingle               // number of 32 bits
	kReal                 // number of 64 bits
	kTruth                // true or false
	kDate                 // day
	kMoment               // day and time
	kList                 // list of texts
	kAnything             // of an argument: any kind
)

var kindNames = [...]string{"NULL", "text", "whole number", "decimal number", "float", "number", "truth value", "date", "timestamp", "list", "anything"}

func (k kind) String() string { return kindNames[k] }

// number tells whether values of this kind are numbers.
func (k kind) number() bool { return k >= kWhole && k <= kReal }

// time tells whether values of this kind are days or moments.
func (k kind) time() bool { return k == kDate || k == kMoment }

// side says which records of a pair an expression reads.
type side uint8

const (
	left  side = 1
	right side = 2
	both       = left | right
)

// node is an expression: a literal, a column of one side, or a function or
// operator applied to others.
type node struct {
	name  string // literal, column, a function or an operator
	args  []*node
	kind  kind
	side  side   // the records it reads
	loose bool   // text that is read as another kind where one is asked for
	at    int    // byte of the condition where it was found
	size  int    // number of nodes, this one included
	text  string // of a column its name, of a text literal its value, of a cast the type
	value float64
	null  bool // the literal NULL
	try   bool // of a cast: NULL for what cannot be converted
}

const (
	literal = "literal"
	column  = "column"
	cast    = "cast"
)

// key is a text that two nodes share only if they compute the same value from the
// same records; without sides, from whichever record they read.
func (n *node) key(sides bool) string {
	var b strings.Builder
	n.write(&b, sides)
	return b.String()
}

func (n *node) write(b *strings.Builder, sides bool) {
	b.WriteString(n.name)
	b.WriteByte(byte('0' + n.kind))
	switch n.name {
	case column:
		if sides {
			b.WriteByte("?lr"[n.side])
		}
		b.WriteString(strconv.Quote(n.text))
	case literal, cast:
		b.WriteString(strconv.Quote(n.text))
		b.WriteString(strconv.FormatFloat(n.value, 'g', -1, 64))
		b.WriteString(strconv.FormatBool(n.try || n.null))
	}
	b.WriteByte('(')
	for _, a := range n.args {
		a.write(b, sides)
		b.WriteByte(',')
	}
	b.WriteByte(')')
}

// walk visits a node and all below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, a := range n.args {
		a.walk(visit)
	}
}

// conjuncts lists the conditions that all must be true for n to be true.
func (n *node) conjuncts() []*node {
	if n.name != "and" {
		return []*node{n}
	}
	var out []*node
	for _, a := range n.args {
		out = append(out, a.conjuncts()...)
	}
	return out
}

// exactColumn gives the column on which a condition asks for plain equality of
// both records, and nothing else.
func (n *node) exactColumn() (string, bool) {
	found := ""
	for _, c := range n.conjuncts() {
		if c.name != "=" || c.args[0].name != column || c.args[1].name != column {
			return "", false
		}
		a, b := c.args[0], c.args[1]
		if a.side == b.side || a.text != b.text || found != "" && found != a.text {
			return "", false
		}
		found = a.text
	}
	return found, true
}
