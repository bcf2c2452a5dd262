package resource

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Eight bytes are looked at in one word: each byte times these.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// word8 is the next eight bytes of the text, the first in the lowest byte.
func word8(s string, at int) uint64 { return binary.LittleEndian.Uint64(bytesOf(s)[at : at+8]) }

// special marks, by its high bit, the first byte that ends a run of plain ASCII
// within a string: a quote, a backslash, a control character or a high byte.
// Bytes after the first may be marked wrongly.
func special(w uint64) uint64 {
	quote, backslash := w^('"'*ones), w^('\\'*ones)
	return ((quote - ones) | (backslash - ones) | (w - ' '*ones) | w) & highs
}

// plain steps over plain ASCII within a string.
func plain(text string, at int) int {
	for at+8 <= len(text) {
		if marks := special(word8(text, at)); marks != 0 {
			return at + bits.TrailingZeros64(marks)/8
		}
		at += 8
	}
	for at < len(text) && text[at] != '"' && text[at] != '\\' && text[at] >= ' ' && text[at] < utf8.RuneSelf {
		at++
	}
	return at
}

// quoted steps over a string and says, as the flag of an entry, whether it holds escapes.
func (p *parser) quoted() (escapes uint32, ok bool) {
	start := p.pos
	p.pos++
	for {
		p.pos = plain(p.text, p.pos)
		switch {
		case p.pos >= len(p.text):
			return 0, p.fail(start, "the string that starts here does not end", "close it with a double quote")
		case p.text[p.pos] == '"':
			p.pos++
			return escapes, true
		case p.text[p.pos] == '\\':
			escapes = escaped
			ok = p.escape()
		default:
			ok = p.rune()
		}
		if !ok {
			return 0, false
		}
	}
}

// rune steps over one character outside ASCII; a control character fails.
func (p *parser) rune() bool {
	if p.text[p.pos] < ' ' {
		return p.fail(p.pos, "a control character stands in a string", `write it as an escape, such as \n`)
	}
	r, size := utf8.DecodeRuneInString(p.text[p.pos:])
	if r == utf8.RuneError && size == 1 {
		return p.fail(p.pos, "these bytes are not UTF-8", "send the text in UTF-8")
	}
	p.pos += size
	return true
}

// escape steps over a backslash and what it stands for.
func (p *parser) escape() bool {
	rest := p.text[p.pos+1:]
	switch {
	case rest == "" || strings.IndexByte(`"\/bfnrtu`, rest[0]) < 0:
		return p.fail(p.pos, "a backslash stands before a character that has no escape", `write \\ for a backslash`)
	case rest[0] != 'u':
		p.pos += 2
		return true
	}
	if hex4(rest[1:]) < 0 {
		return p.fail(p.pos, `\u needs four hexadecimal digits`, `write \u00e9, for example`)
	}
	_, size := unit(p.text[p.pos:])
	if size == 0 {
		return p.fail(p.pos, "half of a surrogate pair stands alone", "send whole characters")
	}
	p.pos += size
	return true
}

func (p *parser) word(w string) bool {
	if !strings.HasPrefix(p.text[p.pos:], w) {
		return p.noValue()
	}
	p.pos += len(w)
	return true
}

func (p *parser) noValue() bool {
	return p.fail(p.pos, "a value should stand here", "write a string, a number, true, false, null, an array or an object")
}
