package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/session"
	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/warehouse"
)

// open is who is signed in with the browser of a request.
type open struct {
	token   string
	session session.Session
	account account.Account
}

type openKey struct{}

// openOf gives the session of a request; nil where there is none.
func openOf(ctx context.Context) *open {
	on, _ := ctx.Value(openKey{}).(*open)
	return on
}

// acting lets each request be that of whoever is signed in with its browser, and leads
// all others to where they sign in. What they sent is kept meanwhile.
func (s *site) acting(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		ctx := access.Coming(access.Through(r.Context(), pages), edge.From(r), edge.NewRequest())
		if s.in.Sessions == nil || s.access.Gate == nil || s.plain[pattern] {
			*r = *r.WithContext(ctx)
			mux.ServeHTTP(w, r)
			return
		}
		on, err := s.opened(r)
		switch {
		case err == nil:
			ctx = access.With(context.WithValue(ctx, openKey{}, on), s.actor(on))
		case fault.CodeOf(err) != fault.Denied:
			s.fail(w, r, warehouse.Overview{}, err)
			return
		case !s.open[pattern] && !asksByItself(r.URL.Path) && access.From(ctx) == nil:
			s.leadIn(w, r, mux)
			return
		}
		*r = *r.WithContext(ctx)
		mux.ServeHTTP(w, r)
		s.unparked(r)
	})
}

// opened reads the session of a request. What a page asks by itself does not count as
// use.
func (s *site) opened(r *http.Request) (*open, error) {
	on := &open{token: s.in.Sessions.Token(r)}
	use := s.in.Sessions.Use
	if asksByItself(r.URL.Path) {
		use = s.in.Sessions.Peek
	}
	var err error
	on.session, on.account, err = use(r.Context(), on.token)
	return on, err
}

// actor is who acts in a session.
func (s *site) actor(on *open) *access.Actor {
	return s.access.Gate.Rules().SignedIn(&on.account, &on.session)
}

// leadIn leads somebody to where they sign in, and back afterwards.
func (s *site) leadIn(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = s.park(w, r, mux)
	}
	to := signInPath
	if back != "" && back != "/" {
		to += "?" + url.Values{"back": {back}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// who is what every page shows of whoever is signed in.
type who struct {
	Name, As string
	Links    []way
	Finds    bool // people can be looked for
	Idle     idle
}

type way struct{ To, Name string }

// idle is when a page that nobody uses is closed, in minutes; zero: never.
type idle struct{ Warn, Ends int }

// whoOf says who looks at a page and where they can go; nil for nobody.
func (s *site) whoOf(r *http.Request) *who {
	a := access.From(r.Context())
	if a == nil {
		return nil
	}
	x := &who{Name: a.Name, Finds: !isPerson(a)}
	if s.access.Gate == nil {
		return x
	}
	x.As, x.Links, x.Finds = s.asWords(a), s.linksFor(r.Context(), a), !isPerson(a) && s.finds(a)
	if openOf(r.Context()) != nil {
		x.Idle = s.idle
	}
	return x
}

// asWords are the role and the purpose in which somebody acts.
func (s *site) asWords(a *access.Actor) string {
	words := s.roleWords(a.Roles)
	if words == "" {
		words = "No role"
	}
	if a.Purpose != "" && !isPerson(a) {
		words += ", for " + strings.ToLower(purposeWords(a.Purpose))
	}
	return words
}

// linksFor are the pages that are of use to somebody.
func (s *site) linksFor(ctx context.Context, a *access.Actor) (all []way) {
	if isPerson(a) {
		if a.Person != "" {
			all = append(all, way{personURL(idOf(a.Person)), "My record"})
		}
		return append(all, way{"/yours", "Records I can see"})
	}
	for _, x := range []struct {
		action string
		links  []way
	}{
		{access.Analyse, []way{{"/", "Overview"}, {"/linkage", "Who is who"}, {"/builds", "Builds"}}},
		{access.Review, []way{{"/privacy", "Privacy"}}},
		{access.Administer, []way{{"/admin", "Administration"}}},
	} {
		if s.access.Gate.Allows(ctx, x.action) {
			all = append(all, x.links...)
		}
	}
	all = append(all, s.cohortLinks(ctx)...)
	all = append(all, s.modelLinks(ctx)...)
	return append(all, s.worklistLinks(ctx, a)...)
}
