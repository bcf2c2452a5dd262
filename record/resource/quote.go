package resource

import (
	"strings"
	"unicode/utf8"
)

// Quote writes a string as JSON with as few escapes as JSON allows; bytes that
// are not UTF-8 become the replacement character.
func Quote(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for i := range len(s) {
		b = quoteByte(b, s[i])
	}
	return string(append(b, '"'))
}

const hexDigits = "0123456789abcdef"

func quoteByte(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c == '\r':
		return append(b, '\\', 'r')
	case c == '\t':
		return append(b, '\\', 't')
	case c < ' ':
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, c)
}
