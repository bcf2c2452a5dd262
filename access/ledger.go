package access

import (
	"context"
	"strings"

	"continuum/access/account"
	"continuum/access/smart"
	"continuum/record/audit"
	"continuum/store"
)

// Accounts is the audit of accounts and of sessions.
func (g *Gate) Accounts() account.Auditor { return ofAccounts{g} }

type ofAccounts struct{ gate *Gate }

// Note appends what happened to an account. Whoever signs in has not signed in yet, so
// the entry says so.
func (l ofAccounts) Note(ctx context.Context, tx *store.Tx, e account.Event) error {
	entry := audit.Entry{Action: string(e.Action), Outcome: audit.OK, Interface: interfaceOf(ctx), Reason: e.Detail}
	if e.Action == account.Refused {
		entry.Outcome = audit.Denied
	}
	if e.Account != "" {
		entry.Resources = []string{"account/" + e.Account}
	}
	if From(ctx) == nil {
		entry.Actor = e.Account
	}
	return l.gate.Append(ctx, tx, entry)
}

// Tokens is the audit of tokens.
func (g *Gate) Tokens() smart.Auditor { return ofTokens{g} }

type ofTokens struct{ gate *Gate }

// Audit appends what happened to a token.
func (l ofTokens) Audit(ctx context.Context, tx *store.Tx, e smart.Entry) error {
	entry := audit.Entry{
		Action: e.What, Outcome: audit.OK, Interface: interfaceOf(ctx), Reason: e.Reason, Actor: e.Account, Client: e.App, Session: e.Grant,
		Purpose: PurposeOfUse(e.Purpose),
	}
	if entry.Reason == "" {
		entry.Reason = e.Scopes
	}
	if strings.Contains(e.What, "refused") {
		entry.Outcome = audit.Denied
	}
	if entry.Actor == "" && e.App != "" {
		entry.Actor = "app:" + e.App
	}
	if e.Patient != "" {
		entry.Resources = []string{"Patient/" + e.Patient}
	}
	return l.gate.Append(ctx, tx, entry)
}
