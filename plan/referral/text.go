package referral

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"continuum/internal/fault"
)

// Bounds of what is written, in bytes. A referral is a letter, not a record.
const (
	longestName  = 200
	longestTitle = 400
	longestWords = 20_000
	mostGoals    = 50
)

// sound is what somebody wrote, if it can be kept: any text, which stays text.
func sound(column, text string, most int) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case len(text) > most:
		return "", &fault.Error{Code: fault.Invalid, Column: column, Reason: fmt.Sprintf("the text is too long: %d bytes of at most %d", len(text), most), Fix: "shorten it, or add it to the record as a document"}
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", &fault.Error{Code: fault.Invalid, Column: column, Reason: "this is no text: it holds bytes that are no letters", Fix: "write it again, or paste it as plain text"}
	}
	return text, nil
}

// said is sound for what must not be left out.
func said(column, text, missing, fix string) (string, error) {
	text, err := sound(column, text, longestWords)
	if err == nil && text == "" {
		err = &fault.Error{Code: fault.Invalid, Column: column, Reason: missing, Fix: fix}
	}
	return text, err
}

// short keeps a hostile value from filling a message.
func short(text string) string {
	all := []rune(strings.ToValidUTF8(text, "?"))
	return string(all[:min(len(all), 40)])
}
