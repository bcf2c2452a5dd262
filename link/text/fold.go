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
	var space [MaxField]byte
	return string(AppendFold(space[:0], s))
}

// AppendFold appends the folded form of s to dst.
func AppendFold(dst []byte, s string) []byte {
	s = Cut(s)
	if !isASCII(s) {
		return appendRunes(dst, plain(s))
	}
	start, gap := len(dst), false
	for i := range len(s) {
		c := asciiFold[s[i]]
		switch c {
		case dropped:
		case ' ':
			gap = true
		default:
			if gap && len(dst) > start {
				dst = append(dst, ' ')
			}
			gap = false
			dst = append(dst, c)
		}
	}
	return dst
}

// dropped marks what folding leaves out without parting words.
const dropped = 0

// asciiFold gives what each ASCII character becomes.
var asciiFold = func() (t [utf8.RuneSelf]byte) {
	for c := range t {
		switch b := byte(c); {
		case b >= 'A' && b <= 'Z':
			t[c] = b + 'a' - 'A'
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9':
			t[c] = b
		case b == '\'' || b == '`':
			t[c] = dropped
		default:
			t[c] = ' '
		}
	}
	return t
}()

// appendRunes folds text of any script.
func appendRunes(dst []byte, s string) []byte {
	start, gap := len(dst), false
	for _, r := range s {
		switch {
		case r == '\'' || r == '’' || r == '`':
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			if gap && len(dst) > start {
				dst = append(dst, ' ')
			}
			gap = false
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return dst
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
