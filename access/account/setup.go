package account

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// SetUp is a code with which the owner of an account sets a passkey or a password,
// once. It is shown once and not kept.
type SetUp struct {
	Code string
	Ends time.Time
}

// How long a code lasts that an administrator hands on, and one that follows a
// recovery code.
const (
	SetUpLasts    = 48 * time.Hour
	recoveryLasts = 15 * time.Minute
)

// NewSetUp gives a local account a code to be set up with; one given earlier ends.
func (a *Accounts) NewSetUp(ctx context.Context, id string) (s SetUp, err error) {
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		s, err = a.newSetUp(ctx, tx, id, SetUpLasts)
		return err
	})
	return s, fault.Wrap(err, "making a set-up code")
}

func (a *Accounts) newSetUp(ctx context.Context, tx *store.Tx, id string, lasts time.Duration) (SetUp, error) {
	owner, err := one(tx, "id = $1", id)
	if err != nil {
		return SetUp{}, err
	}
	if owner.Source != Local {
		return SetUp{}, fault.New(fault.Invalid, "the account signs in at its identity provider")
	}
	s := SetUp{newCode(setUpBytes), a.now().Add(lasts).UTC().Truncate(time.Second)}
	_, err = tx.Exec(`INSERT INTO account_setup (account, digest, ends) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET digest = excluded.digest, ends = excluded.ends`, id, codeDigest(s.Code), s.Ends)
	if err != nil {
		return SetUp{}, err
	}
	return s, a.note(ctx, tx, SetUpGiven, id, lasts.String())
}

// Reset drops all secrets of a local account, ends its sessions and gives it a code
// to be set up with again: for whoever lost them, or where somebody else has them.
func (a *Accounts) Reset(ctx context.Context, id string) (s SetUp, err error) {
	err = a.write(ctx, id, func(tx *store.Tx) error {
		s, err = a.newSetUp(ctx, tx, id, SetUpLasts)
		if err != nil {
			return err
		}
		for _, query := range []string{
			"DELETE FROM account_password WHERE account = $1", "DELETE FROM account_passkey WHERE account = $1",
			"DELETE FROM account_recovery WHERE account = $1",
		} {
			if _, err := tx.Exec(query, id); err != nil {
				return err
			}
		}
		if err := anew(tx, id); err != nil {
			return err
		}
		return a.note(ctx, tx, WasReset, id, "")
	})
	return s, fault.Wrap(err, "resetting an account")
}

// SetUpFor tells whose code it is; Denied where it is nobody's, ended, or was used.
func (a *Accounts) SetUpFor(ctx context.Context, code string) (owner Account, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		owner, err = a.ownerOf(tx, code)
		return err
	})
	return owner, err
}

func (a *Accounts) ownerOf(tx *store.Tx, code string) (Account, error) {
	owner, err := one(tx, "id = (SELECT account FROM account_setup WHERE digest = $1 AND ends > $2)", codeDigest(code), a.now())
	if err != nil && fault.CodeOf(err) == fault.NotFound || err == nil && !a.policy.admits(&owner) {
		return Account{}, &fault.Error{Code: fault.Denied, Reason: "this link has ended or was used", Fix: "ask the administrator for another"}
	}
	return owner, err
}

// spend uses a code up.
func (a *Accounts) spend(tx *store.Tx, code string) (Account, error) {
	owner, err := a.ownerOf(tx, code)
	if err != nil {
		return Account{}, err
	}
	_, err = tx.Exec("DELETE FROM account_setup WHERE account = $1", owner.ID)
	return owner, err
}

// SetUpPassword uses a code to set a password. The code lasts where the password is
// refused as weak.
func (a *Accounts) SetUpPassword(ctx context.Context, code, password string) (owner Account, err error) {
	if _, err := a.SetUpFor(ctx, code); err != nil {
		return Account{}, err // before anything is hashed
	}
	err = a.newPassword(ctx, func(tx *store.Tx) (Account, error) {
		owner, err = a.spend(tx, code)
		return owner, err
	}, password)
	if err != nil {
		return Account{}, fault.Wrap(err, "setting up an account")
	}
	return a.Get(ctx, owner.ID)
}
