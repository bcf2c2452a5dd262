package account

import (
	"cmp"
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// refusal is the one answer to whoever may not come in, whyever.
func refusal() error {
	return &fault.Error{
		Code: fault.Denied, Reason: "this does not sign anybody in",
		Fix: "check the name and the password; after several tries wait a while, use a passkey or a recovery code, or ask the administrator for a new link",
	}
}

// tried is an attempt to sign in that is being looked at.
type tried struct {
	account Account
	hash    string // "": there is none that could be right
	why     string // it cannot succeed, for the audit
	sides   []side
}

// SignIn lets somebody in by password from an address (IP, or IP and port): Denied
// for whatever reason not, Unavailable where too many come at once.
func (a *Accounts) SignIn(ctx context.Context, name, password, address string) (Account, error) {
	from := a.side(&ofAddress, remote(address))
	if held, err := a.heldUp(ctx, from); err != nil || held {
		return Account{}, cmp.Or(err, refusal())
	}
	give, err := a.hasher.slot(ctx)
	if err != nil {
		return Account{}, err
	}
	defer give()
	t, err := a.try(ctx, name, from)
	if err != nil {
		return Account{}, fault.Wrap(err, "signing in")
	}
	prepared, unfit := prepare(password)
	right, err := a.hasher.right(t.hash, prepared)
	if err != nil {
		return Account{}, fault.Wrap(err, "signing in")
	}
	if unfit != nil || !right {
		return Account{}, a.refuse(ctx, &t)
	}
	return a.enter(ctx, &t, prepared)
}

// try counts an attempt and finds what it must fit.
func (a *Accounts) try(ctx context.Context, name string, from side) (t tried, err error) {
	folded, unfit := Fold(name)
	if unfit != nil {
		folded = "\x00" + name // filed apart, found nowhere
	}
	sides := []side{a.side(&ofName, folded), from}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		t = tried{sides: sides}
		looked, err := a.admit(tx, sides...)
		if err != nil {
			return err
		}
		if unfit == nil {
			t.account, err = one(tx, "name = $1", folded)
		}
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		t.hash, err = passwordOf(tx, t.account.ID)
		t.judge(&a.policy, looked)
		return err
	})
	return t, err
}

// judge says why an attempt cannot succeed, if so.
func (t *tried) judge(p *Policy, looked bool) {
	switch {
	case !looked:
		t.why = "held up"
	case t.account.ID == "":
		t.why = "unknown name"
	case t.account.Disabled:
		t.why = "disabled"
	case !p.admits(&t.account):
		t.why = "signs in elsewhere"
	case !p.password(&t.account):
		t.why = "needs a passkey"
	case t.hash == "":
		t.why = "has no password"
	}
	if t.why != "" {
		t.hash = ""
	}
}

// passwordOf is the hash of an account's password, "" where it has none.
func passwordOf(tx *store.Tx, id string) (hash string, err error) {
	err = tx.QueryRow("SELECT hash FROM account_password WHERE account = $1", id).Scan(&hash)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return "", nil
	}
	return hash, err
}

// refuse notes an attempt that failed and gives the answer.
func (a *Accounts) refuse(ctx context.Context, t *tried) error {
	why := t.why
	if why == "" {
		why = "wrong password"
	}
	err := a.db.Write(ctx, func(tx *store.Tx) error { return a.note(ctx, tx, Refused, t.account.ID, why) })
	if err != nil {
		return fault.Wrap(err, "noting an attempt to sign in")
	}
	return refusal()
}

// enter lets somebody in whose password was right, unless it has changed since.
func (a *Accounts) enter(ctx context.Context, t *tried, password string) (in Account, err error) {
	again := ""
	if a.hasher.old(t.hash) {
		again = a.hasher.make(password)
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		hash, err := passwordOf(tx, t.account.ID)
		if err != nil {
			return err
		}
		if hash != t.hash {
			return refusal()
		}
		if again != "" {
			if _, err := tx.Exec("UPDATE account_password SET hash = $1 WHERE account = $2", again, t.account.ID); err != nil {
				return err
			}
		}
		if err := a.excuse(tx, t.sides...); err != nil {
			return err
		}
		in, err = a.arrived(ctx, tx, t.account.ID, "password")
		return err
	})
	return in, err
}

// arrived notes that somebody came in, if the account still may.
func (a *Accounts) arrived(ctx context.Context, tx *store.Tx, id, how string) (Account, error) {
	in, err := one(tx, "id = $1", id)
	switch {
	case err != nil && fault.CodeOf(err) == fault.NotFound:
		return Account{}, refusal()
	case err != nil:
		return Account{}, err
	case in.Disabled || in.Source == Local && !a.policy.admits(&in):
		return Account{}, refusal()
	}
	now := a.now().UTC().Truncate(time.Microsecond)
	if _, err := tx.Exec("UPDATE account SET signed_in = $1 WHERE id = $2", now, id); err != nil {
		return Account{}, err
	}
	in.LastSignIn = now
	if in.BreakGlass {
		how += ", break-glass account"
	}
	return in, a.note(ctx, tx, SignedIn, id, how)
}
