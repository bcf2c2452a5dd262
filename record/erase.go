package record

import (
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// What was erased leaves its number, its type and id, and that it is deleted: whoever
// asks for it learns that it is gone and nothing of what it was, and whoever pointed at
// it still points at something. Whom it was about is forgotten too.

// Erase takes all versions of a resource and all that it was found by away for good,
// and says whether there was anything. Who watches its type hears that it is deleted.
// What of others points at it stays. As with Put, Flush is due in the end.
func (w *Writer) Erase(key Key, at time.Time) (bool, error) {
	c, err := w.find(w.tx, key)
	if err != nil || c.Version == 0 {
		return false, err
	}
	if c.Deleted {
		past, err := w.hasPast(c.ordinal)
		if err != nil || !past {
			return false, err
		}
	}
	if w.fresh[c.ordinal] { // its rows cannot be taken away before they are there
		if err := w.Flush(); err != nil {
			return true, err
		}
	}
	before, content, err := w.indexed(&c)
	if err != nil { // damaged: what it is found by can only be looked for
		before, content, c.Deleted = &rows{}, nil, true
		if err := sweep(w.tx, c.ordinal); err != nil {
			return true, fault.Wrap(err, "erasing %s", key)
		}
	}
	err = inTurn(
		func() error { return w.reindex(c.ordinal, before, &rows{}) },
		func() error { return w.tell(c.was(content), nil, key.Type) },
		func() error { return w.empty(&c, at) },
	)
	return true, fault.Wrap(err, "erasing %s", key)
}

// hasPast tells whether versions before are kept of a resource.
func (w *Writer) hasPast(ordinal int64) (past bool, err error) {
	err = w.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM record_version WHERE ordinal = $1)", ordinal).Scan(&past)
	return past, err
}

// empty leaves of a resource that it is deleted.
func (w *Writer) empty(c *current, at time.Time) error {
	for _, table := range []string{"record_version", "record_sight", "record_sight_before"} {
		if _, err := w.tx.Exec("DELETE FROM "+table+" WHERE ordinal = $1", c.ordinal); err != nil {
			return err
		}
	}
	rows, err := w.sightings(c.ordinal, c.Type, nil, 0)
	if err != nil {
		return err
	}
	w.sights = append(w.sights, rows...)
	_, err = w.tx.Exec("UPDATE record_resource SET version = version + 1, at = $1, deleted = TRUE, content = NULL WHERE ordinal = $2", at.UTC().Truncate(time.Millisecond), c.ordinal)
	if err == nil && isPatient(c.Type) {
		_, err = w.tx.Exec("UPDATE record_whose SET person = $1, name = $2 WHERE patient = $3", personNumber(c.String()), c.String(), c.ordinal)
		if err == nil {
			err = refresh(w.tx, "patient", c.ordinal)
		}
	}
	return err
}

// sweep takes the rows of a resource from all indexes without knowing them. It reads
// the indexes whole.
func sweep(tx *store.Tx, ordinal int64) error {
	for _, table := range []string{tokenTable.name, textTable.name, dateTable.name, quantityTable.name, uriTable.name, linkTable.name, measureTable.name, pairTable.name} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE ordinal = $1", ordinal); err != nil {
			return err
		}
	}
	return nil
}

// UnrelatePerson takes back all relations and marks of a person, by whoever's word.
func (r *Record) UnrelatePerson(tx *store.Tx, person string) error {
	_, err := tx.Exec("DELETE FROM record_relation WHERE person = $1", personNumber(person))
	if err == nil {
		err = refresh(tx, "person", personNumber(person))
	}
	return fault.Wrap(err, "forgetting the relations of a person")
}
