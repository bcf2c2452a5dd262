package web

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/web/show"
)

// sentence is what an error says, as a sentence of its own.
func sentence(words string) string {
	words = strings.TrimSpace(words)
	first, size := utf8.DecodeRuneInString(words)
	if words == "" {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(words[size:], ".") + "."
}

// faultOf is the fault that an error is or wraps; nil where it is none.
func faultOf(err error) *fault.Error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// count is a number as people read it.
func count(n int) string { return show.Count(int64(n)) }

// digits are a number without signs between, such as of a line.
func digits(n int) string { return strconv.Itoa(n) }
