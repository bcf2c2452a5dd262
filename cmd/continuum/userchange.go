package main

import (
	"strings"

	"continuum/access/account"
)

type userChangeCmd struct {
	SignIn string `arg:"" name:"name" help:"That they sign in with."`
	userFlags
}

// Run changes an account.
func (c userChangeCmd) Run(a *app, in *userPlace) error {
	return in.change(a, c.SignIn, "Changed", c.tell)
}

type userDisableCmd struct {
	SignIn string `arg:"" name:"name" help:"That they sign in with."`
}

// Run disables an account.
func (c userDisableCmd) Run(a *app, in *userPlace) error {
	return in.change(a, c.SignIn, "Disabled", func(x *account.Account) { x.Disabled = true })
}

type userEnableCmd struct {
	SignIn string `arg:"" name:"name" help:"That they sign in with."`
}

// Run enables an account.
func (c userEnableCmd) Run(a *app, in *userPlace) error {
	return in.change(a, c.SignIn, "Enabled", func(x *account.Account) { x.Disabled = false })
}

type userRolesCmd struct {
	SignIn string   `arg:"" name:"name" help:"That they sign in with."`
	Roles  []string `arg:"" optional:"" name:"role" help:"All the roles they have from now on."`
}

// Run sets or shows an account's roles.
func (c userRolesCmd) Run(a *app, in *userPlace) error {
	if len(c.Roles) > 0 {
		return in.change(a, c.SignIn, "Changed", func(x *account.Account) { x.Roles = c.Roles })
	}
	all, err := in.open(a)
	if err != nil {
		return err
	}
	defer all.db.Close()
	x, err := all.find(c.SignIn)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"account": x})
	}
	a.line("%s has the roles %s.", x.Name, strings.Join(x.Roles, ", "))
	return nil
}

// change edits an account and says so.
func (in *userPlace) change(a *app, name, done string, edit func(*account.Account)) error {
	all, err := in.open(a)
	if err != nil {
		return err
	}
	defer all.db.Close()
	x, err := all.find(name)
	if err != nil {
		return err
	}
	x, err = all.Change(all.ctx, x.ID, 0, func(x *account.Account) error { edit(x); return nil })
	if err != nil {
		return err
	}
	if err := all.bind(&x); err != nil {
		return err
	}
	return a.printUser(&x, done, nil)
}
