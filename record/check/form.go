package check

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const minInteger = math.MinInt32

// isInteger tells a whole number of 32 bits that is not below least.
func isInteger(s string, least int64) bool {
	n, err := strconv.ParseInt(s, 10, 32)
	return err == nil && n >= least
}

// isCode tells text without white space at its ends and with single characters
// of it within.
func isCode(s string) bool {
	before := true
	for _, r := range s {
		space := unicode.IsSpace(r)
		if space && before {
			return false
		}
		before = space
	}
	return !before
}

// isURI tells an address without white space.
func isURI(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= utf8.RuneSelf {
			return strings.IndexFunc(s, unicode.IsSpace) < 0
		}
	}
	return true
}

// isID tells 1 to 64 letters, digits, hyphens and points.
func isID(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) && s[i] != '-' && s[i] != '.' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

func isAlphanumeric(c byte) bool {
	return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// isBase64 tells base64 (RFC 4648, section 4) with its padding; white space may
// stand anywhere.
func isBase64(s string) bool {
	count, padding := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			continue
		case c == '=':
			padding++
		case padding > 0 || !isAlphanumeric(c) && c != '+' && c != '/':
			return false
		}
		count++
	}
	return count > 0 && count%4 == 0 && padding <= 2
}

// isOID tells urn:oid: and numbers with points between, the first of them 0, 1 or 2.
func isOID(s string) bool {
	rest, ok := strings.CutPrefix(s, "urn:oid:")
	if !ok {
		return false
	}
	first, rest, more := strings.Cut(rest, ".")
	if first != "0" && first != "1" && first != "2" || !more {
		return false
	}
	for more {
		var part string
		part, rest, more = strings.Cut(rest, ".")
		if part == "" || digits(part) != len(part) || part[0] == '0' && len(part) > 1 {
			return false
		}
	}
	return true
}

// isUUID tells urn:uuid: and 32 hexadecimal digits in five groups, letters small.
func isUUID(s string) bool {
	rest, ok := strings.CutPrefix(s, "urn:uuid:")
	if !ok || len(rest) != 36 {
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		switch i {
		case 8, 13, 18, 23:
			ok = c == '-'
		default:
			ok = c-'0' <= 9 || c >= 'a' && c <= 'f'
		}
		if !ok {
			return false
		}
	}
	return true
}
