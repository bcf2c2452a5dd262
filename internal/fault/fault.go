// Package fault is the one error type of the house. A care partnership runs on
// many people's input; every failure must say what was wrong, where, and how to
// mend it, and must map to one answer at each edge: an exit status, an HTTP
// status or a FHIR OperationOutcome.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of failure it is; edges translate it.
type Code string

// The codes, each with one meaning at every edge.
const (
	Invalid     Code = "invalid"     // the input is wrong; the sender can mend it
	NotFound    Code = "not-found"   // there is no such thing (or none the caller may know of)
	Conflict    Code = "conflict"    // the state has moved on; read again
	Denied      Code = "denied"      // not allowed
	Unavailable Code = "unavailable" // cannot be done now: disk, database, network
	Internal    Code = "internal"    // our own defect
)

// Error is a failure a user can act on. File, Line, Column and Value say where;
// Fix says how to mend it. Empty parts are left out of the text.
type Error struct {
	Code   Code
	Reason string
	File   string
	Line   int64
	Column string
	Value  string
	Fix    string
	Err    error
}

// Error gives one readable text: place, reason, value, cause, fix.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": ")
	}
	switch {
	case e.Flag():
		b.WriteString(e.Column + ": ")
	case e.Column != "":
		fmt.Fprintf(&b, "column %q: ", e.Column)
	}
	b.WriteString(e.Reason)
	if e.Value != "" {
		fmt.Fprintf(&b, " (found %q)", e.Value)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Fix != "" {
		fmt.Fprintf(&b, "; %s", e.Fix)
	}
	return b.String()
}

// Flag tells whether the column is one of the command line's flags.
func (e *Error) Flag() bool { return strings.HasPrefix(e.Column, "--") }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a code with a formatted reason.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Wrap says what was being done when err happened and keeps its code; a nil err stays nil.
func Wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// CodeOf finds the code of an error, Internal when it carries none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
