package hl7

import (
	"fmt"

	"continuum/internal/fault"
)

// Code says what sort of fault a message has, as acknowledgements carry it (HL7
// table 0357).
type Code string

// The codes of table 0357 that are used here.
const (
	BadSequence     Code = "100" // segments out of order, or one is absent
	MissingField    Code = "101" // a required field is absent
	WrongType       Code = "102" // a field is not of its data type
	NotInTable      Code = "103" // a value is not in its table
	UnknownMessage  Code = "200"
	UnknownEvent    Code = "201"
	UnknownPurpose  Code = "202" // the processing id: not a production message
	UnknownVersion  Code = "203"
	ApplicationFail Code = "207"
)

// Error is what is wrong with a message, and where.
type Error struct {
	Code    Code
	Segment string // such as PID; "" for the whole message
	Nth     int    // which segment of the name, from 1
	Field   int    // 0: the segment
	Reason  string // without any value of a person's
	Fix     string
}

// Place names the segment and field, such as PID-3, or PID[2]-3 for the second.
func (e *Error) Place() string {
	switch {
	case e.Segment == "":
		return "message"
	case e.Field == 0:
		return e.segment()
	}
	return fmt.Sprintf("%s-%d", e.segment(), e.Field)
}

func (e *Error) segment() string {
	if e.Nth > 1 {
		return fmt.Sprintf("%s[%d]", e.Segment, e.Nth)
	}
	return e.Segment
}

// Error gives one readable text.
func (e *Error) Error() string {
	text := e.Place() + ": " + e.Reason
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return text
}

// Unwrap gives a fault.Invalid.
func (e *Error) Unwrap() error { return fault.New(fault.Invalid, "%s", e.Reason) }

// whole is a fault of the message as a whole.
func whole(fix, format string, args ...any) *Error {
	return &Error{Code: BadSequence, Reason: fmt.Sprintf(format, args...), Fix: fix}
}
