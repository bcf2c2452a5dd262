package rights

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// mostWords is how long what somebody says may be, in characters.
const mostWords = 4000

// longestPerson is how long a person's key may be, in bytes.
const longestPerson = 200

// Words are what somebody wrote, as it is kept: trimmed, on lines that end alike,
// without characters that show nothing. Invalid where it is too long, or no text.
func Words(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", fault.New(fault.Invalid, "what was written is not valid UTF-8")
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimSpace(strings.Map(shown, text))
	if utf8.RuneCountInString(text) > mostWords {
		return "", &fault.Error{Code: fault.Invalid, Reason: "what was written is longer than 4,000 characters", Fix: "say it shorter, or hand in the rest on paper"}
	}
	return text, nil
}

// shown drops what is no character that a reader sees: it could reorder or hide others.
func shown(c rune) rune {
	if c == '\n' || c == '\t' || unicode.IsPrint(c) || unicode.Is(unicode.Zs, c) || c == '\u200d' || c == '\u200c' {
		return c
	}
	return -1
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// checkResource refuses what is not the key of a resource, such as Observation/7.
func checkResource(key string) error {
	typ, id, _ := strings.Cut(key, "/")
	if definition.ResourceOf(typ) == nil || !idPattern.MatchString(id) {
		return &fault.Error{Code: fault.Invalid, Reason: "this names no resource", Fix: "write it as Observation/7"}
	}
	return nil
}

func checkPerson(person string) error {
	if person == "" || len(person) > longestPerson || !utf8.ValidString(person) || strings.ContainsFunc(person, unicode.IsControl) {
		return &fault.Error{Code: fault.Invalid, Reason: "this is no person's key", Fix: "use the id that `continuum person` shows, or Patient/ID"}
	}
	return nil
}

// Cell is a text as a spreadsheet may open it: never as a formula (OWASP, CSV
// injection).
func cell(text string) string {
	text = strings.Map(func(c rune) rune {
		if c == '\r' || c == '\n' || c == '\t' {
			return ' '
		}
		return shown(c)
	}, strings.ToValidUTF8(text, "\ufffd"))
	if text != "" && strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20|%", firstRune(text)) {
		return "'" + text
	}
	return text
}

func firstRune(text string) rune {
	c, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, unicode.IsSpace))
	return c
}
