package resource

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode replaces the escapes of a string that has been checked.
func decode(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		at := strings.IndexByte(s, '\\')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		r, size := unescape(s[at:])
		b.WriteRune(r)
		s = s[at+size:]
	}
}

// unescape reads the escape at the front of s: its character and its length.
func unescape(s string) (rune, int) {
	switch s[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		return unit(s)
	}
	return rune(s[1]), 2
}

// unit reads \uXXXX, or the two of a surrogate pair; size 0 for half a pair.
func unit(s string) (r rune, size int) {
	first := hex4(s[2:])
	if !utf16.IsSurrogate(first) {
		return first, 6
	}
	if len(s) < 12 || s[6] != '\\' || s[7] != 'u' {
		return 0, 0
	}
	if r = utf16.DecodeRune(first, hex4(s[8:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// hex4 is the value of four hexadecimal digits, -1 where they are not.
func hex4(s string) rune {
	if len(s) < 4 {
		return -1
	}
	var v rune
	for i := range 4 {
		digit := hexDigit(s[i])
		if digit < 0 {
			return -1
		}
		v = v<<4 | digit
	}
	return v
}

func hexDigit(c byte) rune {
	switch {
	case c-'0' <= 9:
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}
