package smart

import (
	"errors"
	"net/http"

	"continuum/internal/fault"
)

// Refusal is an error as OAuth 2.0 tells it to an app.
type Refusal struct {
	Status      int    // of HTTP, where it is not told by sending a browser back
	Code        string // such as invalid_grant
	Description string // for whoever writes the app; "" nothing more is told
	reason      string // for the audit
	ended       bool   // what was given was taken back
}

func (r *Refusal) Error() string {
	if r.Description == "" {
		return r.Code
	}
	return r.Code + ": " + r.Description
}

// Unwrap gives a fault: Denied where the app is not believed, otherwise Invalid.
func (r *Refusal) Unwrap() error {
	if r.Status == http.StatusUnauthorized {
		return fault.New(fault.Denied, "%s", r.Error())
	}
	return fault.New(fault.Invalid, "%s", r.Error())
}

// invalid is a request that its own sender can see to be wrong.
func invalid(code, description string) *Refusal {
	return &Refusal{Status: http.StatusBadRequest, Code: code, Description: description, reason: description}
}

// invalidClient says that an app did not prove to be one; it is not told why.
func invalidClient(reason string) *Refusal {
	return &Refusal{Status: http.StatusUnauthorized, Code: "invalid_client", reason: reason}
}

// invalidGrant says that a code or token is worth nothing; the app is not told why.
func invalidGrant(reason string) *Refusal {
	return &Refusal{Status: http.StatusBadRequest, Code: "invalid_grant", reason: reason}
}

// hidden makes a refusal of what is not there, and leaves other errors as they are.
func hidden(err error, refusal *Refusal) error {
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return refusal
	}
	return err
}

// ofScopes makes a refusal of what is wrong with scopes.
func ofScopes(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return invalid("invalid_scope", f.Reason)
	}
	return err
}

// refusalOf tells whether an error is a refusal, which is told; others are our own.
func refusalOf(err error) (refusal *Refusal, ok bool) {
	ok = errors.As(err, &refusal)
	return refusal, ok
}
