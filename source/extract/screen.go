package extract

import "bytes"

// screen recognises ordinary JSON several times faster than a full check: texts
// without escapes in printable ASCII, numbers without exponents, no deep nesting,
// no repeated name. What it is not sure of the full check decides.
type screen struct {
	b     []byte
	names [][]byte // of the objects that are open, those of the innermost last
}

// Bounds beyond which the full check decides.
const (
	screenDepth = 40
	screenNames = 40 // of one object
)

const unsure = -1

// sure says that text is one JSON value with unique names; false says nothing.
func (s *screen) sure(text []byte) bool {
	s.b, s.names = text, s.names[:0]
	end := s.value(skipSpace(text, 0), 0)
	return end != unsure && skipSpace(text, end) == len(text)
}

// value gives the offset behind the value at i, or unsure; so do the others.
func (s *screen) value(i, depth int) int {
	if i >= len(s.b) || depth > screenDepth {
		return unsure
	}
	switch s.b[i] {
	case '"':
		return s.text(i)
	case '{':
		return s.object(i, depth)
	case '[':
		return s.list(i, depth)
	case 't':
		return s.literal(i, "true")
	case 'f':
		return s.literal(i, "false")
	case 'n':
		return s.literal(i, "null")
	}
	return s.number(i)
}

// plain are the bytes of a text that need no second look.
var plain = func() (table [256]bool) {
	for c := byte(' '); c < 0x7f; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

func (s *screen) text(i int) int {
	for i++; i < len(s.b) && plain[s.b[i]]; i++ {
	}
	if i < len(s.b) && s.b[i] == '"' {
		return i + 1
	}
	return unsure
}

func (s *screen) literal(i int, word string) int {
	if len(s.b)-i >= len(word) && string(s.b[i:i+len(word)]) == word {
		return i + len(word)
	}
	return unsure
}

func (s *screen) number(i int) int {
	if s.b[i] == '-' {
		i++
	}
	whole := s.digits(i)
	if whole == i || s.b[i] == '0' && whole > i+1 {
		return unsure
	}
	if whole < len(s.b) && s.b[whole] == '.' {
		if end := s.digits(whole + 1); end > whole+1 {
			return end
		}
		return unsure
	}
	return whole
}

func (s *screen) digits(i int) int {
	for i < len(s.b) && s.b[i] >= '0' && s.b[i] <= '9' {
		i++
	}
	return i
}

func (s *screen) list(i, depth int) int {
	i = skipSpace(s.b, i+1)
	if i < len(s.b) && s.b[i] == ']' {
		return i + 1
	}
	for {
		if i = s.value(i, depth+1); i == unsure {
			return unsure
		}
		next, more := s.separator(i, ']')
		if !more {
			return next
		}
		i = next
	}
}

func (s *screen) object(i, depth int) int {
	outer := len(s.names)
	i = skipSpace(s.b, i+1)
	if i < len(s.b) && s.b[i] == '}' {
		return i + 1
	}
	for {
		if i = s.member(i, depth, outer); i == unsure {
			return unsure
		}
		next, more := s.separator(i, '}')
		if !more {
			s.names = s.names[:outer]
			return next
		}
		i = next
	}
}

// member reads a name that is new in its object, whose names begin at outer, and its value.
func (s *screen) member(i, depth, outer int) int {
	if i >= len(s.b) || s.b[i] != '"' {
		return unsure
	}
	end := s.text(i)
	if end == unsure || !s.fresh(s.b[i:end], outer) {
		return unsure
	}
	i = skipSpace(s.b, end)
	if i >= len(s.b) || s.b[i] != ':' {
		return unsure
	}
	return s.value(skipSpace(s.b, i+1), depth+1)
}

func (s *screen) fresh(name []byte, outer int) bool {
	mine := s.names[outer:]
	if len(mine) == screenNames {
		return false
	}
	for _, other := range mine {
		if bytes.Equal(name, other) {
			return false
		}
	}
	s.names = append(s.names, name)
	return true
}

// separator reads what follows a member or element: more says that another must come.
func (s *screen) separator(i int, closing byte) (next int, more bool) {
	i = skipSpace(s.b, i)
	switch {
	case i < len(s.b) && s.b[i] == ',':
		return skipSpace(s.b, i+1), true
	case i < len(s.b) && s.b[i] == closing:
		return i + 1, false
	}
	return unsure, false
}
