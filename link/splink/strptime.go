package splink

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// step is one part of a date format: a specifier, or 0 and literal text.
type step struct {
	spec byte
	text string
}

// widths gives the most digits of each numeric specifier.
var widths = map[byte]int{'Y': 4, 'y': 2, 'm': 2, 'd': 2, 'H': 2, 'I': 2, 'M': 2, 'S': 2, 'f': 6}

// parseFormat cuts a format of strptime into its steps.
func parseFormat(format string) ([]step, error) {
	var steps []step
	for format != "" {
		n := strings.IndexByte(format, '%')
		if n < 0 {
			n = len(format)
		}
		if n > 0 {
			steps = append(steps, step{text: format[:n]})
			format = format[n:]
			continue
		}
		rest := format[1:]
		if strings.HasPrefix(rest, "-") && len(rest) > 1 && strings.IndexByte("dmHIMSy", rest[1]) >= 0 {
			rest = rest[1:] // %-d: parsing takes one digit anyway
		}
		switch {
		case rest == "":
			return nil, errors.New("a format that ends in %")
		case rest[0] == '%':
			steps = append(steps, step{text: "%"})
		case widths[rest[0]] > 0 || strings.IndexByte("bBp", rest[0]) >= 0:
			steps = append(steps, step{spec: rest[0]})
		default:
			return nil, errors.New("the date format %" + rest[:1] + " is not supported")
		}
		format = rest[1:]
	}
	return steps, nil
}

// instant collects the parts of a moment while it is read.
type instant struct {
	year, month, day int
	hour, rest       int64 // rest: microseconds of the hour
	half             byte  // a or p where %p was read
}

// strptime reads a text that is a moment in a format, as DuckDB does: fewer
// digits than usual are taken, spaces around it are not minded.
func strptime(s string, format []step) (int64, bool) {
	s = strings.TrimLeft(s, spaces)
	t := instant{year: 1900, month: 1, day: 1}
	for _, f := range format {
		var ok bool
		if f.spec == 0 {
			s, ok = cutLiteral(s, f.text)
		} else {
			s, ok = t.take(s, f.spec)
		}
		if !ok {
			return 0, false
		}
	}
	if strings.TrimLeft(s, spaces) != "" {
		return 0, false
	}
	if t.half != 0 {
		if t.hour > 12 {
			return 0, false
		}
		t.hour %= 12
		if t.half == 'p' {
			t.hour += 12
		}
	}
	return moment(t.year, t.month, t.day, t.hour*3600*second+t.rest)
}

// cutLiteral cuts literal text off; any run of spaces meets any other.
func cutLiteral(s, text string) (string, bool) {
	for text != "" {
		if s == "" {
			return s, false
		}
		if trimmed := strings.TrimLeft(text, spaces); trimmed != text {
			rest := strings.TrimLeft(s, spaces)
			if rest == s {
				return s, false
			}
			s, text = rest, trimmed
			continue
		}
		if s[0] != text[0] {
			return s, false
		}
		s, text = s[1:], text[1:]
	}
	return s, true
}

// take reads one specifier off a text.
func (t *instant) take(s string, spec byte) (string, bool) {
	switch spec {
	case 'b', 'B':
		return t.takeMonth(s, spec == 'b')
	case 'p':
		if len(s) < 2 || s[1]|0x20 != 'm' {
			return s, false
		}
		t.half = s[0] | 0x20
		return s[2:], t.half == 'a' || t.half == 'p'
	}
	digits, rest := cutDigits(s, widths[spec])
	return rest, digits != "" && t.set(spec, toInt(digits), digits)
}

func (t *instant) set(spec byte, n int, digits string) bool {
	switch spec {
	case 'Y':
		t.year = n
	case 'y':
		if t.year = 1900 + n; n < 69 {
			t.year += 100
		}
	case 'm':
		t.month = n
	case 'd':
		t.day = n
	case 'H':
		t.hour = int64(n)
		return n < 24
	case 'I':
		t.hour = int64(n)
		return n >= 1 && n <= 12
	case 'M':
		t.rest += int64(n) * 60 * second
		return n < 60
	case 'S':
		t.rest += int64(n) * second
		return n < 60
	case 'f':
		t.rest += int64(toInt((digits + "00000")[:6]))
	}
	return true
}

var monthNames = func() (names []string) {
	for m := time.January; m <= time.December; m++ {
		names = append(names, strings.ToLower(m.String()))
	}
	return names
}()

// takeMonth reads the name of a month, or its first three letters.
func (t *instant) takeMonth(s string, short bool) (string, bool) {
	m := slices.IndexFunc(monthNames, func(name string) bool {
		if short {
			name = name[:3]
		}
		return len(s) >= len(name) && strings.EqualFold(s[:len(name)], name)
	})
	if m < 0 {
		return s, false
	}
	t.month = m + 1
	if short {
		return s[3:], true
	}
	return s[len(monthNames[m]):], true
}
