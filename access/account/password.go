package account

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// SetPassword gives an account another password, after whoever asks has made sure
// that its owner is there. Open sessions end, also this one: begin another. Invalid
// where the password is weak, Denied where the account needs a passkey.
func (a *Accounts) SetPassword(ctx context.Context, id, password string) error {
	err := a.newPassword(ctx, func(tx *store.Tx) (Account, error) { return one(tx, "id = $1", id) }, password)
	return fault.Wrap(err, "setting a password")
}

// newPassword sets the password of the account that whose finds.
func (a *Accounts) newPassword(ctx context.Context, whose func(*store.Tx) (Account, error), password string) error {
	prepared, err := prepare(password)
	if err != nil {
		return err
	}
	give, err := a.hasher.slot(ctx)
	if err != nil {
		return err
	}
	defer give()
	hash, id := a.hasher.make(prepared), ""
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		owner, err := whose(tx)
		if err != nil {
			return err
		}
		id = owner.ID
		if err := a.mayHavePassword(&owner); err != nil {
			return err
		}
		if err := strong(prepared, &owner); err != nil {
			return err
		}
		return a.putPassword(ctx, tx, id, hash)
	})
	a.tell(id)
	return err
}

func (a *Accounts) mayHavePassword(owner *Account) error {
	switch {
	case owner.Source != Local:
		return fault.New(fault.Denied, "the account signs in at its identity provider")
	case !a.policy.password(owner):
		return &fault.Error{Code: fault.Denied, Reason: "the account signs in by passkey only", Fix: "add a passkey"}
	}
	return nil
}

func (a *Accounts) putPassword(ctx context.Context, tx *store.Tx, id, hash string) error {
	_, err := tx.Exec(`INSERT INTO account_password (account, hash, at) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, at = excluded.at`, id, hash, a.now())
	if err != nil {
		return err
	}
	if err := anew(tx, id); err != nil {
		return err
	}
	return a.note(ctx, tx, PasswordSet, id, "")
}
