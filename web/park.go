package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"continuum/access/oidc"
	"continuum/access/session"
	"continuum/internal/fault"
	"continuum/web/show"
)

// What was typed into a form whose session had ended is kept until its owner has signed
// in again, and offered back (session.Park). The ticket for it is in a cookie.
const (
	parkedPath  = "/kept"
	parkedField = "kept" // marks a form that is sent again
	parkedLasts = 3600   // seconds
	parkLimit   = 64 << 10
)

func (s *site) parkedCookie() string {
	if s.secure {
		return "__Host-kept"
	}
	return "kept"
}

// park keeps a form that came too late and gives where to go on after signing in: to
// where it is offered back, or where it cannot be kept to the page it belongs to.
func (s *site) park(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) string {
	page := &http.Request{Method: http.MethodGet, Host: r.Host, URL: &url.URL{Path: r.URL.Path}}
	back := ""
	if _, pattern := mux.Handler(page); pattern != "/" {
		back = r.URL.Path
	}
	r.Body = http.MaxBytesReader(w, r.Body, parkLimit)
	if !sameSite(r) || r.ParseForm() != nil || len(r.PostForm) == 0 {
		return back
	}
	ticket, err := s.in.Sessions.Park(r.Context(), s.in.Sessions.Token(r), session.Form{Method: http.MethodPost, Path: r.URL.RequestURI(), Fields: r.PostForm})
	if err != nil {
		if code := fault.CodeOf(err); code != fault.Denied && code != fault.Invalid {
			s.complain(r, "keeping what was typed", rootOf(err))
		}
		return back
	}
	http.SetCookie(w, &http.Cookie{Name: s.parkedCookie(), Value: ticket, Path: "/", MaxAge: parkedLasts, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
	return parkedPath
}

func (s *site) ticket(r *http.Request) string {
	c, err := r.Cookie(s.parkedCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// unparked forgets a form that was sent again.
func (s *site) unparked(r *http.Request) {
	on := openOf(r.Context())
	if on == nil || r.Method != http.MethodPost || r.PostForm.Get(parkedField) == "" {
		return
	}
	if err := s.in.Sessions.Unparked(r.Context(), on.account.ID, s.ticket(r)); err != nil {
		s.complain(r, "forgetting what was kept", rootOf(err))
	}
}

// keptView is a form that is offered back.
type keptView struct {
	Path   string
	At     string
	Fields []keptField
}

type keptField struct {
	Name, Label, Value string
	Shown              bool
}

// parkPages offer back what was kept.
func (s *site) parkPages(mux *http.ServeMux) {
	mux.Handle("GET "+parkedPath, s.acts(s.kept))
	mux.Handle("POST "+parkedPath+"/drop", s.sent(s.dropKept))
}

// kept is the page on which somebody gets back what they typed.
func (s *site) kept(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	form, err := s.in.Sessions.Unpark(v.Context(), on.account.ID, s.ticket(v.Request))
	if fault.CodeOf(err) == fault.NotFound {
		s.forgetTicket(w)
		return content{Moved: "/"}, nil
	}
	if err != nil {
		return content{}, err
	}
	k := keptView{Path: oidc.Local(form.Path), At: s.clock(form.At)}
	for name, values := range form.Fields {
		for _, value := range values {
			if name != parkedField {
				k.Fields = append(k.Fields, keptField{name, show.Words(name), value, strings.ContainsAny(value, " \n") || len(value) > shortest})
			}
		}
	}
	slices.SortStableFunc(k.Fields, func(a, b keptField) int { return strings.Compare(a.Name, b.Name) })
	return content{Title: "Your text is still here", Body: keptPage(k)}, nil
}

// shortest is how long a word is that somebody typed rather than chose.
const shortest = 20

func (s *site) dropKept(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	if err := s.in.Sessions.Unparked(v.Context(), on.account.ID, s.ticket(v.Request)); err != nil {
		return content{}, err
	}
	s.forgetTicket(w)
	return content{Moved: "/"}, nil
}

func (s *site) forgetTicket(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: s.parkedCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}
