package resource

// Text is a string decoded, or the literal of a number, true, false or null;
// "" for arrays, objects and Missing. Only a string with escapes allocates.
func (n Node) Text() string {
	switch n.Kind() {
	case Missing, Array, Object:
		return ""
	case String:
		e := n.entry()
		inside := n.doc.text[e.start+1 : e.end-1]
		if e.meta&escaped != 0 {
			return decode(inside)
		}
		return inside
	}
	return n.literal()
}

// Plain tells whether the node is a string without escapes, whose Text is what
// stands between its quotes.
func (n Node) Plain() bool { return n.Kind() == String && n.entry().meta&escaped == 0 }

// Raw is the exact bytes of the value as received; they must not be changed.
func (n Node) Raw() []byte {
	if n.doc == nil {
		return nil
	}
	return bytesOf(n.literal())
}

func (n Node) literal() string {
	e := n.entry()
	return n.doc.text[e.start:e.end]
}

// Bool is the value of true or false; false for all else.
func (n Node) Bool() bool { return n.Kind() == Bool && n.doc.text[n.entry().start] == 't' }

// Line is the line of the text on which the value starts, counted from one; 0
// for Missing.
func (n Node) Line() int {
	if n.doc == nil {
		return 0
	}
	line, _ := position(n.doc.text, int(n.entry().start))
	return line
}
