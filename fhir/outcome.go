package fhir

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/check"
)

// issue is one fault as FHIR tells it.
type issue struct {
	Severity    string   `json:"severity"`
	Code        string   `json:"code"`
	Diagnostics string   `json:"diagnostics"`
	Expression  []string `json:"expression,omitempty"`
}

// refusedError says what is wrong with a resource that was sent.
type refusedError struct{ problems []check.Problem }

func (e *refusedError) Error() string {
	return "the resource is not as R4 asks: " + e.problems[0].Reason
}

// Unwrap gives a fault.Invalid.
func (e *refusedError) Unwrap() error { return fault.New(fault.Invalid, "%s", e.Error()) }

// preconditionError says that a condition of a request does not hold.
type preconditionError struct{ reason string }

func (e *preconditionError) Error() string { return e.reason }

// Unwrap gives a fault.Conflict.
func (e *preconditionError) Unwrap() error { return fault.New(fault.Conflict, "%s", e.reason) }

// statusError has a status that no code of a fault stands for.
type statusError struct {
	status       int
	code, reason string
}

func (e *statusError) Error() string { return e.reason }

// Unwrap gives a fault.Invalid.
func (e *statusError) Unwrap() error { return fault.New(fault.Invalid, "%s", e.reason) }

// answeredError is an answer that fails the bundle it is part of.
type answeredError struct{ answer *answer }

func (e *answeredError) Error() string { return "it is answered with " + strconv.Itoa(e.answer.status) }

// outcomeOf makes an OperationOutcome of an error.
func outcomeOf(err error) *answer {
	if failed := (*answeredError)(nil); errors.As(err, &failed) {
		return failed.answer
	}
	status, issues := told(err)
	return &answer{status: status, body: issued(issues), challenge: status == http.StatusUnauthorized}
}

// noteOf is an OperationOutcome that tells a client something of an answer.
func noteOf(text string) []byte { return issued([]issue{{"warning", "incomplete", text, nil}}) }

func issued(issues []issue) []byte {
	body, _ := json.Marshal(struct { // of texts alone, so it cannot fail
		ResourceType string  `json:"resourceType"`
		Issue        []issue `json:"issue"`
	}{"OperationOutcome", issues})
	return body
}

// told gives the status of an error and what is said of it.
func told(err error) (status int, issues []issue) {
	var refused *refusedError
	if errors.As(err, &refused) {
		for _, p := range refused.problems {
			issues = append(issues, issue{severity(p), string(p.Code), p.Reason, []string{p.Path}})
		}
		return http.StatusUnprocessableEntity, issues
	}
	status, code := statusOf(err)
	text := err.Error()
	if status == http.StatusInternalServerError {
		text = "the server could not do it" // what it holds may be about people
	}
	var entry *entryError
	if errors.As(err, &entry) {
		return status, []issue{{"error", code, text, []string{entry.place}}}
	}
	return status, []issue{{"error", code, text, nil}}
}

func severity(p check.Problem) string {
	if check.Refused([]check.Problem{p}) {
		return "error"
	}
	return "warning"
}

func statusOf(err error) (status int, code string) {
	var gone *record.GoneError
	var precondition *preconditionError
	var large *http.MaxBytesError
	var own *statusError
	switch {
	case errors.As(err, &own):
		return own.status, own.code
	case errors.As(err, &gone):
		return http.StatusGone, "deleted"
	case errors.As(err, &precondition):
		return http.StatusPreconditionFailed, "conflict"
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "too-long"
	}
	switch fault.CodeOf(err) {
	case fault.Invalid:
		return http.StatusBadRequest, "invalid"
	case fault.NotFound:
		return http.StatusNotFound, "not-found"
	case fault.Conflict:
		return http.StatusConflict, "conflict"
	case fault.Denied:
		return http.StatusForbidden, "forbidden"
	case fault.Unavailable:
		return http.StatusServiceUnavailable, "transient"
	}
	return http.StatusInternalServerError, "exception"
}
