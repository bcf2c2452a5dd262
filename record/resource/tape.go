package resource

import "unsafe"

// document is a text and its tape; neither changes once it is parsed.
type document struct {
	text string
	tape []entry
}

// entry is one value. The value of a container is followed by the entries of its
// items or members, in order; next is the entry after all of them.
type entry struct {
	start, end uint32 // the value's bytes in the text
	next       uint32 // the entry after this value and all beneath it
	count      uint32 // items or members
	name       uint32 // where the member's name starts, within its quotes
	meta       uint32 // length of the name, then flags, then the kind
}

const (
	kindMask    = 7
	escaped     = 1 << 3 // the string holds escapes
	nameEscaped = 1 << 4 // the member's name holds escapes
	last        = 1 << 5 // no item or member follows
	nameShift   = 8
)

func (e *entry) kind() Kind { return Kind(e.meta & kindMask) }

// rawName is the member's name as written, without quotes.
func (d *document) rawName(e *entry) string {
	return d.text[e.name : e.name+e.meta>>nameShift]
}

func (d *document) decodedName(e *entry) string {
	if e.meta&nameEscaped != 0 {
		return decode(d.rawName(e))
	}
	return d.rawName(e)
}

// view is the bytes as a string without a copy; whoever parsed them promised
// not to change them.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf is the reverse; the bytes are for reading only.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
