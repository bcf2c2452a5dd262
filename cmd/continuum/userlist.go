package main

import (
	"slices"
	"strings"

	"continuum/access/account"
)

// usersRead is how many accounts are read at once.
const usersRead = 1000

type userListCmd struct{}

// Run lists accounts by name.
func (userListCmd) Run(a *app, in *userPlace) error {
	all, err := in.open(a)
	if err != nil {
		return err
	}
	defer all.db.Close()
	list := []account.Account{}
	for after := ""; ; {
		some, err := all.List(all.ctx, after, usersRead)
		if err != nil {
			return err
		}
		list = append(list, some...)
		if len(some) < usersRead {
			break
		}
		after = some[len(some)-1].Name
	}
	if a.json {
		return a.print(map[string]any{"accounts": list})
	}
	if len(list) == 0 {
		a.line("There is no account yet. `continuum user PLACE add` makes the first.")
	}
	for i := range list {
		a.line("%s", userLine(&list[i]))
	}
	return nil
}

// userLine is an account on a line.
func userLine(x *account.Account) string {
	last := "never signed in"
	if !x.LastSignIn.IsZero() {
		last = "signed in " + x.LastSignIn.Local().Format("02-Jan-2006 15:04")
	}
	parts := []string{strings.Join(x.Roles, ", "), x.Partner, x.Practice, strings.Join(x.Teams, ", "), strings.Join(x.Wards, ", "), last}
	if x.Source != account.Local {
		parts = append(parts, "at "+x.Source)
	}
	if x.BreakGlass {
		parts = append(parts, "for breaking the glass")
	}
	if x.Disabled {
		parts = append(parts, "DISABLED")
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return x.Name + "  " + x.Display + "  " + strings.Join(parts, "; ")
}
