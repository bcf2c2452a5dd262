package hl7

import "strings"

// Delimiters part a message. Zero for those that it does not declare.
type Delimiters struct {
	Field, Component, Repetition, Escape, Subcomponent byte
	Truncation                                         byte // from 2.7; it has no meaning here
}

// Usual are the delimiters that HL7 recommends.
var Usual = Delimiters{Field: '|', Component: '^', Repetition: '~', Escape: '\\', Subcomponent: '&'}

// header reads the delimiters that a message declares in MSH-1 and MSH-2.
func header(text string) (d Delimiters, err *Error) {
	if !strings.HasPrefix(text, "MSH") {
		return d, whole("begin each message with MSH", "it does not begin with the segment MSH")
	}
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	if len(text) < 6 {
		return d, &Error{Code: BadSequence, Segment: "MSH", Reason: "it ends before its delimiters"}
	}
	d.Field = text[3]
	declared, _, _ := strings.Cut(text[4:], string(rune(d.Field)))
	if len(declared) < 2 || len(declared) > 5 {
		return d, &Error{Code: WrongType, Segment: "MSH", Field: 2, Reason: "two to five encoding characters are declared", Fix: `use ^~\&`}
	}
	places := [5]*byte{&d.Component, &d.Repetition, &d.Escape, &d.Subcomponent, &d.Truncation}
	for i := range len(declared) {
		*places[i] = declared[i]
	}
	return d, d.judge(text[3:4] + declared)
}

// judge refuses delimiters that could be taken for something else.
func (d Delimiters) judge(all string) *Error {
	for i := range len(all) {
		c := all[i]
		switch {
		case c <= ' ' || c >= 0x7f || c == '"' || letterOrDigit(c):
			return &Error{Code: WrongType, Segment: "MSH", Field: min(i, 1) + 1, Reason: "a delimiter is a letter, a digit, a space, a quotation mark or no printable ASCII character", Fix: `use |^~\&`}
		case strings.IndexByte(all, c) != i:
			return &Error{Code: WrongType, Segment: "MSH", Field: 2, Reason: "two delimiters are the same character", Fix: `use |^~\&`}
		}
	}
	return nil
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// encoding gives MSH-2.
func (d Delimiters) encoding() string {
	var b strings.Builder
	for _, c := range [5]byte{d.Component, d.Repetition, d.Escape, d.Subcomponent, d.Truncation} {
		if c != 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
