package path

import (
	"errors"
	"fmt"

	"continuum/internal/fault"
)

// Class says in which phase an expression failed.
type Class string

// The classes of failure.
const (
	Syntax    Class = "syntax"    // the text is not FHIRPath
	Semantic  Class = "semantic"  // it is, but names what does not exist
	Execution Class = "execution" // it cannot be carried out over this input
)

// Error is a failure of an expression; errors.As finds the fault within it.
type Error struct {
	Class Class
	Fault *fault.Error
}

// Error gives the fault's text.
func (e *Error) Error() string { return e.Fault.Error() }

// Unwrap gives the fault, so that its code reaches the edges.
func (e *Error) Unwrap() error { return e.Fault }

// ClassOf tells the phase of a failure, "" when the error is no failure of an expression.
func ClassOf(err error) Class {
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return ""
}

// failure makes an error at a byte offset of the expression.
func failure(class Class, text string, at int, fix, format string, args ...any) *Error {
	reason := fmt.Sprintf(format, args...)
	f := fault.New(fault.Invalid, "FHIRPath: %s at character %d", reason, characters(text, at)+1)
	f.Value, f.Fix = excerpt(text, at), fix
	return &Error{class, f}
}

func characters(text string, at int) int { return len([]rune(text[:min(at, len(text))])) }

const excerptLength = 40 // bytes of an expression shown in an error

func excerpt(text string, at int) string {
	at = min(at, len(text))
	end := min(at+excerptLength, len(text))
	if at == end {
		at = max(0, at-excerptLength)
	}
	return string([]rune(text[at:end]))
}
