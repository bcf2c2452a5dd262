package hl7

import (
	"strings"
	"unicode/utf8"
)

// Charset is how a message's bytes stand for characters.
type Charset string

// The character sets of HL7 table 0211 that are read.
const (
	ASCII  Charset = "ASCII"
	Latin1 Charset = "8859/1"
	UTF8   Charset = "UNICODE UTF-8"
)

// charsets are the spellings that are met.
var charsets = map[string]Charset{
	"ASCII": ASCII, "US-ASCII": ASCII, "ISO IR6": ASCII,
	"8859/1": Latin1, "8859-1": Latin1, "ISO-8859-1": Latin1, "ISO8859-1": Latin1,
	"UNICODE UTF-8": UTF8, "UNICODE": UTF8, "UTF-8": UTF8, "UTF8": UTF8,
}

// decode learns the character set from MSH-18 and turns all texts into UTF-8.
// Where none is named UTF-8 is taken, of which ASCII is a part; bytes that are
// neither are refused rather than guessed at.
func (m *Message) decode() *Error {
	msh := m.Segments[0]
	named := strings.ToUpper(strings.TrimSpace(msh.Field(18).text))
	if first, _, several := strings.Cut(named, string(rune(m.Repetition))); several {
		named = first
	}
	m.Charset = UTF8
	if named != "" {
		known, is := charsets[named]
		if !is {
			return msh.fault(18, NotInTable, "this character set is not read").fix("use UNICODE UTF-8, 8859/1 or ASCII")
		}
		m.Charset = known
	}
	for i := range m.Segments {
		if err := m.Segments[i].decode(m.Charset); err != nil {
			return err
		}
	}
	return nil
}

func (s *Segment) decode(c Charset) *Error {
	for i := 0; i < len(s.text); {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case r < utf8.RuneSelf:
		case c == Latin1:
			s.text = latin1(s.text)
			return nil
		case c == ASCII, r == utf8.RuneError && size == 1:
			field := strings.Count(s.text[:i], string(rune(s.of.Field)))
			return s.fault(field, WrongType, "it holds bytes that are not %s", c).fix("name the character set in MSH-18")
		}
		i += size
	}
	return nil
}

// windows are the characters that senders mean by the bytes 0x80 to 0x9f, which
// ISO 8859-1 leaves to control characters nobody sends (https://encoding.spec.whatwg.org/).
var windows = [32]rune{
	0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
}

// latin1 reads each byte as the character of that number, or as Windows does.
func latin1(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 && c < 0xa0 {
			b.WriteRune(windows[c-0x80])
			continue
		}
		b.WriteRune(rune(c))
	}
	return b.String()
}

// encode writes a text as bytes of the character set; what it lacks becomes "?".
func (c Charset) encode(s string) []byte {
	if c == UTF8 {
		return []byte(s)
	}
	most := rune(0x7f)
	if c == Latin1 {
		most = 0xff
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > most {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return out
}
