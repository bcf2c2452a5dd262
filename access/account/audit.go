package account

import (
	"context"

	"continuum/store"
)

// Action is what happened to an account.
type Action string

// The actions that an Auditor hears of.
const (
	Added         Action = "account-added"
	Changed       Action = "account-changed"
	Disabled      Action = "account-disabled"
	Enabled       Action = "account-enabled"
	WasReset      Action = "account-reset"       // all secrets dropped
	SetUpGiven    Action = "set-up-given"        // a link was made
	PasswordSet   Action = "password-set"        //
	PasskeyAdded  Action = "passkey-added"       //
	PasskeyGone   Action = "passkey-removed"     //
	PasskeyCopied Action = "passkey-copied"      // its count went back: somebody may have a copy
	RecoveryMade  Action = "recovery-codes-made" //
	RecoveryUsed  Action = "recovery-code-used"  //
	SignedIn      Action = "signed-in"           //
	Refused       Action = "sign-in-refused"     //
)

// Event is one thing that happened, without names and secrets.
type Event struct {
	Action  Action
	Account string // id; "" where the attempt named nobody
	Detail  string // such as "password", "locked" or "roles, teams"
}

// Auditor hears of every change in the transaction that makes it: its error undoes
// the change. Who made the change it finds in ctx.
type Auditor interface {
	Note(ctx context.Context, tx *store.Tx, e Event) error
}

func (a *Accounts) note(ctx context.Context, tx *store.Tx, action Action, id, detail string) error {
	if a.auditor == nil {
		return nil
	}
	return a.auditor.Note(ctx, tx, Event{action, id, detail})
}
