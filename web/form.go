package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/warehouse"
)

const (
	formLimit  = 16 << 10 // bytes of a form
	wordsLimit = 1000     // characters of what somebody writes
)

// form takes what somebody sent by a form of these pages, after which another page is
// read, so that nothing is sent twice.
func (s *site) form(do view) http.Handler {
	signed := s.signed(do)
	take := s.page(func(v visit) (content, error) {
		c, err := signed(v)
		if c.Moved != "" {
			c.Status = http.StatusSeeOther
		}
		return c, err
	})
	return s.ours(take)
}

// ours lets forms through that are of a sound length and were sent from these pages.
// What another site makes a browser send is refused: browsers say where a form was.
func (s *site) ours(take http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cross.Check(r) != nil || r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
			s.apologise(w, r, warehouse.Overview{}, apology{http.StatusForbidden, "Not sent from these pages", "A form can only be sent from these pages themselves.", "Open the page again and send it from there."})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, formLimit)
		if err := r.ParseForm(); err != nil {
			s.apologise(w, r, warehouse.Overview{}, apology{http.StatusBadRequest, "That cannot be taken", "The form is longer than it can be, or is not one.", "Go back and write less."})
			return
		}
		take.ServeHTTP(w, r)
	})
}

// sent is a form that was filled in, as it is shown again where something is wrong.
type sent struct {
	url.Values
	Problem string
}

// words are what somebody wrote in a field: trimmed, without characters that turn text
// around; a fault.Invalid where it is too long.
func (x *sent) words(field, what string) (string, error) {
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(x.Get(field), "")))
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", wrong("Write " + what + ".")
	case n > wordsLimit:
		return "", wrong("Write less: at most 1,000 characters.")
	}
	return text, nil
}

// wrong is what is wrong with a form, in words for whoever filled it in.
func wrong(words string) error { return &fault.Error{Code: fault.Invalid, Reason: words} }
