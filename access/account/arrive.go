package account

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// Arrive lets in whom an identity provider vouched for: the account of its subject,
// after tell has told it what the provider said of them, such as their roles. Where
// there is none, one is made if they may join. Denied where they may not or the
// account is disabled. What the provider said was proven by whoever asks.
func (a *Accounts) Arrive(ctx context.Context, provider, subject string, joins bool, tell func(*Account) error) (in Account, err error) {
	id := ""
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		found, err := from(tx, provider, subject)
		switch {
		case err == nil && found.Disabled:
			return refusal()
		case err == nil:
			err = a.changeIn(ctx, tx, &found, tell)
		case fault.CodeOf(err) == fault.NotFound && joins:
			found, err = a.joined(ctx, tx, provider, subject, tell)
		case fault.CodeOf(err) == fault.NotFound:
			return refusal()
		}
		if err != nil {
			return err
		}
		id = found.ID
		in, err = a.arrived(ctx, tx, id, provider)
		return err
	})
	a.tell(id)
	return in, fault.Wrap(err, "signing in by %s", provider)
}

// joined makes an account of somebody new. It is named after the provider until
// tell or an administrator names it.
func (a *Accounts) joined(ctx context.Context, tx *store.Tx, provider, subject string, tell func(*Account) error) (Account, error) {
	x := Account{Source: provider, Subject: subject}
	if err := tell(&x); err != nil {
		return x, err
	}
	x.Source, x.Subject, x.Disabled, x.BreakGlass = provider, subject, false, false
	if x.Name == "" {
		x.Name = provider + "-" + newID()[:8]
	}
	if err := a.complete(&x); err != nil {
		return x, err
	}
	return x, a.insert(ctx, tx, &x)
}
