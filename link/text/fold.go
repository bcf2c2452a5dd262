package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxField is the number of bytes of a field that linkage looks at; what
// follows is cut, so that a hostile field costs no more than an honest one.
const MaxField = 200

// Cut shortens s to at most MaxField bytes without splitting a code point.
func Cut(s string) string {
	if len(s) <= MaxField {
		return s
	}
	n := MaxField
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Fold gives the comparable form of free text: lower case, diacritics and
// apostrophes removed, every other run of non-letters and non-digits one
// space, ends trimmed. Letters of every script are kept.
func Fold(s string) string {
	s = Cut(s)
	if !isASCII(s) {
		s = plain(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case r == '\'' || r == '’' || r == '`':
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

// plain replaces letters by their undecorated form: decomposed, marks dropped,
// and the few letters that do not decompose spelt out.
func plain(s string) string {
	s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, undecorated.Replace(s))
}

var undecorated = strings.NewReplacer(
	"ß", "ss", "ẞ", "SS", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE",
	"ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D",
	"þ", "th", "Þ", "TH", "ı", "i", "ħ", "h", "Ħ", "H", "ŧ", "t", "Ŧ", "T",
)
