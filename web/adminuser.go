package web

import (
	"context"
	"net/http"
	"slices"

	"continuum/access"
	"continuum/access/account"
	"continuum/internal/fault"
)

// userView is one account, and what can be done with it.
type userView struct {
	account.Account
	Works    []keptField
	Roles    []choice
	Sessions []sessionView
	Passkeys []passkeyView
	Added    string
	Last     string
	Local    bool
	Own      bool // it is that of whoever looks
	Fresh    bool
	URL      string
	Done     string
	Problem  string
}

func (s *site) userPage(v visit, u userView) (content, error) {
	x, err := s.in.Accounts.Get(v.Context(), v.PathValue("user"))
	if err != nil {
		return content{}, err
	}
	u.Account, u.Works, u.URL, u.Local = x, s.worksOf(v, &x), userURL(x.ID), x.Source == account.Local
	u.Added, u.Last, u.Fresh, u.Done = s.clock(x.Added), s.clock(x.LastSignIn), s.isFresh(v), adminDone[v.URL.Query().Get("done")]
	u.Own = access.From(v.Context()).Account == x.ID
	for _, r := range s.access.Gate.Rules().Settings.Roles {
		if r.Kind != access.App || x.Has(r.ID) {
			u.Roles = append(u.Roles, choice{ID: r.ID, Name: r.Name, Chosen: x.Has(r.ID)})
		}
	}
	if u.Sessions, err = s.sessionsOf(v, x.ID, ""); err != nil {
		return content{}, err
	}
	keys, err := s.in.Accounts.Passkeys(v.Context(), x.ID)
	if err != nil {
		return content{}, err
	}
	for _, k := range keys {
		u.Passkeys = append(u.Passkeys, passkeyView{k.ID, k.Name, s.clock(k.Added), s.clock(k.Used)})
	}
	c := content{Title: "Account " + x.Name, Body: userBody(u)}
	if u.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// changeUser does what a form of the account's page says. Nobody shuts out themselves.
func (s *site) changeUser(_ http.ResponseWriter, v visit) (content, error) {
	id := v.PathValue("user")
	if access.From(v.Context()).Account == id && slices.Contains([]string{"disable", "reset", "roles"}, v.PostForm.Get("act")) {
		return s.userPage(v, userView{Problem: "This is your own account. Another administrator has to do that."})
	}
	ctx := v.Context()
	switch v.PostForm.Get("act") {
	case "disable":
		_, err := s.in.Accounts.Disable(ctx, id)
		return s.didToUser(v, id, "disabled", err)
	case "enable":
		_, err := s.in.Accounts.Enable(ctx, id)
		return s.didToUser(v, id, "enabled", err)
	case "roles":
		_, err := s.in.Accounts.Change(ctx, id, 0, func(x *account.Account) error { x.Roles = v.PostForm["role"]; return nil })
		return s.didToUser(v, id, "changed", err)
	case "end":
		_, err := s.in.Sessions.EndAll(ctx, id, "")
		return s.didToUser(v, id, "ended", err)
	case "link":
		return s.giveLink(v, id, s.in.Accounts.NewSetUp)
	case "reset":
		return s.giveLink(v, id, s.in.Accounts.Reset)
	}
	return content{}, wrong("The form does not say what to do.")
}

func (s *site) didToUser(v visit, id, done string, err error) (content, error) {
	if words, mine := ownWords(err); mine && fault.CodeOf(err) != fault.NotFound {
		return s.userPage(v, userView{Problem: words})
	}
	return content{Moved: userURL(id) + "?done=" + done}, err
}

// giveLink makes a link with which an account is set up, and shows it.
func (s *site) giveLink(v visit, id string, give func(ctx context.Context, id string) (account.SetUp, error)) (content, error) {
	x, err := s.in.Accounts.Get(v.Context(), id)
	if err != nil {
		return content{}, err
	}
	given, err := give(v.Context(), id)
	if words, mine := ownWords(err); mine {
		return s.userPage(v, userView{Problem: words})
	}
	if err != nil {
		return content{}, err
	}
	return s.linkContent(&x, given), nil
}
