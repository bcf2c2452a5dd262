package rights

import (
	"context"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

// Hold keeps a person's record from being erased: for an inquiry, a claim, a trial.
type Hold struct {
	Person string    `json:"person"`
	Reason string    `json:"reason"`
	By     string    `json:"by,omitempty"` // account
	Since  time.Time `json:"since"`
}

// HeldError says that nothing of a person may be erased. Why is in its Hold, for those
// who may know.
type HeldError struct{ Hold }

func (e *HeldError) Error() string {
	return "a legal hold of " + day(e.Since) + " keeps this record from being erased"
}

// Unwrap gives a fault.Denied.
func (e *HeldError) Unwrap() error {
	return &fault.Error{Code: fault.Denied, Reason: "a legal hold keeps this record from being erased", Fix: "release the hold first, if what it is for has ended"}
}

// Hold keeps a person's record until Release. Conflict where it is held already.
func (r *Rights) Hold(ctx context.Context, person, reason string) error {
	reason, err := said(reason, "why the record is held")
	if err == nil {
		err = checkPerson(person)
	}
	if err != nil {
		return err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		held := &fault.Error{Code: fault.Conflict, Reason: "the record is held already", Fix: "release that hold first"}
		all, err := r.Holds(tx)
		if err != nil {
			return err
		}
		if _, is := all[person]; is {
			return held
		}
		n, err := tx.Exec("INSERT INTO rights_hold (person, reason, set_by, since, released_by, released_for) VALUES ($1, $2, $3, $4, '', '') ON CONFLICT DO NOTHING", person, reason, by(ctx), r.Now())
		if err == nil && n == 0 {
			err = held
		}
		if err != nil {
			return err
		}
		return r.note(ctx, tx, "hold", person, func(e *audit.Entry) { e.Reason = reason })
	})
	return fault.Wrap(err, "holding a record")
}

// Release ends a person's hold, for a reason. NotFound where there is none.
func (r *Rights) Release(ctx context.Context, person, reason string) error {
	reason, err := said(reason, "why the hold ends")
	if err != nil {
		return err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		keys, err := r.aliases(tx, person)
		if err != nil {
			return err
		}
		ended := int64(0)
		for _, key := range keys {
			n, err := tx.Exec("UPDATE rights_hold SET released = $1, released_by = $2, released_for = $3 WHERE person = $4 AND released IS NULL", r.Now(), by(ctx), reason, key)
			if err != nil {
				return err
			}
			ended += n
		}
		if ended == 0 {
			return fault.New(fault.NotFound, "nobody holds this record")
		}
		return r.note(ctx, tx, "hold-released", person, func(e *audit.Entry) { e.Reason = reason })
	})
	return fault.Wrap(err, "releasing a record")
}

// Holds gives all that stand, by the key that the person has now: who was held as a
// Patient may have become known to a build since.
func (r *Rights) Holds(tx *store.Tx) (map[string]Hold, error) {
	var standing []Hold
	for row, err := range tx.Query("SELECT person, reason, set_by, since FROM rights_hold WHERE released IS NULL ORDER BY id") {
		var h Hold
		var since int64
		if err == nil {
			err = row.Scan(&h.Person, &h.Reason, &h.By, &since)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading holds")
		}
		h.Since = r.at(since)
		standing = append(standing, h)
	}
	all := map[string]Hold{}
	for _, h := range standing {
		all[h.Person] = h
		if id, is := strings.CutPrefix(h.Person, patientType.Name+"/"); is {
			now, err := r.Record.PersonOf(tx, record.Key{Type: patientType, ID: id})
			if err != nil {
				return nil, fault.Wrap(err, "finding who is held")
			}
			all[now] = h
		}
	}
	return all, nil
}

// unheld fails with a HeldError where a person is held.
func (r *Rights) unheld(tx *store.Tx, person string) error {
	all, err := r.Holds(tx)
	if err != nil {
		return err
	}
	if h, held := all[person]; held {
		return &HeldError{h}
	}
	return nil
}

// aliases are the keys by which a person was known: the present one, and those of all
// their Patients.
func (r *Rights) aliases(tx *store.Tx, person string) ([]string, error) {
	patients, err := r.Record.PatientsOf(tx, person)
	if err != nil {
		return nil, fault.Wrap(err, "finding the Patients of a person")
	}
	all := []string{person}
	for _, key := range patients {
		if key.String() != person {
			all = append(all, key.String())
		}
	}
	return all, nil
}
