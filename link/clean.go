package link

import (
	"strings"

	"continuum/link/text"
)

// NormaliseName gives the comparable form of a given, middle or family name:
// folded, titles and words that are not names taken out, repeated words once.
// A name that says nothing ("Baby boy of Jane", "Unknown", "Twin 2") is empty.
// Source: nhsengland/NHSE_probabilistic_linkage, preprocessing.
func NormaliseName(s string) string {
	folded := text.Fold(s)
	if !strings.Contains(folded, " ") {
		if notNames[folded] || isDigits(folded) {
			return ""
		}
		return folded
	}
	words := strings.Fields(folded)
	kept := words[:0]
	for i, w := range words {
		switch {
		case w == "of" || w == "nee" || w == "alias" || w == "aka" || (w == "known" && i+1 < len(words)):
			if w == "of" {
				kept = kept[:0]
			}
			return strings.Join(kept, " ")
		case notNames[w] || isDigits(w) || contains(kept, w):
		default:
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// notNames are words partners write where a name should stand.
var notNames = words(`mr mrs miss ms mx dr prof professor sir lady lord dame rev revd reverend fr
	baby boy girl male female infant newborn twin triplet unknown unk unnamed none null nil na test
	noname anonymous notknown xx xxx`)

func words(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

func contains(list []string, w string) bool {
	for _, have := range list {
		if have == w {
			return true
		}
	}
	return false
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// NormalisePostcode keeps letters and digits in upper case, at most eight, and
// reads a letter O for a zero (and the reverse) in the three places of a
// British postcode where only one of them can stand.
func NormalisePostcode(s string) string {
	var out [8]byte
	n := 0
	for i := 0; i < len(s) && n < len(out); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			out[n] = c
			n++
		}
	}
	code := out[:n]
	if n >= 5 && n <= 7 && code[0] >= 'A' {
		code[n-3] = swap(code[n-3], 'O', '0')
		code[n-2] = swap(code[n-2], '0', 'O')
		code[n-1] = swap(code[n-1], '0', 'O')
	}
	return string(code)
}

func swap(c, from, to byte) byte {
	if c == from {
		return to
	}
	return c
}

// outcode is the part of a postcode that names the district: all but the last
// three characters of a British one, the first three of any other.
func outcode(postcode string) string {
	n := len(postcode)
	switch {
	case n >= 5 && n <= 7 && postcode[0] >= 'A' && isDigits(postcode[n-3:n-2]):
		return postcode[:n-3]
	case n >= 4 && isDigits(postcode):
		return postcode[:3]
	case n >= 2 && n <= 4:
		return postcode
	}
	return ""
}

// NormalisePhone gives the digits of a telephone number without the trunk zero
// or the country code 44; fewer than six digits, or one digit repeated, is no
// number.
func NormalisePhone(s string) string {
	var out [15]byte
	n := 0
	for i := 0; i < len(s) && n < len(out) && i < text.MaxField; i++ {
		if s[i] >= '0' && s[i] <= '9' {
			out[n] = s[i]
			n++
		}
	}
	digits := strings.TrimPrefix(string(out[:n]), "00")
	if len(digits) > 10 {
		digits = strings.TrimPrefix(digits, "44")
	}
	digits = strings.TrimPrefix(digits, "0")
	if len(digits) < 6 || strings.Count(digits, digits[:1]) == len(digits) {
		return ""
	}
	return digits
}

// NormaliseEmail gives an address in lower case, or "" when it is none.
func NormaliseEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(text.Cut(s)))
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " \t\n") {
		return ""
	}
	return s
}

// NormaliseSex gives "male", "female" or "" from words, letters or the NHS
// codes 1 and 2; not known and not specified are no evidence and so empty.
func NormaliseSex(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "male", "m", "1", "man", "boy":
		return "male"
	case "female", "f", "2", "woman", "girl":
		return "female"
	}
	return ""
}

// sexOfTitle reads the sex that a title tells, for records that give no sex.
func sexOfTitle(s string) string {
	switch text.Fold(s) {
	case "mr", "sir", "lord", "master":
		return "male"
	case "mrs", "miss", "ms", "lady", "dame":
		return "female"
	}
	return ""
}

// NormaliseCode folds a code, such as that of a GP practice.
func NormaliseCode(s string) string { return text.Fold(s) }

// NormaliseBirthDate gives yyyy-mm-dd of an ISO date (hyphens optional, a time
// after it ignored), or "" when no such day exists between 1850 and 2100.
func NormaliseBirthDate(s string) string {
	n := birthNumber(s)
	if n == 0 {
		return ""
	}
	const hex = "0123456789abcdef"
	out := []byte("0000-00-00")
	for i, at := range [8]int{0, 1, 2, 3, 5, 6, 8, 9} {
		out[at] = hex[n>>(28-4*i)&15]
	}
	return string(out)
}

// birthNumber packs a date into eight decimal digits of four bits, yyyymmdd, so
// that parts are compared with masks; 0 when s is no date.
func birthNumber(s string) uint32 {
	var n uint32
	digits := 0
	for i := 0; i < len(s) && digits < 8; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | uint32(c-'0')
			digits++
		case c == ' ' && digits == 0, c == '-' && (digits == 4 || digits == 6):
		default:
			return 0
		}
	}
	if digits < 8 || !isDay(n) {
		return 0
	}
	return n
}

func isDay(n uint32) bool {
	year, month, day := decimal(n>>16), decimal(n>>8&0xff), decimal(n&0xff)
	if year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1 {
		return false
	}
	last := [...]uint32{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		last = 29
	}
	return day <= last
}

func decimal(bcd uint32) uint32 {
	return bcd>>12*1000 + bcd>>8&15*100 + bcd>>4&15*10 + bcd&15
}
