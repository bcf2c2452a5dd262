package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/session"
	"continuum/internal/fault"
	"continuum/warehouse"
)

// signInView is the page on which people sign in, also for a second time.
type signInView struct {
	Back      string
	Name      string
	Problem   string
	Kept      bool // something that was typed waits
	Providers []oidc.Status
	Passwords bool
	Passkeys  bool
	Script    string
	Demo      []DemoUser
	Again     bool // whoever is signed in shows once more who it is
	Who       string
}

// signInPage shows the ways in. Whoever is in already goes on.
func (s *site) signInPage(_ http.ResponseWriter, v visit) (content, error) {
	back := oidc.Local(v.URL.Query().Get("back"))
	if openOf(v.Context()) != nil {
		return content{Moved: back}, nil
	}
	return s.signInContent(signInView{Back: back}), nil
}

// signInContent fills in what every page of signing in shows.
func (s *site) signInContent(x signInView) content {
	x.Kept = x.Back == parkedPath
	x.Passkeys, x.Script = s.passkeys, s.assets.url("passkey.js")
	c := content{Title: "Sign in", Body: nil}
	if x.Again {
		c.Title = "Show that it is you"
	} else {
		x.Providers, x.Demo, x.Passwords = s.providers(), s.in.Demo, s.access.Gate.Rules().Settings.Passwords != "none"
	}
	if x.Problem != "" {
		c.Status = http.StatusForbidden
	}
	c.Body = signInForm(x)
	return c
}

func (s *site) providers() []oidc.Status {
	if s.in.Providers == nil {
		return nil
	}
	return s.in.Providers.Status()
}

// notIn is the one answer to whoever is not let in, whyever.
const notIn = "This did not sign you in. Check the name and the password. After several tries you have to wait: a few seconds at first, at most a quarter of an hour. Until then you can use a passkey or a recovery code, or ask the administrator for a new link."

// refusedIn shows the way in again to whoever was not let in; other errors are told as
// what they are.
func (s *site) refusedIn(v visit, x signInView, err error) (content, error) {
	switch fault.CodeOf(err) {
	case fault.Denied, fault.NotFound, fault.Invalid:
		x.Problem = notIn
	case fault.Unavailable:
		x.Problem = "Signing in is not possible just now. Wait a minute and try again."
		s.complain(v.Request, "signing in", rootOf(err))
	default:
		return content{}, err
	}
	if on := openOf(v.Context()); on != nil && x.Again {
		return s.againContent(on, x), nil
	}
	x.Again = false
	return s.signInContent(x), nil
}

func (s *site) signInByPassword(w http.ResponseWriter, v visit) (content, error) {
	x := sentIn(v)
	in, err := s.in.Accounts.SignIn(v.Context(), x.Name, v.PostForm.Get("password"), v.RemoteAddr)
	return s.goIn(w, v, x, came{account: in, method: "password"}, err)
}

func (s *site) signInByPasskey(w http.ResponseWriter, v visit) (content, error) {
	in, err := s.in.Accounts.SignInByPasskey(v.Context(), []byte(v.PostForm.Get("response")))
	return s.goIn(w, v, sentIn(v), came{account: in, method: "passkey", strong: true}, err)
}

func sentIn(v visit) signInView {
	return signInView{Back: oidc.Local(v.PostForm.Get("back")), Name: v.PostForm.Get("name"), Again: v.PostForm.Get("again") != ""}
}

// goIn lets somebody in, or shows the way in again. Whoever was to show once more who
// they are has to be the one who is in.
func (s *site) goIn(w http.ResponseWriter, v visit, x signInView, c came, err error) (content, error) {
	if on := openOf(v.Context()); err == nil && x.Again && (on == nil || on.account.ID != c.account.ID) {
		err = fault.New(fault.Denied, "it is another account")
	}
	if err != nil {
		return s.refusedIn(v, x, err)
	}
	return s.letIn(w, v, c, x.Back)
}

// againPage asks whoever is signed in to show once more who it is, before something
// grave.
func (s *site) againPage(_ http.ResponseWriter, v visit) (content, error) {
	return s.againContent(openOf(v.Context()), signInView{Back: oidc.Local(v.URL.Query().Get("back"))}), nil
}

func (s *site) againContent(on *open, x signInView) content {
	x.Again, x.Who = true, on.account.Name
	for _, u := range s.in.Demo {
		if u.Account == on.account.ID {
			x.Demo = append(x.Demo, u)
		}
	}
	if on.account.Source == account.Local {
		x.Passwords = true
		return s.signInContent(x)
	}
	for _, p := range s.providers() {
		if p.ID == on.account.Source {
			x.Providers = append(x.Providers, p)
		}
	}
	return s.signInContent(x)
}

// again leads to where somebody shows once more who it is.
func again(back string) content {
	return content{Moved: "/sign-in/again?" + url.Values{"back": {back}}.Encode()}
}

// signInToDemo lets whoever opens the pages of a demo be somebody of it.
func (s *site) signInToDemo(w http.ResponseWriter, v visit) (content, error) {
	id := v.PostForm.Get("user")
	for _, u := range s.in.Demo {
		if u.Account != id {
			continue
		}
		x, err := s.in.Accounts.Get(v.Context(), id)
		if err != nil {
			return content{}, err
		}
		return s.letIn(w, v, came{account: x, method: "demo", strong: true}, v.PostForm.Get("back"))
	}
	return content{}, fault.New(fault.NotFound, "the demo has no such user")
}

// recoverPage asks for a recovery code.
func (s *site) recoverPage(http.ResponseWriter, visit) (content, error) {
	return content{Title: "Use a recovery code", Body: recoverForm("", "")}, nil
}

func (s *site) recover(_ http.ResponseWriter, v visit) (content, error) {
	name := v.PostForm.Get("name")
	set, err := s.in.Accounts.Recover(v.Context(), name, v.PostForm.Get("code"), v.RemoteAddr)
	switch code := fault.CodeOf(err); {
	case err == nil:
		return content{Moved: "/set-up?" + url.Values{"code": {set.Code}}.Encode()}, nil
	case code == fault.Denied || code == fault.Invalid || code == fault.NotFound:
		return content{Status: http.StatusForbidden, Title: "Use a recovery code", Body: recoverForm(name, notRecovered)}, nil
	}
	return content{}, err
}

const notRecovered = "This did not work. Check the name and the code: each code works once. After many tries from where you are you have to wait for up to five minutes."

// signOut ends the session of this browser, and leads to where it is said.
func (s *site) signOut(w http.ResponseWriter, v visit) (content, error) {
	on := openOf(v.Context())
	if err := s.in.Sessions.End(v.Context(), s.in.Sessions.Token(v.Request)); err != nil {
		return content{}, err
	}
	s.in.Sessions.ClearCookie(w)
	s.forgetTicket(w)
	to := oidc.SignOut
	if on != nil && on.session.From.ID != "" {
		to += "?" + url.Values{"at": {on.session.From.ID}}.Encode()
	}
	return content{Moved: to}, nil
}

// signedOutPage says that somebody has left, and where they may still be signed in.
func (s *site) signedOutPage(_ http.ResponseWriter, v visit) (content, error) {
	name, leave := "", ""
	for _, p := range s.providers() {
		if p.ID == v.URL.Query().Get("at") {
			name, leave = p.Name, s.in.Providers.Leave(p.ID, "")
		}
	}
	return content{Title: "Signed out", Body: signedOut(name, leave)}, nil
}

// options answers a script that asks how a passkey is to be made or used.
func (s *site) options(of func(r *http.Request) (json.RawMessage, error)) http.Handler {
	return s.fromHere(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.in.Accounts == nil || s.access.Gate == nil {
			http.Error(w, "{}", http.StatusNotFound)
			return
		}
		all, err := of(r)
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			w.WriteHeader(apologies[statusCode(err)].Status)
			all = json.RawMessage("{}")
		}
		_, _ = w.Write(all) // whoever asked has gone
	}))
}

// statusCode is the code of an error that has an apology.
func statusCode(err error) fault.Code {
	if _, known := apologies[fault.CodeOf(err)]; known {
		return fault.CodeOf(err)
	}
	return fault.Internal
}

func (s *site) optionsToSignIn(*http.Request) (json.RawMessage, error) {
	return s.in.Accounts.BeginSignIn()
}

// fromHere takes what a form of these pages sends and nothing that another site makes a
// browser send.
func (s *site) fromHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !sameSite(r) {
			s.apologise(w, r, warehouse.Overview{}, apology{http.StatusForbidden, "Not sent from these pages", "A form can only be sent from these pages themselves.", "Open the page again and send it from there."})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, parkLimit)
		if err := r.ParseForm(); err != nil {
			var large *http.MaxBytesError
			status := http.StatusBadRequest
			if errors.As(err, &large) {
				status = http.StatusRequestEntityTooLarge
			}
			s.apologise(w, r, warehouse.Overview{}, apology{status, "That cannot be taken", "The form is longer than it can be, or is not one.", "Go back and write less."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite tells whether a request that changes something comes from these pages:
// browsers say so, and who does not say is not believed.
func sameSite(r *http.Request) bool {
	known := r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
	return known && http.NewCrossOriginProtection().Check(r) == nil
}

// methodWords say how somebody came in.
func (s *site) methodWords(x *session.Session) string {
	words := map[string]string{"password": "by password", "passkey": "by passkey", "demo": "as a user of the demo"}[x.Method]
	if words != "" {
		return words
	}
	for _, p := range s.providers() {
		if p.ID == x.Method {
			return "at " + p.Name
		}
	}
	return "by " + strings.ToLower(x.Method)
}
