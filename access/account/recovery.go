package account

import (
	"cmp"
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// recoveryCodes is how many an account has.
const recoveryCodes = 10

// NewRecovery makes the recovery codes of a local account, which are shown once;
// those it had end.
func (a *Accounts) NewRecovery(ctx context.Context, id string) (codes []string, err error) {
	for range recoveryCodes {
		codes = append(codes, newCode(recoveryBytes))
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		owner, err := one(tx, "id = $1", id)
		if err != nil {
			return err
		}
		if owner.Source != Local {
			return fault.New(fault.Invalid, "the account signs in at its identity provider")
		}
		if _, err := tx.Exec("DELETE FROM account_recovery WHERE account = $1", id); err != nil {
			return err
		}
		rows := make([][]any, len(codes))
		for i, code := range codes {
			rows[i] = []any{id, codeDigest(code)}
		}
		if err := tx.Insert("account_recovery", []string{"account", "digest"}, rows); err != nil {
			return err
		}
		return a.note(ctx, tx, RecoveryMade, id, "")
	})
	if err != nil {
		return nil, fault.Wrap(err, "making recovery codes")
	}
	return codes, nil
}

// Recover uses a recovery code up and gives a code with which the account is set up
// again, within a quarter of an hour. What it had stays until then. Denied for
// whatever reason not.
func (a *Accounts) Recover(ctx context.Context, name, code, address string) (s SetUp, err error) {
	from := a.side(&ofAddress, remote(address))
	if held, err := a.heldUp(ctx, from); err != nil || held {
		return SetUp{}, cmp.Or(err, refusal())
	}
	folded, unfit := Fold(name)
	refused := false
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		refused = true
		looked, err := a.admit(tx, from)
		if err != nil {
			return err
		}
		owner, err := one(tx, "name = $1", folded)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		used, err := a.useCode(tx, &owner, code, looked && unfit == nil)
		if err != nil {
			return err
		}
		if !used {
			return a.note(ctx, tx, Refused, owner.ID, "recovery code")
		}
		refused = false
		if err := a.excuse(tx, from); err != nil {
			return err
		}
		if err := a.note(ctx, tx, RecoveryUsed, owner.ID, ""); err != nil {
			return err
		}
		s, err = a.newSetUp(ctx, tx, owner.ID, recoveryLasts)
		return err
	})
	if err == nil && refused {
		return SetUp{}, refusal()
	}
	return s, fault.Wrap(err, "recovering an account")
}

// useCode takes a code away, if it is there and its owner may come in.
func (a *Accounts) useCode(tx *store.Tx, owner *Account, code string, may bool) (bool, error) {
	id := owner.ID
	if !may || !a.policy.admits(owner) {
		id = ""
	}
	n, err := tx.Exec("DELETE FROM account_recovery WHERE account = $1 AND digest = $2", id, codeDigest(code))
	return n == 1, err
}
