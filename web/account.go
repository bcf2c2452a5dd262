package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/session"
	"continuum/internal/fault"
	"continuum/web/show"
)

const accountPath = "/account"

// accountView is what somebody sees of their own account.
type accountView struct {
	account.Account
	Works     []keptField // partner, practice and so on
	How       string      // they came in
	Roles     []choice
	Purposes  []choice
	Sessions  []sessionView
	Passkeys  []passkeyView
	Apps      []appView
	Local     bool
	Fresh     bool
	Passwords bool
	CanMake   bool // passkeys
	Staff     bool
	Script    string
	Done      string
	Problem   string
}

type sessionView struct {
	ID, Device, How, Began, Used string
	This                         bool
}

type passkeyView struct{ ID, Name, Added, Used string }

// appView is an app that somebody let in.
type appView struct {
	ID, Name, Since, Ends string
	May                   []string
	About                 string
}

// accountPages are about the account of whoever is signed in.
func (s *site) accountPages(mux *http.ServeMux) {
	mux.Handle("GET "+accountPath, s.acts(func(_ http.ResponseWriter, v visit) (content, error) { return s.accountPage(v, "") }))
	for act, do := range map[string]act{
		"act": s.actAs, "end": s.endSession, "end-others": s.endOthers, "password": s.grave(s.changePassword), "passkey": s.grave(s.addPasskey),
		"passkey/remove": s.grave(s.dropPasskey), "codes": s.grave(s.newCodes), "app": s.endApp,
	} {
		mux.Handle("POST "+accountPath+"/"+act, s.sent(do))
	}
	mux.Handle("POST "+accountPath+"/passkey/options", s.options(s.optionsToAdd))
	mux.Handle("GET /stay", s.acts(func(http.ResponseWriter, visit) (content, error) {
		return content{Title: "You stay signed in", Body: stayPage(s.idle.Ends)}, nil
	}))
}

// grave is an act before which somebody has to have shown lately who they are.
func (s *site) grave(do act) act {
	return func(w http.ResponseWriter, v visit) (content, error) {
		if !s.isFresh(v) {
			return again(accountPath), nil
		}
		return do(w, v)
	}
}

func (s *site) accountPage(v visit, problem string) (content, error) {
	on := openOf(v.Context())
	a := accountView{
		Account: on.account, How: s.methodWords(&on.session), Local: on.account.Source == account.Local, Fresh: s.isFresh(v), CanMake: s.passkeys,
		Passwords: s.mayUsePassword(&on.account), Staff: s.isStaff(&on.account), Script: s.assets.url("passkey.js"),
		Works: s.worksOf(v, &on.account), Done: accountDone[v.URL.Query().Get("done")], Problem: problem,
	}
	a.Roles, a.Purposes = s.rolesOf(on), s.purposesOf(access.From(v.Context()))
	var err error
	if a.Sessions, err = s.sessionsOf(v, on.account.ID, on.session.ID); err != nil {
		return content{}, err
	}
	keys, err := s.in.Accounts.Passkeys(v.Context(), on.account.ID)
	if err != nil {
		return content{}, err
	}
	for _, k := range keys {
		a.Passkeys = append(a.Passkeys, passkeyView{k.ID, k.Name, s.clock(k.Added), s.clock(k.Used)})
	}
	if a.Apps, err = s.appsOf(v, on.account.ID); err != nil {
		return content{}, err
	}
	c := content{Title: "My account", Body: accountBody(a)}
	if problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// accountDone says what a form of the page came to.
var accountDone = map[string]string{
	"act": "You act in another role or for another purpose now.", "end": "That session has ended.", "others": "All your other sessions have ended.",
	"password": "Your password is changed. All your other sessions have ended.", "passkey": "The passkey is added.",
	"removed": "The passkey is removed. All your other sessions have ended.", "app": "The app has no access any more.",
}

// worksOf says where somebody works.
func (s *site) worksOf(v visit, x *account.Account) (all []keptField) {
	partner := x.Partner
	for _, p := range v.Overview.Partners {
		if p.ID == x.Partner {
			partner = p.Name
		}
	}
	named := func(ids []string) string {
		words := ""
		for _, id := range ids {
			name := s.access.Names[id]
			if name == "" {
				name = show.Words(id)
			}
			words = join(", ", words, name)
		}
		return words
	}
	for _, f := range []keptField{
		{Label: "Organisation", Value: partner},
		{Label: "Practice", Value: named(some(x.Practice))},
		{Label: "Teams", Value: named(x.Teams)},
		{Label: "Wards", Value: named(x.Wards)},
		{Label: "E-mail", Value: x.Email},
	} {
		if f.Value != "" {
			all = append(all, f)
		}
	}
	return all
}

// some is a list of a text, if there is one.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// rolesOf are the roles that somebody can act in, and all of them.
func (s *site) rolesOf(on *open) (all []choice) {
	for _, id := range on.account.Roles {
		if role, is := s.access.Gate.Rules().Role(id); is {
			all = append(all, choice{ID: id, Name: role.Name, Chosen: on.session.Role == id})
		}
	}
	if len(all) > 1 {
		all = append([]choice{{Name: "All my roles", Chosen: on.session.Role == ""}}, all...)
	}
	return all
}

func (s *site) sessionsOf(v visit, id, this string) (all []sessionView, err error) {
	list, err := s.in.Sessions.List(v.Context(), id)
	for i := range list {
		x := &list[i]
		all = append(all, sessionView{ID: x.ID, Device: x.Device(), How: s.methodWords(x), Began: s.clock(x.Began), Used: s.clock(x.Used), This: x.ID == this})
	}
	return all, err
}

// appsOf are the apps that somebody let in and that may still act for them.
func (s *site) appsOf(v visit, id string) (all []appView, err error) {
	if s.in.Apps == nil {
		return nil, nil
	}
	list, err := s.in.Apps.Agreements(v.Context(), id)
	for i := range list {
		x := &list[i]
		a := appView{ID: x.ID, Name: x.Name, Since: s.clock(x.Since), Ends: s.clock(x.Ends), May: scopeWords(x.Scopes, "you")}
		if a.Name == "" {
			a.Name = "A script of the administrator"
		}
		if x.Patient != "" {
			a.About, err = s.nameOfPatient(v, x.Patient)
		}
		all = append(all, a)
	}
	return all, err
}

// actAs changes the role and the purpose of the session.
func (s *site) actAs(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	role, purpose := v.PostForm.Get("role"), v.PostForm.Get("purpose")
	if role != "" && !slices.Contains(on.account.Roles, role) {
		return s.accountPage(v, "Choose one of your roles.")
	}
	trial := on.session
	trial.Role, trial.Purpose = role, ""
	all := s.purposesOf(s.access.Gate.Rules().SignedIn(&on.account, &trial))
	if purpose != "" && !slices.ContainsFunc(all, func(c choice) bool { return c.ID == purpose }) {
		purpose = "" // what the role is for
	}
	if role == "" && purpose == "" {
		purpose = s.usualPurpose(on.account.Roles)
	}
	token, err := s.in.Sessions.Act(v.Context(), on.token, role, purpose)
	if err != nil {
		return content{}, err
	}
	s.in.Sessions.SetCookie(w, token)
	return content{Moved: accountPath + "?done=act"}, nil
}

// endSession ends one of the own sessions; this one, too.
func (s *site) endSession(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	err := s.in.Sessions.EndOne(v.Context(), on.account.ID, v.PostForm.Get("session"))
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return content{}, err
	}
	return content{Moved: accountPath + "?done=end"}, nil
}

func (s *site) endOthers(_ http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	_, err := s.in.Sessions.EndAll(v.Context(), on.account.ID, on.session.ID)
	return content{Moved: accountPath + "?done=others"}, err
}

// changePassword sets another password. All sessions end by it, so this one begins anew.
func (s *site) changePassword(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	return s.changed(w, v, "password", s.in.Accounts.SetPassword(v.Context(), on.account.ID, v.PostForm.Get("password")))
}

func (s *site) dropPasskey(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	return s.changed(w, v, "removed", s.in.Accounts.DropPasskey(v.Context(), on.account.ID, v.PostForm.Get("passkey")))
}

func (s *site) addPasskey(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	return s.changed(w, v, "passkey", s.in.Accounts.AddPasskey(v.Context(), on.account.ID, v.PostForm.Get("device"), []byte(v.PostForm.Get("response"))))
}

// changed goes on after a change of secrets, which may have ended this session.
func (s *site) changed(w http.ResponseWriter, v visit, done string, err error) (content, error) {
	if words, mine := ownWords(err); mine {
		return s.accountPage(v, words)
	}
	if err != nil {
		return content{}, err
	}
	on := openOf(v.Context())
	x, err := s.in.Accounts.Get(v.Context(), on.account.ID)
	if err != nil {
		return content{}, err
	}
	token, _, err := s.in.Sessions.Begin(v.Context(), session.Beginning{
		Account: x.ID, Epoch: x.Epoch, Method: on.session.Method, Strong: on.session.Strong, From: on.session.From,
		Role: on.session.Role, Purpose: on.session.Purpose, Agent: v.UserAgent(), Old: on.token,
	})
	if err != nil {
		return content{}, err
	}
	s.in.Sessions.SetCookie(w, token)
	return content{Moved: accountPath + "?done=" + done}, nil
}

func (s *site) newCodes(_ http.ResponseWriter, v visit) (content, error) {
	codes, err := s.in.Accounts.NewRecovery(v.Context(), openOf(v.Context()).account.ID)
	if words, mine := ownWords(err); mine {
		return s.accountPage(v, words)
	}
	return content{Title: "Your recovery codes", Body: codesPage(codes, false)}, err
}

// endApp takes back what an app was given.
func (s *site) endApp(_ http.ResponseWriter, v visit) (content, error) {
	if s.in.Apps == nil {
		return content{}, fault.New(fault.NotFound, "there are no apps")
	}
	err := s.in.Apps.Withdraw(v.Context(), openOf(v.Context()).account.ID, v.PostForm.Get("app"))
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return content{}, err
	}
	return content{Moved: accountPath + "?done=app"}, nil
}

func (s *site) optionsToAdd(r *http.Request) (json.RawMessage, error) {
	on := openOf(r.Context())
	if on == nil || !on.session.Fresh(s.in.Now(), freshFor) {
		return nil, fault.New(fault.Denied, "show first that it is you")
	}
	return s.in.Accounts.BeginPasskey(r.Context(), on.account.ID)
}
