package rights

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/store"
)

// eraseAtOnce is how many resources one step takes away.
const eraseAtOnce = 100

// Steps of an erasure: who it is goes last, for by that all else is found.
const (
	stepRest = iota
	stepPatients
)

// carryOut takes away what is marked, step by step.
func (r *Rights) carryOut(ctx context.Context, e Erased) (Erased, error) {
	if err := r.endAccounts(ctx, &e); err != nil {
		return e, err
	}
	for {
		left := false
		err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
			left, err = r.step(ctx, tx, &e)
			return err
		})
		if err != nil || !left {
			return e, fault.Wrap(err, "erasing")
		}
	}
}

// step takes some away, or ends an erasure of which nothing is left.
func (r *Rights) step(ctx context.Context, tx *store.Tx, e *Erased) (left bool, err error) {
	if err := r.unheld(tx, e.Person); err != nil {
		return false, err
	}
	step, keys, err := marked(tx, e.ID)
	if err != nil {
		return false, err
	}
	if len(keys) == 0 {
		return false, r.end(ctx, tx, e)
	}
	if step == stepPatients {
		if came, err := r.cameSince(tx, e); came || err != nil {
			return came, err
		}
	}
	var names []string
	w := r.Record.Writer(tx)
	for _, key := range keys {
		if _, err := w.Erase(key, r.Now()); err != nil {
			return false, err
		}
		if _, err := tx.Exec("DELETE FROM rights_marked WHERE erasure = $1 AND step = $2 AND type = $3 AND id = $4", e.ID, step, key.Type.Name, key.ID); err != nil {
			return false, err
		}
		names = append(names, key.String())
	}
	if err := w.Flush(); err != nil {
		return false, err
	}
	if err := tx.QueryRow("UPDATE rights_erasure SET erased = erased + $1 WHERE id = $2 RETURNING erased", int64(len(keys)), e.ID).Scan(&e.Erased); err != nil {
		return false, err
	}
	return true, r.note(ctx, tx, "erase", e.Person, func(x *audit.Entry) {
		x.Resources, x.Reason = names, fmt.Sprintf("erasure %d", e.ID)
	})
}

// cameSince marks what was written about a person since an erasure began, and tells
// whether there was any.
func (r *Rights) cameSince(tx *store.Tx, e *Erased) (bool, error) {
	traces, err := r.Record.Traces(tx, e.Person)
	if err != nil {
		return false, err
	}
	var keys []record.Key
	for _, x := range traces {
		section := access.SectionOf(x.Type.Name)
		goes := slices.Contains(e.Sections, section) || e.Whole && r.rules[section].Erase != never
		if goes && !x.Others && x.Type != patientType {
			keys = append(keys, x.Key)
		}
	}
	return len(keys) > 0, markAll(tx, e.ID, keys)
}

// marked gives what goes next, of one step.
func marked(tx *store.Tx, id int64) (step int64, keys []record.Key, err error) {
	for row, err := range tx.Query("SELECT step, type, id FROM rights_marked WHERE erasure = $1 ORDER BY step, type, id LIMIT $2", id, int64(eraseAtOnce)) {
		var at int64
		var typ string
		var key record.Key
		if err == nil {
			err = row.Scan(&at, &typ, &key.ID)
		}
		if err != nil {
			return 0, nil, err
		}
		if key.Type = definition.ResourceOf(typ); len(keys) == 0 || at == step {
			step, keys = at, append(keys, key)
		}
	}
	return step, keys, nil
}

// end ends an erasure: of a whole record relations and marks go with it.
func (r *Rights) end(ctx context.Context, tx *store.Tx, e *Erased) error {
	n, err := tx.Exec("UPDATE rights_erasure SET ended = $1 WHERE id = $2 AND ended IS NULL", r.Now(), e.ID)
	if err != nil || n == 0 { // another process ended it
		return err
	}
	if e.Whole {
		if err := r.Record.UnrelatePerson(tx, e.Person); err != nil {
			return err
		}
	}
	return r.note(ctx, tx, "erase-ended", e.Person, func(x *audit.Entry) {
		x.Reason = fmt.Sprintf("erasure %d, %s: %d resources", e.ID, e.said(), e.Erased)
	})
}

// Resume ends all erasures that were stopped, but those of people who are held since,
// and gives what it did. One that fails keeps none of the others back.
func (r *Rights) Resume(ctx context.Context) (all []Erased, err error) {
	var open []Erased
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		open, err = unended(tx)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(err, "finding erasures that were stopped")
	}
	for _, e := range open {
		e, failed := r.carryOut(ctx, e)
		switch {
		case failed == nil:
			all = append(all, e)
		case fault.CodeOf(failed) != fault.Denied:
			err = errors.Join(err, failed)
		}
	}
	return all, err
}

func unended(tx *store.Tx) (all []Erased, err error) {
	for row, err := range tx.Query("SELECT id, person, sections, whole, erased, shared FROM rights_erasure WHERE ended IS NULL ORDER BY id") {
		var e Erased
		var sections string
		if err == nil {
			err = row.Scan(&e.ID, &e.Person, &sections, &e.Whole, &e.Erased, &e.Shared)
		}
		if err == nil {
			err = json.Unmarshal([]byte(sections), &e.Sections)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
