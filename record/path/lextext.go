package path

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// delimited reads a string or a quoted identifier up to the quote that opened it.
func (l *lexer) delimited(kind tokenKind) *Error {
	at, quote := l.pos, l.text[l.pos]
	l.pos++
	var b strings.Builder
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		l.pos++
		switch c {
		case quote:
			l.add(kind, b.String(), at)
			return nil
		case '\\':
			l.escape(&b)
		default:
			b.WriteByte(c)
		}
	}
	return l.fail(at, "close it with the quote that opens it", "the text in quotes does not end")
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'f': '\f'}

// escape decodes what follows a backslash; before anything unknown the
// backslash is ignored.
func (l *lexer) escape(b *strings.Builder) {
	c := l.peek(0)
	if c == 'u' {
		if r, ok := l.unicode(); ok {
			b.WriteRune(r)
			return
		}
	}
	if c == 0 && l.pos >= len(l.text) {
		return
	}
	l.pos++
	if to, ok := escapes[c]; ok {
		c = to
	}
	b.WriteByte(c)
}

// unicode reads uXXXX, and the second half of a surrogate pair with it.
func (l *lexer) unicode() (rune, bool) {
	first, ok := hex4(l.text[l.pos+1:])
	if !ok {
		return 0, false
	}
	l.pos += 5
	if !utf16.IsSurrogate(first) {
		return first, true
	}
	if strings.HasPrefix(l.text[l.pos:], `\u`) {
		if second, ok := hex4(l.text[l.pos+2:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				l.pos += 6
				return r, true
			}
		}
	}
	return utf8.RuneError, true
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 32)
	return rune(n), err == nil
}

// temporal reads @date, @dateTtime with zone, or @Ttime.
func (l *lexer) temporal() *Error {
	at := l.pos
	l.pos++
	start := l.pos
	kind := date
	if l.peek(0) == 'T' {
		l.pos++
		kind = clock
		if !l.clock() {
			return l.fail(at, "write it as @T14:30:00", "this is no time")
		}
	} else if !l.pattern("dddd") {
		return l.fail(at, "write it as @2025-11-27 or @2025-11-27T14:30:00Z", "this is no date")
	} else {
		l.repeat("-dd", 2)
		if l.peek(0) == 'T' {
			l.pos++
			kind = dateTime
			if l.clock() {
				_ = l.pattern("Z") || l.pattern("+dd:dd") || l.pattern("-dd:dd")
			}
		}
	}
	l.add(kind, l.text[start:l.pos], at)
	return nil
}

func (l *lexer) clock() bool {
	if !l.pattern("dd") {
		return false
	}
	if l.repeat(":dd", 2) && l.peek(0) == '.' && isDigit(l.peek(1)) {
		l.pos++
		l.digits()
	}
	return true
}

// repeat moves on over a pattern up to so often, and tells whether it was as often.
func (l *lexer) repeat(p string, times int) bool {
	for range times {
		if !l.pattern(p) {
			return false
		}
	}
	return true
}

// pattern moves on if the text goes on like it; d stands for a digit.
func (l *lexer) pattern(p string) bool {
	for i := range len(p) {
		c := l.peek(i)
		if p[i] == 'd' && !isDigit(c) || p[i] != 'd' && p[i] != c {
			return false
		}
	}
	l.pos += len(p)
	return true
}
