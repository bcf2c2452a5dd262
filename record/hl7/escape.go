package hl7

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// unescaped replaces the escapes of a value: delimiters (F S T R E, and P for the
// truncation character), bytes in hexadecimal (X), line breaks (.br and the like).
// Highlighting, local escapes and switches of character sets say nothing of a
// text's characters and go; an escape that is not closed stays as it is.
func (v Value) unescaped() string {
	escape := v.delimiters().Escape
	if escape == 0 || strings.IndexByte(v.text, escape) < 0 {
		return sound(v.text)
	}
	var b strings.Builder
	rest := v.text
	for {
		before, after, found := strings.Cut(rest, string(rune(escape)))
		b.WriteString(before)
		if !found {
			break
		}
		word, behind, closed := strings.Cut(after, string(rune(escape)))
		if !closed {
			b.WriteByte(escape)
			b.WriteString(after)
			break
		}
		b.WriteString(v.meant(word))
		rest = behind
	}
	return sound(b.String())
}

// meant is what an escape stands for.
func (v Value) meant(word string) string {
	d := v.delimiters()
	if len(word) == 1 {
		if c := map[byte]byte{'F': d.Field, 'S': d.Component, 'T': d.Subcomponent, 'R': d.Repetition, 'E': d.Escape, 'P': d.Truncation}[word[0]]; c != 0 {
			return string(rune(c))
		}
		return "" // H and N: highlighting
	}
	switch {
	case strings.HasPrefix(word, "X"):
		return v.bytes(word[1:])
	case strings.HasPrefix(word, ".br"), strings.HasPrefix(word, ".sp"), strings.HasPrefix(word, ".ce"):
		return "\n"
	}
	return ""
}

// bytes reads hexadecimal digits in the message's character set.
func (v Value) bytes(digits string) string {
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return ""
	}
	if v.segment != nil && v.segment.of != nil && v.segment.of.Charset == Latin1 {
		return latin1(string(raw))
	}
	return strings.ToValidUTF8(string(raw), string(utf8.RuneError))
}

// sound drops characters that no text of a record may hold.
func sound(s string) string {
	if strings.IndexFunc(s, control) < 0 {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, s)
}

func control(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0
}

// Quote writes a text as a value: what would be taken for a delimiter is escaped.
func (d Delimiters) Quote(s string) string {
	var b strings.Builder
	for _, r := range s {
		name := byte(0)
		switch {
		case r >= utf8.RuneSelf:
		case r == 0:
			continue
		case byte(r) == d.Field:
			name = 'F'
		case byte(r) == d.Component:
			name = 'S'
		case byte(r) == d.Subcomponent:
			name = 'T'
		case byte(r) == d.Repetition:
			name = 'R'
		case byte(r) == d.Escape:
			name = 'E'
		}
		switch {
		case name != 0 && d.Escape != 0:
			b.Write([]byte{d.Escape, name, d.Escape})
		case name != 0:
			b.WriteByte(' ')
		case r < ' ' && d.Escape != 0:
			b.WriteByte(d.Escape)
			b.WriteString("X" + strings.ToUpper(hex.EncodeToString([]byte{byte(r)})))
			b.WriteByte(d.Escape)
		case r < ' ':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
