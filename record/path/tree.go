package path

// operation of a node of the syntax tree.
type operation uint8

const (
	opEmpty    operation = iota // {}
	opLiteral                   // value
	opVariable                  // %text
	opThis                      // $this
	opIndex                     // $index
	opTotal                     // $total
	opMember                    // input.text
	opCall                      // input.text(args)
	opIndexer                   // input[args 0]
	opUnary                     // text args 0
	opBinary                    // args 0 text args 1
	opType                      // args 0 text (is, as) spec
)

// node of the syntax tree. The input of members and calls is nil where they
// stand first and so start from $this.
type node struct {
	op     operation
	text   string
	at     int
	value  Value
	input  *node
	args   []*node
	spec   typeName
	desc   []bool // sort: which keys descend
	closed bool   // it stood within brackets
	height int
}

const mostHeight = 500 // of a syntax tree

func (n *node) measure() *node {
	if n.input != nil {
		n.height = n.input.height
	}
	for _, a := range n.args {
		n.height = max(n.height, a.height)
	}
	n.height++
	return n
}

// typeName is a type specifier; space is "", "FHIR" or "System".
type typeName struct{ space, name string }

func (t typeName) String() string {
	if t.space == "" {
		return t.name
	}
	return t.space + "." + t.name
}

// specifier reads a node such as FHIR.Patient, given as an argument, as a type.
func specifier(n *node) (typeName, bool) {
	switch {
	case n.op == opLiteral && n.value.kind == String:
		return typeName{"", n.value.data.(string)}, true
	case n.op != opMember:
		return typeName{}, false
	case n.input == nil:
		return typeName{"", n.text}, true
	case n.input.op == opMember && n.input.input == nil:
		return typeName{n.input.text, n.text}, true
	}
	return typeName{}, false
}
