package find

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/link/text"
)

// Bounds on what is looked at, in the index as in a query.
const (
	maxRunes = 40 // of one name
	maxWords = 8  // of one name field
)

// nameKeys gives the words of a name field in comparable form and, when there
// are several, also all of them as one ("O Brien" is found by obrien).
func nameKeys(raw string) []string {
	words := strings.Fields(text.Fold(raw))
	words = words[:min(len(words), maxWords)]
	if len(words) > 1 {
		words = append(words, strings.Join(words, ""))
	}
	for i, w := range words {
		words[i] = shorten(w)
	}
	return words
}

// shorten cuts a word to maxRunes.
func shorten(word string) string {
	n := 0
	for i := range word {
		if n == maxRunes {
			return word[:i]
		}
		n++
	}
	return word
}

// unspaced says whether a name is written in a script that puts no space
// between family and given name.
func unspaced(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
}

// dateKey gives yyyymmdd of a date yyyy-mm-dd, or "".
func dateKey(iso string) string {
	if len(iso) != 10 || iso[4] != '-' || iso[7] != '-' {
		return ""
	}
	key := iso[:4] + iso[5:7] + iso[8:]
	if !isDigits(key) {
		return ""
	}
	return key
}

// postcodeKey gives a British postcode, or the beginning of one, in lower case
// without spaces, or "" when it cannot be one: one or two letters, a digit,
// at most seven characters.
func postcodeKey(s string) string {
	key := make([]byte, 0, 8)
	for i := 0; i < len(s) && len(key) < cap(key); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			key = append(key, c|0x20)
		case isLetter(c) || isDigit(c):
			key = append(key, c)
		case c != ' ':
			return ""
		}
	}
	if n := len(key); n < 2 || n > 7 || !isLetter(key[0]) || !isDigit(key[1]) && (n < 3 || !isLetter(key[1]) || !isDigit(key[2])) {
		return ""
	}
	return string(key)
}

// nhsKey gives the ten digits of an NHS number, whatever parts them, or "".
// The check digit is not judged: a number is found as it was written.
func nhsKey(s string) string {
	digits := make([]byte, 0, 10)
	for i := range len(s) {
		switch c := s[i]; {
		case !isDigit(c):
		case len(digits) == cap(digits):
			return ""
		default:
			digits = append(digits, c)
		}
	}
	if len(digits) != cap(digits) {
		return ""
	}
	return string(digits)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
