package extract

import (
	"cmp"
	"fmt"

	"continuum/internal/fault"
)

// next skips white space and gives the next byte without taking it; 0 at the end.
func (r *fhirReader) next() (byte, error) {
	for {
		b := r.win.unread()
		i := skipSpace(b, 0)
		r.win.at += i
		if i < len(b) {
			return b[i], nil
		}
		if !r.win.more() {
			return 0, r.win.failure()
		}
	}
}

// expect takes the next byte, which must be c.
func (r *fhirReader) expect(c byte) error {
	found, err := r.next()
	switch {
	case err != nil:
		return err
	case found == 0:
		return r.torn("the file ends too early")
	case found != c:
		return r.torn(fmt.Sprintf("expected %q, found %q", c, found))
	}
	r.win.at++
	return nil
}

// torn is a Bundle whose frame is wrong: nothing behind it can be trusted.
func (r *fhirReader) torn(why string) error {
	if r.line == 0 {
		return r.notFHIR(why)
	}
	return &fault.Error{
		Code: fault.Invalid, File: r.src.path,
		Reason: fmt.Sprintf("the Bundle breaks off near entry %d, after %d rows: %s", r.line, r.read, why),
		Fix:    "ask the partner to send it again",
	}
}

// value finds the JSON value at the start of the window by its brackets and
// quotes, without taking it. Of a value that does not fit, all but the end was
// passed over and head is how it began.
func (r *fhirReader) value() (raw []byte, head string, err error) {
	if _, err := r.next(); err != nil {
		return nil, "", err
	}
	var c cutter
	for from := 0; ; {
		b := r.win.unread()
		end, done := c.end(b, from)
		if done {
			return b[:end], head, nil
		}
		from = len(b)
		switch {
		case r.win.more():
		case r.win.full():
			head = cmp.Or(head, rawText(b))
			r.win.at, from = r.win.end, 0
		case r.win.failure() != nil:
			return nil, "", r.win.failure()
		default:
			return nil, "", r.torn("the file ends inside a value")
		}
	}
}

// cutter finds the end of a JSON value in pieces of text.
type cutter struct {
	depth             int
	inString, escaped bool
}

// end looks on from offset i and gives the offset behind the value.
func (c *cutter) end(b []byte, i int) (int, bool) {
	for ; i < len(b); i++ {
		if c.inString {
			if i = c.string(b, i); i == len(b) {
				break
			}
			if c.depth == 0 {
				return i + 1, true
			}
			continue
		}
		switch x := b[i]; x {
		case '"':
			c.inString = true
		case '{', '[':
			c.depth++
		case '}', ']':
			if c.depth--; c.depth <= 0 {
				return i + 1 + c.depth, true
			}
		default:
			if c.depth == 0 && endsScalar[x] {
				return i, true
			}
		}
	}
	return i, false
}

// string looks on inside a string to its closing quote, or to the end of the piece.
func (c *cutter) string(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch x := b[i]; {
		case c.escaped:
			c.escaped = false
		case x == '\\':
			c.escaped = true
		case x == '"':
			c.inString = false
			return i
		}
	}
	return i
}
