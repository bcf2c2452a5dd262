package account

import (
	"context"
	"encoding/base32"
	"reflect"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// idLetters are those of an account's id.
var idLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func newID() string { return idLetters.EncodeToString(random(15)) }

// Add makes an account and gives it an id. A local one cannot sign in until it is
// set up (NewSetUp). Invalid where it says what the place does not know, Conflict
// where somebody has its name or subject.
func (a *Accounts) Add(ctx context.Context, x Account) (Account, error) {
	if x.Source == "" {
		x.Source = Local
	}
	if err := a.complete(&x); err != nil {
		return Account{}, err
	}
	err := a.write(ctx, x.ID, func(tx *store.Tx) error { return a.insert(ctx, tx, &x) })
	return x, fault.Wrap(err, "adding an account")
}

// complete checks a new account and gives it what only we give.
func (a *Accounts) complete(x *Account) error {
	x.ID, x.Added, x.LastSignIn, x.Version, x.Epoch = newID(), a.now().UTC().Truncate(time.Microsecond), time.Time{}, 1, 1
	return x.check(a.known)
}

func (a *Accounts) insert(ctx context.Context, tx *store.Tx, x *Account) error {
	n, err := tx.Exec(`INSERT INTO account (id, name, display, roles, partner, practice, teams, wards, practitioner, person, email,
		disabled, break_glass, source, subject, added, version, epoch)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, 1) ON CONFLICT DO NOTHING`,
		x.ID, x.Name, x.Display, list(x.Roles), x.Partner, x.Practice, list(x.Teams), list(x.Wards), x.Practitioner, x.Person, x.Email,
		x.Disabled, x.BreakGlass, x.Source, x.Subject, x.Added)
	if err != nil {
		return err
	}
	if n == 0 {
		return taken()
	}
	return a.note(ctx, tx, Added, x.ID, strings.Join(x.Roles, ", "))
}

func taken() error {
	return &fault.Error{Code: fault.Conflict, Reason: "somebody has this name or subject already", Fix: "choose another name"}
}

// Change edits an account that is still of a version; 0 takes it as it is. Its id,
// source and subject stay. Open sessions end where what it may do changes.
func (a *Accounts) Change(ctx context.Context, id string, version int64, edit func(*Account) error) (after Account, err error) {
	err = a.write(ctx, id, func(tx *store.Tx) error {
		after, err = one(tx, "id = $1", id)
		if err != nil {
			return err
		}
		if version != 0 && version != after.Version {
			return moved()
		}
		return a.changeIn(ctx, tx, &after, edit)
	})
	return after, fault.Wrap(err, "changing an account")
}

// changeIn edits an account as it was just read.
func (a *Accounts) changeIn(ctx context.Context, tx *store.Tx, x *Account, edit func(*Account) error) error {
	before := *x
	after, err := a.edited(tx, &before, edit)
	if err != nil {
		return err
	}
	*x = after
	if reflect.DeepEqual(before, after) {
		return nil
	}
	if err := update(tx, &after, before.Version); err != nil {
		return err
	}
	return a.noteChange(ctx, tx, &before, &after)
}

func moved() error {
	return &fault.Error{Code: fault.Conflict, Reason: "the account was changed meanwhile", Fix: "read it again and decide anew"}
}

// edited is an account after an edit, checked.
func (a *Accounts) edited(tx *store.Tx, before *Account, edit func(*Account) error) (Account, error) {
	after := *before
	after.Roles, after.Teams, after.Wards = set(before.Roles), set(before.Teams), set(before.Wards)
	if err := edit(&after); err != nil {
		return after, err
	}
	after.ID, after.Source, after.Subject, after.Added = before.ID, before.Source, before.Subject, before.Added
	after.LastSignIn, after.Version, after.Epoch = before.LastSignIn, before.Version, before.Epoch
	if err := a.checkEdit(before, &after); err != nil {
		return after, err
	}
	if reflect.DeepEqual(*before, after) {
		return after, nil
	}
	after.Version++
	if !sameRights(before, &after) {
		after.Epoch++
	}
	var others int
	err := tx.QueryRow("SELECT count(*) FROM account WHERE name = $1 AND id <> $2", after.Name, after.ID).Scan(&others)
	if err == nil && others > 0 {
		err = taken()
	}
	return after, err
}

// checkEdit checks an account after an edit. Whoever is only let in no more may have what
// the place no longer knows, such as a role that is gone.
func (a *Accounts) checkEdit(before, after *Account) error {
	shut := *before
	if shut.Disabled = true; reflect.DeepEqual(shut, *after) {
		return nil
	}
	return after.check(a.known)
}

func update(tx *store.Tx, x *Account, version int64) error {
	n, err := tx.Exec(`UPDATE account SET name = $1, display = $2, roles = $3, partner = $4, practice = $5, teams = $6, wards = $7,
		practitioner = $8, person = $9, email = $10, disabled = $11, break_glass = $12, version = $13, epoch = $14
		WHERE id = $15 AND version = $16`,
		x.Name, x.Display, list(x.Roles), x.Partner, x.Practice, list(x.Teams), list(x.Wards),
		x.Practitioner, x.Person, x.Email, x.Disabled, x.BreakGlass, x.Version, x.Epoch, x.ID, version)
	if err == nil && n == 0 {
		err = moved()
	}
	return err
}

// noteChange says which parts changed, not to what.
func (a *Accounts) noteChange(ctx context.Context, tx *store.Tx, before, after *Account) error {
	action := Changed
	switch {
	case after.Disabled && !before.Disabled:
		action = Disabled
	case before.Disabled && !after.Disabled:
		action = Enabled
	}
	var parts []string
	x, y := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for i := range x.NumField() {
		name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
		if name != "-" && name != "version" && !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			parts = append(parts, name)
		}
	}
	return a.note(ctx, tx, action, after.ID, strings.Join(parts, ", "))
}

// Disable ends an account until Enable; its sessions end at once.
func (a *Accounts) Disable(ctx context.Context, id string) (Account, error) {
	return a.Change(ctx, id, 0, func(x *Account) error { x.Disabled = true; return nil })
}

// Enable lets a disabled account in again, with the secrets it had.
func (a *Accounts) Enable(ctx context.Context, id string) (Account, error) {
	return a.Change(ctx, id, 0, func(x *Account) error { x.Disabled = false; return nil })
}

// anew begins another epoch of an account, so that its sessions end.
func anew(tx *store.Tx, id string) error {
	n, err := tx.Exec("UPDATE account SET epoch = epoch + 1, version = version + 1 WHERE id = $1", id)
	if err == nil && n == 0 {
		err = unknown()
	}
	return err
}
