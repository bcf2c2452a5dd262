package main

import (
	"context"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/rights"
)

// ownAccounts finds the accounts of a person, and ends them.
type ownAccounts struct {
	*account.Accounts
	gate *access.Gate
}

// AccountsOf gives them, by name.
func (o ownAccounts) AccountsOf(ctx context.Context, person string) (all []rights.Account, err error) {
	some, err := o.OfPerson(ctx, person)
	for _, x := range some {
		all = append(all, rights.Account{Name: x.Name, Display: x.Display, Roles: x.Roles, Email: x.Email, Disabled: x.Disabled, Added: x.Added, LastSignIn: x.LastSignIn})
	}
	return all, err
}

// EndAccountsOf disables those of a person, but not one by which they work: erasing what
// is held about somebody as a patient ends nobody's work.
func (o ownAccounts) EndAccountsOf(ctx context.Context, person string) error {
	some, err := o.OfPerson(ctx, person)
	if err != nil {
		return err
	}
	works := newStaffAccounts(o.Accounts, o.gate)
	for i := range some {
		if x := &some[i]; !x.Disabled && !works.staff(x) {
			if _, err := o.Disable(ctx, x.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
