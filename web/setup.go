package web

import (
	"encoding/json"
	"net/http"

	"continuum/access/account"
	"continuum/internal/fault"
)

// setUpView is the page on which the owner of an account chooses how to sign in.
type setUpView struct {
	Code      string
	Owner     string // how others see them
	Name      string // to sign in with
	Problem   string
	Passwords bool
	Passkeys  bool
	Script    string
}

// setUpPage opens with the code that an administrator handed out, or asks for it.
func (s *site) setUpPage(_ http.ResponseWriter, v visit) (content, error) {
	code := v.URL.Query().Get("code")
	if code == "" {
		return content{Title: "Set up your account", Body: setUpCode("")}, nil
	}
	owner, err := s.in.Accounts.SetUpFor(v.Context(), code)
	if err != nil {
		return s.noSetUp(err)
	}
	return s.setUpContent(owner, setUpView{Code: code}), nil
}

// noSetUp is the answer to a code that opens nothing, whyever.
func (s *site) noSetUp(err error) (content, error) {
	switch fault.CodeOf(err) {
	case fault.Denied, fault.NotFound, fault.Invalid:
		return content{Status: http.StatusForbidden, Title: "Set up your account", Body: setUpCode("This code has ended, was used, or never was. Ask the administrator for another.")}, nil
	}
	return content{}, err
}

func (s *site) setUpContent(owner account.Account, x setUpView) content {
	x.Owner, x.Name = owner.Display, owner.Name
	x.Passwords, x.Passkeys, x.Script = s.mayUsePassword(&owner), s.passkeys, s.assets.url("passkey.js")
	c := content{Title: "Set up your account", Body: setUpForm(x)}
	if x.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c
}

// mayUsePassword tells whether the place lets an account sign in by password.
func (s *site) mayUsePassword(x *account.Account) bool {
	settings := &s.access.Gate.Rules().Settings
	if x.Source != account.Local || settings.Passwords == "none" || settings.Passwords == "people-only" && s.isStaff(x) {
		return false
	}
	for _, id := range x.Roles {
		if role, is := s.access.Gate.Rules().Role(id); is && role.Strong {
			return false
		}
	}
	return true
}

// setUp keeps the passkey or the password that was chosen, signs its owner in and shows
// the recovery codes, this once.
func (s *site) setUp(w http.ResponseWriter, v visit) (content, error) {
	x := setUpView{Code: v.PostForm.Get("code")}
	owner, err := s.in.Accounts.SetUpFor(v.Context(), x.Code)
	if err != nil {
		return s.noSetUp(err)
	}
	in := came{method: "password"}
	if v.PostForm.Get("act") == "passkey" {
		in.method, in.strong = "passkey", true
		in.account, err = s.in.Accounts.SetUpPasskey(v.Context(), x.Code, v.PostForm.Get("device"), []byte(v.PostForm.Get("response")))
	} else {
		in.account, err = s.in.Accounts.SetUpPassword(v.Context(), x.Code, v.PostForm.Get("password"))
	}
	if words, mine := ownWords(err); mine {
		x.Problem = words
		return s.setUpContent(owner, x), nil
	}
	if err != nil {
		return content{}, err
	}
	codes, err := s.in.Accounts.NewRecovery(v.Context(), in.account.ID)
	if err != nil {
		return content{}, err
	}
	if err := s.enterSession(w, v.Request, in); err != nil {
		return content{}, err
	}
	return content{Title: "Your recovery codes", Body: codesPage(codes, true)}, nil
}

// ownWords are those of an error that its reader can mend, with what to do.
func ownWords(err error) (words string, is bool) {
	code := fault.CodeOf(err)
	if err == nil || code != fault.Invalid && code != fault.Denied && code != fault.Conflict && code != fault.NotFound {
		return "", false
	}
	e := faultOf(err)
	if e == nil || e.Reason == "" {
		return "This could not be done. Try again.", true
	}
	words = sentence(e.Reason)
	if e.Fix != "" {
		words += " " + sentence(e.Fix)
	}
	return words, true
}

func (s *site) optionsToSetUp(r *http.Request) (json.RawMessage, error) {
	return s.in.Accounts.BeginSetUpPasskey(r.Context(), r.PostForm.Get("code"))
}
