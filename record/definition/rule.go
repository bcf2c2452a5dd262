package definition

import "strings"

// ruleOf finds the rule that the tables name, nil for an unknown one.
func ruleOf(name string) func(string) bool {
	switch name {
	case "language":
		return isLanguage
	case "mime":
		return isMIME
	case "currency":
		return isCurrency
	case "ucum":
		return isUnit
	}
	return nil
}

// isLanguage follows the shape of BCP 47: parts of one to eight letters or
// digits, the first of letters only.
func isLanguage(code string) bool {
	first, rest, more := strings.Cut(code, "-")
	if !between(len(first), 1, 8) || !all(first, isLetter) {
		return false
	}
	for more {
		var part string
		part, rest, more = strings.Cut(rest, "-")
		if !between(len(part), 1, 8) || !all(part, isAlphanumeric) {
			return false
		}
	}
	return len(first) > 1 || first == "x" || first == "i"
}

// isMIME follows BCP 13: type/subtype and parameters, or one of the short names
// that R4 allows for its own encodings.
func isMIME(code string) bool {
	switch code {
	case "json", "xml", "ttl":
		return true
	}
	name, _, _ := strings.Cut(code, ";")
	kind, sub, both := strings.Cut(strings.TrimRight(name, " "), "/")
	return both && kind != "" && sub != "" && all(kind, isToken) && all(sub, isToken)
}

// isCurrency follows the shape of ISO 4217.
func isCurrency(code string) bool {
	return len(code) == 3 && all(code, func(c byte) bool { return c >= 'A' && c <= 'Z' })
}

// isUnit follows the characters of UCUM: visible ASCII with brackets in pairs.
func isUnit(code string) bool {
	if code == "" || !all(code, func(c byte) bool { return c > ' ' && c < 0x7f }) {
		return false
	}
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.Count(code, pair[:1]) != strings.Count(code, pair[1:]) {
			return false
		}
	}
	return true
}

func between(n, least, most int) bool { return n >= least && n <= most }

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isAlphanumeric(c byte) bool { return isLetter(c) || c-'0' <= 9 }

// isToken is the characters of a token in RFC 2045.
func isToken(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte(`()<>@,;:\"/[]?=`, c) < 0
}
