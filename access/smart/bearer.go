package smart

import (
	"net/http"
	"strings"

	"continuum/internal/fault"
)

// BearerError says that a request's token will not do, as RFC 6750 tells it: not more.
type BearerError struct {
	Status int
	Code   string // invalid_request, invalid_token or insufficient_scope; "" where no token was sent
}

func (e *BearerError) Error() string {
	if e.Code == "" {
		return "a bearer token is needed"
	}
	return "the bearer token will not do: " + e.Code
}

// Unwrap gives a fault: Denied, or Invalid where the request itself is wrong.
func (e *BearerError) Unwrap() error {
	if e.Status == http.StatusBadRequest {
		return fault.New(fault.Invalid, "%s", e.Error())
	}
	return fault.New(fault.Denied, "%s", e.Error())
}

// Challenge is the WWW-Authenticate that goes with the status.
func (e *BearerError) Challenge() string {
	if e.Code == "" {
		return `Bearer realm="fhir"`
	}
	return `Bearer realm="fhir", error="` + e.Code + `"`
}

// The errors of Authenticate, beside those of the database.
var (
	ErrNoToken  = &BearerError{Status: http.StatusUnauthorized}
	errMisplace = &BearerError{Status: http.StatusBadRequest, Code: "invalid_request"}
	errToken    = &BearerError{Status: http.StatusUnauthorized, Code: "invalid_token"}
)

// ErrScope says that a good token does not reach so far.
var ErrScope = &BearerError{Status: http.StatusForbidden, Code: "insufficient_scope"}

// Authenticate tells what the token of a request stands for. The token stands in the
// one Authorization header and nowhere else. Errors are *BearerError, ErrNoToken where
// none was sent, or that the database cannot be asked (Unavailable).
func (s *Server) Authenticate(r *http.Request) (*Grant, error) {
	token, err := tokenOf(r)
	if err != nil {
		return nil, err
	}
	g, err := s.find(r.Context(), token)
	switch {
	case err != nil:
		return nil, err
	case g == nil, !g.Expires.After(s.now()), g.Audience != "" && g.Audience != s.o.Audience:
		return nil, errToken
	}
	return g, nil
}

func tokenOf(r *http.Request) (string, error) {
	headers := r.Header["Authorization"]
	if len(headers) > 1 || strings.Contains(r.URL.RawQuery, "access_token") && r.URL.Query().Has("access_token") {
		return "", errMisplace
	}
	if len(headers) == 0 {
		return "", ErrNoToken
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return "", ErrNoToken
	case !looksLike(token, accessMark):
		return "", errToken
	}
	return token, nil
}
