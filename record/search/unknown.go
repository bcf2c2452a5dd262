package search

import (
	"errors"

	"continuum/internal/fault"
)

// errUnknown marks a fault that is only that something is not known, which a
// lenient search passes over.
var errUnknown = errors.New("the server knows no such thing")

func isUnknown(err error) bool { return errors.Is(err, errUnknown) }

// unknown says that the types searched have no parameter of a code.
func unknown(where, code string, of scope) error {
	return &fault.Error{
		Code: fault.Invalid, Column: where, Value: code, Reason: "no search parameter of " + of.String(), Err: errUnknown,
		Fix: "see the CapabilityStatement for those there are, or send `Prefer: handling=lenient`",
	}
}
