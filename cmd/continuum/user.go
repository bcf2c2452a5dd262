package main

import (
	"context"
	"os"

	"continuum/access"
	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
	"continuum/web"
)

type userCmd struct {
	Place userPlace `arg:""`
}

// userPlace is what all commands about accounts begin with.
type userPlace struct {
	placeArg
	dataFlag
	databaseFlag

	List    userListCmd    `cmd:"" default:"1" help:"List accounts and when they last signed in."`
	Add     userAddCmd     `cmd:"" help:"Add an account, and print a link with which its owner sets it up."`
	Change  userChangeCmd  `cmd:"" help:"Change where somebody works, or what they are called."`
	Roles   userRolesCmd   `cmd:"" help:"Give an account these roles and no others; without any, show those it has."`
	Reset   userResetCmd   `cmd:"" help:"Drop an account's passkeys, password and recovery codes, and print a new link."`
	Disable userDisableCmd `cmd:"" help:"Let an account in no more; its open sessions end at once."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled account in again."`
}

// users are a place's accounts, opened by a command, which the audit names as who
// changes them.
type users struct {
	*account.Accounts
	db     *store.DB
	record *record.Record
	ctx    context.Context
}

// bind keeps whose own account one is.
func (u *users) bind(x *account.Account) error {
	return fault.Wrap(web.Bind(u.ctx, u.db, u.record, x), "binding an account to a person")
}

// open opens the accounts in the database that serve would use, and must be there.
func (in *userPlace) open(a *app) (*users, error) {
	dir := in.dir(in.Place)
	if in.missing(dir) {
		return nil, &fault.Error{Code: fault.NotFound, File: in.url(dir), Reason: "there is no database yet", Fix: "`continuum user PLACE add` makes it; if it is elsewhere, name it with --database"}
	}
	return in.openAny(a)
}

// openAny opens the accounts in the database, and makes that where there is none.
func (in *userPlace) openAny(a *app) (*users, error) {
	l, err := a.served(in.Place)
	if err != nil {
		return nil, err
	}
	dir := in.dir(in.Place)
	if in.Database == "" {
		if err := os.MkdirAll(string(dir), 0o750); err != nil {
			return nil, &fault.Error{Code: fault.Unavailable, File: string(dir), Reason: "the folder cannot be made", Err: bare(err), Fix: "name another with --data"}
		}
	}
	db, err := store.Open(a.ctx, in.url(dir), recordSchemas()...)
	if err != nil {
		return nil, err
	}
	k, err := keep(a.ctx, db, l, nil, nil)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	accounts, err := openAccounts(a.ctx, k, l)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return &users{accounts, db, k.record, access.With(a.ctx, access.System("continuum user", ""))}, nil
}
