package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/smart"
	"continuum/internal/fault"
)

const adminPath = "/admin"

// adminPages are those of whoever administers the place. Nobody's record is on them.
func (s *site) adminPages(mux *http.ServeMux) {
	show := func(path string, do act) { mux.Handle("GET "+adminPath+path, s.acts(s.administers(do))) }
	take := func(path string, do act) { mux.Handle("POST "+adminPath+path, s.sent(s.administers(s.freshly(do)))) }
	show("", s.adminPage)
	show("/users", s.usersPage)
	show("/users/{user}", func(_ http.ResponseWriter, v visit) (content, error) { return s.userPage(v, userView{}) })
	show("/policies", s.policiesPage)
	take("/users", s.addUser)
	take("/users/{user}", s.changeUser)
	take("/apps", s.disableApp)
	mux.Handle("POST "+adminPath+"/checkpoint", s.fromHere(http.HandlerFunc(s.checkpoint)))
}

// administers lets only those do something who may administer the place.
func (s *site) administers(do act) act {
	return func(w http.ResponseWriter, v visit) (content, error) {
		if !s.access.Gate.Allows(v.Context(), access.Administer) {
			return content{}, fault.New(fault.Denied, "no policy permits %s", access.Administer)
		}
		return do(w, v)
	}
}

// freshly asks whoever administers to show once more who they are, unless they have
// lately.
func (s *site) freshly(do act) act {
	return func(w http.ResponseWriter, v visit) (content, error) {
		if !s.isFresh(v) {
			return again(v.URL.Path), nil
		}
		return do(w, v)
	}
}

// adminView is the first page of administration.
type adminView struct {
	Stage     string
	Providers []oidc.Status
	Apps      []smart.App
	Signs     bool
	Warnings  int
	Wrong     int // examples that get another answer
	Done      string
}

func (s *site) adminPage(_ http.ResponseWriter, v visit) (content, error) {
	rules := s.access.Gate.Rules()
	a := adminView{Stage: rules.Settings.Stage, Providers: s.providers(), Signs: s.in.Signer != nil, Done: adminDone[v.URL.Query().Get("done")]}
	tried := s.tried.of(rules)
	a.Warnings, a.Wrong = len(tried.warnings), tried.wrong
	if s.in.Apps != nil {
		var err error
		if a.Apps, err = s.in.Apps.Apps(v.Context()); err != nil {
			return content{}, err
		}
	}
	return content{Title: "Administration", Body: adminBody(a)}, nil
}

var adminDone = map[string]string{
	"disabled": "Disabled. Whoever was signed in is out, and apps have no access any more.", "enabled": "Enabled.", "changed": "Changed. Whoever was signed in has to sign in again where their rights changed.",
	"ended": "All sessions of the account have ended.", "app": "The app is disabled; what it was given has ended.",
}

// usersView is a page of accounts.
type usersView struct {
	Query string
	Users []userLine
	Next  string
	Roles []choice
	sent
	Fresh bool
}

type userLine struct {
	account.Account
	Roles, Last string
}

// Bounds of a page of accounts, and of how many are searched for one.
const (
	usersShown = 50
	usersRead  = 500
	usersMost  = 20_000
)

func (s *site) usersPage(_ http.ResponseWriter, v visit) (content, error) {
	return s.usersContent(v, sent{})
}

func (s *site) usersContent(v visit, filled sent) (content, error) {
	query, err := cleanQuery(v.URL.Query().Get("q"))
	if err != nil {
		return content{}, err
	}
	u := usersView{Query: query, sent: filled, Fresh: s.isFresh(v)}
	all, next, err := s.usersLike(v.Context(), strings.ToLower(query), v.URL.Query().Get("after"))
	if err != nil {
		return content{}, err
	}
	for i := range all {
		u.Users = append(u.Users, userLine{all[i], s.roleWords(all[i].Roles), cmp.Or(s.clock(all[i].LastSignIn), "never")})
	}
	if next != "" {
		u.Next = "?" + url.Values{"q": {query}, "after": {next}}.Encode()
	}
	for _, r := range s.access.Gate.Rules().Settings.Roles {
		if r.Kind != access.App {
			u.Roles = append(u.Roles, choice{ID: r.ID, Name: r.Name, Chosen: slices.Contains(filled.Values["role"], r.ID)})
		}
	}
	c := content{Title: "Accounts", Body: usersBody(u)}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// usersLike gives accounts whose names hold a text, from one name on, and the name to go
// on from; "" where there are no more.
func (s *site) usersLike(ctx context.Context, text, after string) (all []account.Account, next string, err error) {
	for range usersMost / usersRead {
		some, err := s.in.Accounts.List(ctx, after, usersRead)
		if err != nil {
			return nil, "", err
		}
		for i := range some {
			if x := &some[i]; strings.Contains(x.Name, text) || strings.Contains(strings.ToLower(x.Display), text) {
				if len(all) == usersShown {
					return all, all[len(all)-1].Name, nil
				}
				all = append(all, *x)
			}
		}
		if len(some) < usersRead {
			return all, "", nil
		}
		after = some[len(some)-1].Name
	}
	return all, after, nil
}

// addUser adds a local account and shows its link, this once.
func (s *site) addUser(_ http.ResponseWriter, v visit) (content, error) {
	filled := sent{Values: v.PostForm}
	made, err := s.in.Accounts.Add(v.Context(), account.Account{Name: filled.Get("name"), Display: filled.Get("display"), Roles: filled.Values["role"]})
	var given account.SetUp
	if err == nil {
		given, err = s.in.Accounts.NewSetUp(v.Context(), made.ID)
	}
	if words, mine := ownWords(err); mine {
		filled.Problem = words
		return s.usersContent(v, filled)
	}
	if err != nil {
		return content{}, err
	}
	return s.linkContent(&made, given), nil
}

// linkContent shows a link with which an account is set up, this once.
func (s *site) linkContent(x *account.Account, given account.SetUp) content {
	return content{Title: "A link for " + x.Name, Body: linkBody(x.Name, userURL(x.ID), "/set-up?"+url.Values{"code": {given.Code}}.Encode(), given.Code, s.clock(given.Ends))}
}

func userURL(id string) string { return adminPath + "/users/" + url.PathEscape(id) }

// disableApp lets an app out for good.
func (s *site) disableApp(_ http.ResponseWriter, v visit) (content, error) {
	if s.in.Apps == nil {
		return content{}, fault.New(fault.NotFound, "there are no apps")
	}
	err := s.in.Apps.DisableApp(v.Context(), v.PostForm.Get("app"))
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return content{}, err
	}
	return content{Moved: adminPath + "?done=app"}, nil
}

// checkpoint signs the audit log as it is now and gives what was signed, to be kept
// elsewhere.
func (s *site) checkpoint(w http.ResponseWriter, r *http.Request) {
	if s.in.Signer == nil || s.access.Gate == nil || !s.access.Gate.Allows(r.Context(), access.Administer) && !s.access.Gate.Allows(r.Context(), access.Review) {
		s.page(func(visit) (content, error) {
			return content{}, fault.New(fault.Denied, "no policy permits to sign the log")
		}).ServeHTTP(w, r)
		return
	}
	text, err := s.in.Signer.Checkpoint(r.Context())
	if err != nil {
		s.page(func(visit) (content, error) { return content{}, err }).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit-checkpoint.txt"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = w.Write([]byte(text)) // whoever asked has gone
}
