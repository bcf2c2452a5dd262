package rights

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// endAccounts lets whoever is erased whole in no more, by all keys that they had: before
// anything goes, for by what goes these keys are found. HeldError where a hold came
// since.
func (r *Rights) endAccounts(ctx context.Context, e *Erased) error {
	if !e.Whole || r.Accounts == nil {
		return nil
	}
	var keys []string
	err := r.db.Read(ctx, func(tx *store.Tx) (err error) {
		if err = r.unheld(tx, e.Person); err == nil {
			keys, err = r.aliases(tx, e.Person)
		}
		return err
	})
	for _, key := range keys {
		if err == nil {
			err = r.Accounts.EndAccountsOf(ctx, key)
		}
	}
	return fault.Wrap(err, "ending the accounts of a person")
}
