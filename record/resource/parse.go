package resource

import (
	"bytes"
	"sync"
)

// parser walks the text once and fills a tape.
type parser struct {
	document
	pos    int
	depth  int
	limits Limits
	failed failure
}

// tapes holds tapes between documents, so that each document can take one of
// exactly its size.
var tapes = sync.Pool{New: func() any { return new([]entry) }}

const mostKept = 1 << 16 // entries of a tape that is worth keeping

var byteOrderMark = []byte("\xef\xbb\xbf")

// Parse reads one JSON document; a UTF-8 byte-order mark before it is skipped.
// The tree points into the text, which must not be changed afterwards. What is
// not strict JSON, or goes beyond the limits, is a fault.Invalid that names the
// line, the column (in characters) and the JSON path.
func Parse(text []byte, limits Limits) (Node, error) {
	scratch := tapes.Get().(*[]entry)
	p := parser{limits: limits.orDefault()}
	p.text, p.tape = view(bytes.TrimPrefix(text, byteOrderMark)), (*scratch)[:0]
	ok := p.whole()
	tape := p.tape
	if ok {
		p.tape = append(make([]entry, 0, len(tape)), tape...)
	}
	if cap(tape) <= mostKept {
		*scratch = tape
	}
	tapes.Put(scratch)
	if !ok {
		return Node{}, p.fault()
	}
	return Node{&document{p.text, p.tape}, 0}, nil
}

func (p *parser) whole() bool {
	if len(p.text) > p.limits.Bytes {
		return p.fail(0, "the document is larger than the limit", "send it in parts")
	}
	p.space()
	if !p.value(0, 0) {
		return false
	}
	p.tape[0].meta |= last
	p.space()
	return p.pos == len(p.text) || p.fail(p.pos, "text follows the end of the document", "send one JSON value only")
}

// value reads the value at the position into a new entry; name and meta tell the
// member's name.
func (p *parser) value(name, meta uint32) bool {
	if p.pos >= len(p.text) {
		return p.fail(p.pos, "the text ends where a value should stand", "send the whole document")
	}
	index := len(p.tape)
	p.tape = append(p.tape, entry{start: uint32(p.pos), name: name, meta: meta})
	kind, ok := p.content(index)
	if !ok {
		return false
	}
	e := &p.tape[index]
	e.end, e.next = uint32(p.pos), uint32(len(p.tape))
	e.meta |= uint32(kind)
	return true
}

func (p *parser) content(index int) (Kind, bool) {
	switch p.text[p.pos] {
	case '"':
		escapes, ok := p.quoted()
		p.tape[index].meta |= escapes
		return String, ok
	case '{':
		return Object, p.object(index)
	case '[':
		return Array, p.array(index)
	case 't':
		return Bool, p.word("true")
	case 'f':
		return Bool, p.word("false")
	case 'n':
		return Null, p.word("null")
	}
	return Number, p.number()
}
