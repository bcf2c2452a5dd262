package account

import (
	"context"
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const columns = `SELECT id, name, display, roles, partner, practice, teams, wards, practitioner, person, email,
	disabled, break_glass, source, subject, added, signed_in, version, epoch FROM account`

// scan reads a row of columns.
func scan(row store.Row, a *Account) error {
	var roles, teams, wards string
	var added int64
	var signedIn *int64
	err := row.Scan(&a.ID, &a.Name, &a.Display, &roles, &a.Partner, &a.Practice, &teams, &wards, &a.Practitioner, &a.Person, &a.Email,
		&a.Disabled, &a.BreakGlass, &a.Source, &a.Subject, &added, &signedIn, &a.Version, &a.Epoch)
	if err != nil {
		return err
	}
	a.Added = time.UnixMicro(added).UTC()
	if signedIn != nil {
		a.LastSignIn = time.UnixMicro(*signedIn).UTC()
	}
	for text, list := range map[*string]*[]string{&roles: &a.Roles, &teams: &a.Teams, &wards: &a.Wards} {
		if err := json.Unmarshal([]byte(*text), list); err != nil {
			return &fault.Error{Code: fault.Internal, Reason: "a list of an account is no JSON", Err: err}
		}
	}
	return nil
}

// list is a list as it is kept.
func list(texts []string) json.RawMessage {
	text, _ := json.Marshal(append([]string{}, texts...)) // texts always can be
	return text
}

func unknown() error {
	return &fault.Error{Code: fault.NotFound, Reason: "there is no such account", Fix: "give a name that `continuum user PLACE list` shows"}
}

// one reads the account of a condition; NotFound where there is none.
func one(tx *store.Tx, condition string, args ...any) (found Account, err error) {
	err = scan(tx.QueryRow(columns+" WHERE "+condition, args...), &found)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = unknown()
	}
	return found, err
}

// Find gives an account in a transaction; NotFound where there is none.
func (a *Accounts) Find(tx *store.Tx, id string) (Account, error) {
	return one(tx, "id = $1", id)
}

// Get gives an account; NotFound where there is none.
func (a *Accounts) Get(ctx context.Context, id string) (Account, error) {
	return a.get(ctx, "id = $1", id)
}

// Named gives the account of a sign-in name, however it is spelt.
func (a *Accounts) Named(ctx context.Context, name string) (Account, error) {
	folded, err := Fold(name)
	if err != nil {
		return Account{}, unknown()
	}
	return a.get(ctx, "name = $1", folded)
}

// From gives the account of somebody whom an identity provider knows by a subject.
func (a *Accounts) From(ctx context.Context, provider, subject string) (found Account, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		found, err = from(tx, provider, subject)
		return err
	})
	return found, err
}

func from(tx *store.Tx, provider, subject string) (Account, error) {
	if provider == Local || subject == "" {
		return Account{}, unknown()
	}
	return one(tx, "source = $1 AND subject = $2", provider, subject)
}

func (a *Accounts) get(ctx context.Context, condition string, args ...any) (found Account, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		found, err = one(tx, condition, args...)
		return err
	})
	return found, err
}

// OfPerson gives the accounts that are of a person, by the key that they have, in the
// order of their names.
func (a *Accounts) OfPerson(ctx context.Context, person string) ([]Account, error) {
	return a.list(ctx, "person = $1 AND person <> '' ORDER BY name", person)
}

// List gives accounts in the order of their names, those behind a name ("": all),
// at most so many.
func (a *Accounts) List(ctx context.Context, after string, most int) ([]Account, error) {
	return a.list(ctx, "name > $1 ORDER BY name LIMIT $2", after, most)
}

func (a *Accounts) list(ctx context.Context, condition string, args ...any) (all []Account, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		all = []Account{}
		for row, err := range tx.Query(columns+" WHERE "+condition, args...) {
			var one Account
			if err == nil {
				err = scan(row, &one)
			}
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, fault.Wrap(err, "listing accounts")
}
