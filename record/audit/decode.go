package audit

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"continuum/internal/fault"
)

// Decode reads an entry in exactly the form that Encode writes; all else is Invalid.
func Decode(line []byte) (Entry, error) {
	var e Entry
	return e, decode(string(line), &e)
}

// decode reads into an entry, whose lists it uses again. The strings are parts of the line.
func decode(line string, e *Entry) error {
	r := reading{rest: line, plain: isPlain(line)}
	r.expect(`{"v":1,"n":`)
	e.Sequence = r.number()
	r.expect(`,"at":`)
	e.At = time.UnixMicro(r.number()).UTC()
	for i := range members {
		m := &members[i]
		there := r.member(m.name)
		switch {
		case m.text != nil:
			*m.text(e) = ""
			if there {
				*m.text(e) = r.text()
			}
		case m.list != nil:
			list := m.list(e)
			*list = (*list)[:0]
			if there {
				*list = r.list(*list)
			}
		default:
			*m.number(e) = 0
			if there {
				*m.number(e) = r.count()
			}
		}
	}
	r.expect("}")
	if r.bad || r.rest != "" || !utf8.ValidString(line) {
		return fault.New(fault.Invalid, "the bytes of an audit entry are damaged")
	}
	return nil
}

// reading is what is left of a line; once bad nothing more is read.
type reading struct {
	rest  string
	plain bool // no string has escapes or what would have to be one
	bad   bool
}

// isPlain tells whether a line has neither control characters nor backslashes, eight
// bytes at a time (Mycroft's test for a byte less than another).
func isPlain(s string) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(s) >= 8; s = s[8:] {
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		y := x ^ ones*'\\'
		if ((x-ones*' ')&^x|(y-ones)&^y)&highs != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '\\' {
			return false
		}
	}
	return true
}

func (r *reading) expect(s string) {
	if r.bad || !strings.HasPrefix(r.rest, s) {
		r.bad = true
		return
	}
	r.rest = r.rest[len(s):]
}

// member tells whether a member of this name comes next, and passes over the name.
func (r *reading) member(name string) bool {
	s := r.rest
	n := len(name)
	if len(s) < n+4 || s[0] != ',' || s[1] != '"' || s[2:2+n] != name || s[2+n] != '"' || s[3+n] != ':' {
		return false
	}
	r.rest = s[n+4:]
	return true
}

// number reads an integer without superfluous zeros.
func (r *reading) number() int64 {
	end := 0
	for end < len(r.rest) && (r.rest[end] == '-' && end == 0 || r.rest[end] >= '0' && r.rest[end] <= '9') {
		end++
	}
	text := r.rest[:end]
	n, err := strconv.ParseInt(text, 10, 64)
	digits := strings.TrimPrefix(text, "-")
	if err != nil || len(digits) > 1 && digits[0] == '0' || text == "-0" || n > math.MaxInt64/2 || n < math.MinInt64/2 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[end:]
	return n
}

// count reads a number that would not be there were it 0.
func (r *reading) count() int64 {
	n := r.number()
	r.bad = r.bad || n == 0
	return n
}

// text reads a string that would not be there were it empty.
func (r *reading) text() string {
	s := r.string()
	r.bad = r.bad || s == ""
	return s
}

func (r *reading) list(to []string) []string {
	for r.expect("["); !r.bad; r.expect(",") {
		to = append(to, r.string())
		if strings.HasPrefix(r.rest, "]") {
			r.rest = r.rest[1:]
			return to
		}
	}
	return to
}

func (r *reading) string() string {
	if r.bad || r.rest == "" || r.rest[0] != '"' {
		r.bad = true
		return ""
	}
	s := r.rest[1:]
	end := strings.IndexByte(s, '"')
	if end < 0 {
		r.bad = true
		return ""
	}
	for i := range end {
		if r.plain {
			break
		}
		if s[i] == '\\' || s[i] < ' ' {
			return r.escaped(s)
		}
	}
	r.rest = s[end+1:]
	return s[:end]
}

// escaped reads a string with escapes, from behind its first quote.
func (r *reading) escaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"':
			r.rest = s[i+1:]
			return b.String()
		case c != '\\' && c >= ' ':
			b.WriteByte(c)
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case c == '\\' && control(s[i:]) >= 0:
			b.WriteByte(byte(control(s[i:])))
			i += len(`\u0000`) - 1
		default:
			r.bad = true
			return ""
		}
	}
	r.bad = true
	return ""
}

// control is the control character that an escape at the beginning of s stands for, else -1.
func control(s string) int {
	if len(s) < 6 || s[:4] != `\u00` {
		return -1
	}
	high, low := strings.IndexByte("01", s[4]), strings.IndexByte(hexDigits, s[5])
	if high < 0 || low < 0 {
		return -1
	}
	return high<<4 | low
}
