package search

import (
	"errors"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// errUnknown marks a fault that is only that something is not known, which a
// lenient search passes over.
var errUnknown = errors.New("the server knows no such thing")

func isUnknown(err error) bool { return errors.Is(err, errUnknown) }

// unknown says that a type has no parameter of a code.
func unknown(where, code string, t *definition.Type) error {
	of := "all types"
	if t != nil {
		of = t.Name
	}
	return &fault.Error{
		Code: fault.Invalid, Column: where, Value: code, Reason: "no search parameter of " + of, Err: errUnknown,
		Fix: "see the CapabilityStatement for those there are, or send `Prefer: handling=lenient`",
	}
}

// parameterOf finds a parameter of a type, or of all types where it is nil.
func parameterOf(t *definition.Type, code string) *definition.Parameter {
	if t == nil {
		t = definition.TypeOf("Resource")
	}
	return t.Parameter(code)
}
