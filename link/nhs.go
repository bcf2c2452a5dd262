package link

import (
	"strings"
	"unicode"
)

// Reasons that Check gives beside "ok".
const (
	nhsOK        = "ok"
	nhsEmpty     = "empty"
	nhsNonDigit  = "non-digit"
	nhsLength    = "not ten digits"
	nhsMismatch  = "check digit mismatch"
	nhsNever     = "check value 10: never valid whatever the last digit"
	nhsNoMatch   = "passes modulus 11 but is a no-match placeholder (MPS uses it); treat as missing"
	nhsManyMatch = "passes modulus 11 but is a multiple-match marker (MPS uses it); treat as missing"
	nhsRepeated  = "passes modulus 11 but is one digit repeated; treat as missing"
)

// countWords spells the lengths that a mistyped number usually has.
var countWords = map[int]string{8: "eight digits", 9: "nine digits", 11: "eleven digits", 12: "twelve digits"}

// Check judges an NHS number: ten digits, parted if at all by spaces or
// hyphens, the last one the modulus-11 check digit of the other nine.
// canonical is the ten digits, or "" when there are not ten; reason is "ok" or
// says what is wrong. Placeholders that pass the arithmetic are not ok.
// Source: NHS Data Dictionary, NHS NUMBER.
func Check(s string) (canonical string, ok bool, reason string) {
	digits, reason := nhsDigits(s)
	if reason != "" {
		return "", false, reason
	}
	reason = nhsVerdict(digits)
	return digits, reason == nhsOK, reason
}

// nhsDigits strips the separators and says why ten digits do not remain.
func nhsDigits(s string) (digits, reason string) {
	var kept [10]byte
	n := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if n < len(kept) {
				kept[n] = byte(r)
			}
			n++
		case r == '-' || r == '\u2010' || r == '\u2011' || r == '\u2013' || unicode.IsSpace(r):
		default:
			return "", nhsNonDigit
		}
	}
	switch {
	case n == 0 && strings.TrimSpace(s) == "":
		return "", nhsEmpty
	case n != len(kept):
		if words, known := countWords[n]; known {
			return "", words
		}
		return "", nhsLength
	}
	return string(kept[:]), ""
}

// nhsVerdict applies modulus 11 and the list of placeholders to ten digits.
func nhsVerdict(digits string) string {
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
	}
	check := (11 - sum%11) % 11
	switch {
	case check == 10:
		return nhsNever
	case check != int(digits[9]-'0'):
		return nhsMismatch
	case digits == "0000000000":
		return nhsNoMatch
	case digits == "9999999999":
		return nhsManyMatch
	case strings.Count(digits, digits[:1]) == len(digits):
		return nhsRepeated
	}
	return nhsOK
}
