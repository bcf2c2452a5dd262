package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/session"
	"continuum/internal/fault"
)

// catcher takes where an answer wants to send the browser.
type catcher struct {
	http.ResponseWriter
	to string
}

// WriteHeader keeps where to go and sends nothing.
func (c *catcher) WriteHeader(int) { c.to = c.Header().Get("Location") }

// Write drops what is for browsers that do not go on by themselves.
func (c *catcher) Write(b []byte) (int, error) { return len(b), nil }

// beginAtProvider sends a browser to an identity provider. It goes by a page of its own
// and not by a redirect: browsers hold the answer to a form to form-action, as well as
// wherever the provider sends them next, which nobody here can name.
func (s *site) beginAtProvider(w http.ResponseWriter, v visit) (content, error) {
	if s.in.Providers == nil {
		return content{}, fault.New(fault.NotFound, "there is no identity provider")
	}
	asked := oidc.Asked{Back: v.PostForm.Get("back")}
	if on := openOf(v.Context()); on != nil {
		asked.Fresh, asked.Subject = true, on.account.Subject
	}
	c := &catcher{ResponseWriter: w}
	err := s.in.Providers.Begin(c, v.Request, v.PathValue("provider"), asked)
	if fault.CodeOf(err) == fault.Unavailable {
		x := signInView{Back: oidc.Local(asked.Back), Problem: "This way to sign in does not answer at the moment. Use another, or try again in a minute."}
		return s.signInContent(x), nil
	}
	if err != nil {
		return content{}, err
	}
	w.Header().Del("Location")
	return s.onward(w, c.to, s.providerName(v.PathValue("provider"))), nil
}

// onward is a page that goes on to another site by itself, or by a link.
func (s *site) onward(w http.ResponseWriter, to, name string) content {
	w.Header().Set("Refresh", "0;url="+to)
	return content{Title: "Going on to " + name, Body: onwardPage(to, name)}
}

func (s *site) providerName(id string) string {
	for _, p := range s.providers() {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}

// backFromProvider lets in whom a provider vouches for.
func (s *site) backFromProvider(w http.ResponseWriter, v visit) (content, error) {
	if s.in.Providers == nil {
		return content{}, fault.New(fault.NotFound, "there is no identity provider")
	}
	provider := v.PathValue("provider")
	out, err := s.in.Providers.Finish(w, v.Request, provider)
	if err == nil {
		var in account.Account
		if in, err = s.arrive(v, &out.Identity); err == nil {
			id := &out.Identity
			return s.letIn(w, v, came{account: in, method: provider, strong: id.Strong, from: session.Provider{ID: id.Provider, Sub: id.Sub, SID: id.SID}}, out.Back)
		}
	}
	switch fault.CodeOf(err) {
	case fault.Denied, fault.Invalid, fault.NotFound, fault.Conflict:
		name := s.providerName(provider)
		x := signInView{Back: "/", Problem: "You were not let in with " + name + ". The sign-in may have taken too long, or nobody has given you an account here: ask the administrator of your place."}
		s.log.Warn("a sign-in at an identity provider was refused", "provider", provider, "code", fault.CodeOf(err))
		return s.signInContent(x), nil
	}
	return content{}, err
}

// arrive gives the account of whom a provider vouches for, and writes down what it
// says of them.
func (s *site) arrive(v visit, id *oidc.Identity) (account.Account, error) {
	person := ""
	if id.NHSNumber != "" {
		var err error
		if person, err = s.personNumbered(v, id.NHSNumber); err != nil {
			return account.Account{}, err
		}
	}
	return s.in.Accounts.Arrive(v.Context(), id.Provider, id.Subject, id.Joins, func(x *account.Account) error {
		x.Roles, x.Display = id.Roles, cmp.Or(shorter(id.Name), x.Display)
		x.Email = cmp.Or(id.Email, x.Email)
		if s.isStaff(x) {
			x.Partner, x.Practice, x.Teams = cmp.Or(id.Partner, x.Partner), cmp.Or(id.Practice, x.Practice), either(id.Teams, x.Teams)
		} else if id.NHSNumber != "" {
			x.Person = person
		}
		return nil
	})
}

// longestShown is how long a name may be that is shown, in bytes.
const longestShown = 200

func shorter(name string) string {
	if name = strings.TrimSpace(name); len(name) > longestShown {
		name = strings.ToValidUTF8(name[:longestShown], "")
	}
	return name
}

func either(told, known []string) []string {
	if len(told) > 0 {
		return told
	}
	return known
}

// personNumbered gives the key of the one person of the build with an NHS number; ""
// where there is none, or several.
func (s *site) personNumbered(v visit, number string) (string, error) {
	hits, err := s.facts.Search(v.Context(), number, hitLimit)
	if err != nil {
		return "", fault.Wrap(err, "finding who has an NHS number")
	}
	var keys []string
	for i := range hits {
		if p := &hits[i].Person; squash(p.NHSNumber) == number && !slices.Contains(keys, p.ID) {
			keys = append(keys, p.ID)
		}
	}
	if len(keys) != 1 {
		return "", nil
	}
	return keys[0], nil
}

// endedAtProvider ends the sessions of somebody who left at their provider.
func (s *site) endedAtProvider(w http.ResponseWriter, r *http.Request) {
	if s.in.Providers == nil || s.in.Sessions == nil {
		http.NotFound(w, r)
		return
	}
	*r = *r.WithContext(access.With(r.Context(), access.System("sign-in at "+r.PathValue("provider"), "")))
	s.in.Providers.Ended(r.PathValue("provider"), s.in.Sessions).ServeHTTP(w, r)
}
