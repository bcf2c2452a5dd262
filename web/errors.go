package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// apology is what an error page says.
type apology struct {
	Status int
	Title  string
	Reason string
	Fix    string
}

// apologies are the words for each code where the error has none fit to show.
var apologies = map[fault.Code]apology{
	fault.Invalid: {http.StatusBadRequest, "That cannot be answered", "Something in the address or the form is not right.", "Go back and change it."},
	fault.NotFound: {
		http.StatusNotFound, "Page not found", "There is nothing at this address. A person's page can move when a new build joins or parts registrations.",
		"Check the address, or search for the person.",
	},
	fault.Denied:      {http.StatusForbidden, "Not allowed", "You may not see this page.", "Ask the administrator of your place."},
	fault.Conflict:    {http.StatusConflict, "Something has changed", "The data has moved on since you opened this page.", "Reload the page."},
	fault.Unavailable: {http.StatusServiceUnavailable, "Not available just now", "The data cannot be read at the moment.", "Wait a minute and reload the page."},
	fault.Internal:    {http.StatusInternalServerError, "Sorry, this page has a fault", "The fault is ours and has been noted; nothing you entered is lost.", "Try again. If it stays, tell the administrator of your place."},
}

// fail answers with an error page. Only the reason of an error the reader can
// mend is shown; anything else is logged without personal data.
func (s *site) fail(w http.ResponseWriter, r *http.Request, over warehouse.Overview, err error) {
	code := fault.CodeOf(err)
	if errors.Is(err, context.DeadlineExceeded) {
		code = fault.Unavailable
	}
	a, known := apologies[code]
	if !known {
		a = apologies[fault.Internal]
	}
	if a.Status >= http.StatusInternalServerError {
		s.complain(r, "answering", err)
	} else {
		a = inOwnWords(a, err)
	}
	s.apologise(w, r, over, a)
}

// inOwnWords takes reason and fix from the error when it brings them.
func inOwnWords(a apology, err error) apology {
	var e *fault.Error
	if errors.As(err, &e) && e.Code == fault.Invalid && e.Reason != "" {
		a.Reason, a.Fix = e.Reason, e.Fix
	}
	return a
}

func (s *site) apologise(w http.ResponseWriter, r *http.Request, over warehouse.Overview, a apology) {
	s.send(w, r, a.Status, over, content{Title: a.Title, Body: apologyPage(a)})
}

// missing is the view of every address that has no page.
func (s *site) missing(visit) (content, error) {
	return content{}, fault.New(fault.NotFound, "no such page")
}

// complain logs an error with whatever the reader typed taken out.
func (s *site) complain(r *http.Request, doing string, err error) {
	text := err.Error()
	for _, secret := range []string{r.PathValue("id"), r.FormValue("q")} {
		if secret = strings.TrimSpace(secret); secret != "" {
			text = strings.ReplaceAll(text, secret, "[removed]")
		}
	}
	s.log.Error(doing, "route", route(r), "code", fault.CodeOf(err), "error", text)
}
