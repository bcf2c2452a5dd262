package main

import (
	"continuum/access"
	"continuum/access/account"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/store"
)

// authority is what gives apps and scripts their tokens, as commands use it.
type authority struct {
	*smart.Server
	accounts *account.Accounts
	place    loaded
	db       *store.DB
	kept     *kept
}

// authority opens what gives tokens in the database that serve would use, which must
// be there.
func (a *app) authority(in placeArg, data dataFlag, database databaseFlag) (*authority, error) {
	l, err := a.served(in.Place)
	if err != nil {
		return nil, err
	}
	dir := data.dir(in.Place)
	url := database.url(dir)
	if database.missing(dir) {
		return nil, &fault.Error{Code: fault.NotFound, File: url, Reason: "there is no database yet", Fix: "`continuum user PLACE add` makes it; if it is elsewhere, name it with --database"}
	}
	db, err := store.Open(a.ctx, url, recordSchemas()...)
	if err != nil {
		return nil, err
	}
	x, err := a.authorityOf(db, l)
	if err != nil {
		_ = db.Close()
	}
	return x, err
}

func (a *app) authorityOf(db *store.DB, l loaded) (*authority, error) {
	a.ctx = access.Through(a.ctx, "command")
	k, err := keep(a.ctx, db, l, nil, nil)
	if err != nil {
		return nil, err
	}
	accounts, err := openAccounts(a.ctx, k, l)
	if err != nil {
		return nil, err
	}
	server := smart.New(db, smart.Options{Accounts: accountsOfTokens{accounts}, Auditor: k.gate.Tokens()})
	return &authority{server, accounts, l, db, k}, nil
}
