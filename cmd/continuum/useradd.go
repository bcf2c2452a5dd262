package main

import (
	"net/url"
	"strings"
	"time"

	"continuum/access/account"
	"continuum/internal/fault"
)

// setUpPath is the page on which an account is set up.
const setUpPath = "/set-up"

// userFlags say who somebody is to the place.
type userFlags struct {
	Name         string   `help:"What others see, such as \"Mary Smith\"." placeholder:"TEXT"`
	Email        string   `help:"Address of electronic mail." placeholder:"ADDRESS"`
	Partner      string   `help:"The partner they work for." placeholder:"ID"`
	Practice     string   `help:"ODS code of the GP practice they work at." placeholder:"CODE"`
	Team         []string `help:"Their teams." placeholder:"ID"`
	Ward         []string `help:"Their wards, as PARTNER/WARD; may be given again." sep:"none" placeholder:"WARD"`
	Practitioner string   `help:"The Practitioner that care teams name them by." placeholder:"Practitioner/ID"`
	Person       string   `help:"Key of the person whose own account it is." placeholder:"ID"`
}

// tell writes what was given to an account, and leaves the rest.
func (f *userFlags) tell(x *account.Account) {
	for to, given := range map[*string]string{
		&x.Display: f.Name, &x.Email: f.Email, &x.Partner: f.Partner, &x.Practice: f.Practice, &x.Practitioner: f.Practitioner, &x.Person: f.Person,
	} {
		if given != "" {
			*to = given
		}
	}
	if len(f.Team) > 0 {
		x.Teams = f.Team
	}
	if len(f.Ward) > 0 {
		x.Wards = f.Ward
	}
}

type userAddCmd struct {
	SignIn string   `arg:"" name:"name" help:"To sign in with."`
	Role   []string `required:"" help:"What they do, as the place's access/access.yaml names it; may be given again." placeholder:"ID"`
	userFlags
	BreakGlass bool   `help:"For when the identity provider is down."`
	Provider   string `help:"They sign in at this identity provider, and not here." placeholder:"ID" and:"provider"`
	Subject    string `help:"Who they are to the provider." placeholder:"ID" and:"provider"`
}

// Run adds an account.
func (c userAddCmd) Run(a *app, in *userPlace) error {
	all, err := in.openAny(a)
	if err != nil {
		return err
	}
	defer all.db.Close()
	x := account.Account{Name: c.SignIn, Roles: c.Role, BreakGlass: c.BreakGlass, Source: c.Provider, Subject: c.Subject}
	c.tell(&x)
	made, err := all.Add(all.ctx, x)
	if err != nil {
		return err
	}
	if err := all.bind(&made); err != nil {
		return err
	}
	if made.Source != account.Local {
		return a.printUser(&made, "Added", nil)
	}
	s, err := all.NewSetUp(all.ctx, made.ID)
	if err != nil {
		return err
	}
	return a.printUser(&made, "Added", &s)
}

type userResetCmd struct {
	SignIn string `arg:"" name:"name" help:"That they sign in with."`
}

// Run drops an account's secrets.
func (c userResetCmd) Run(a *app, in *userPlace) error {
	all, err := in.open(a)
	if err != nil {
		return err
	}
	defer all.db.Close()
	x, err := all.find(c.SignIn)
	if err != nil {
		return err
	}
	s, err := all.Reset(all.ctx, x.ID)
	if err != nil {
		return err
	}
	return a.printUser(&x, "Reset", &s)
}

// find gives the account of a sign-in name.
func (u *users) find(name string) (account.Account, error) {
	x, err := u.Named(u.ctx, name)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = &fault.Error{Code: fault.NotFound, Value: name, Reason: "there is no such account", Fix: "give a name that `continuum user PLACE list` shows"}
	}
	return x, err
}

// setUpLink is where somebody sets an account up.
type setUpLink struct {
	Path string    `json:"path"` // of the pages
	Code string    `json:"code"`
	Ends time.Time `json:"ends"`
}

// printUser says what was done, and gives the link that is shown once.
func (a *app) printUser(x *account.Account, done string, s *account.SetUp) error {
	var link *setUpLink
	if s != nil {
		link = &setUpLink{Path: setUpPath + "?" + url.Values{"code": {s.Code}}.Encode(), Code: s.Code, Ends: s.Ends}
	}
	if a.json {
		return a.print(struct {
			Account *account.Account `json:"account"`
			SetUp   *setUpLink       `json:"set_up,omitempty"`
		}{x, link})
	}
	a.line("%s %s (%s).", done, x.Name, strings.Join(x.Roles, ", "))
	if link != nil {
		a.line("Hand its owner this link, and nobody else: it is shown once, works once, and ends %s.\n  %s\nor this code, for the page %s:\n  %s",
			link.Ends.Local().Format("02-Jan-2006 15:04"), link.Path, setUpPath, link.Code)
	}
	return nil
}
