package record

import (
	"bytes"
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/record/resource"
)

// AnyVersion is no condition on the version that a write replaces.
const AnyVersion = 0

// Outcome says what a write did.
type Outcome struct {
	Resource
	Created bool
	Same    bool // the resource was there with this content, and has no new version
}

// Put writes a draft: a new resource, or a new version of one. With another
// version than ifMatch in place it fails with fault.Conflict.
func (w *Writer) Put(d *Draft, ifMatch int64) (Outcome, error) {
	if ifMatch == AnyVersion {
		if created, err := w.create(d); created || err != nil {
			out := Outcome{Resource: Resource{Key: d.Key, Version: 1, At: d.at, Content: d.content}, Created: true}
			if err == nil {
				w.changed(&out.Resource, Created, d.people)
				err = w.tell(nil, &out.Resource, d.Type)
			}
			return out, fault.Wrap(err, "writing %s", d.Key)
		}
	}
	c, err := w.find(w.tx, d.Key)
	switch {
	case err != nil:
		return Outcome{}, err
	case ifMatch != AnyVersion && (c.Version != ifMatch || c.Deleted):
		return Outcome{}, conflict(&c, ifMatch)
	}
	return w.update(&c, d)
}

func conflict(c *current, ifMatch int64) error {
	return &fault.Error{
		Code: fault.Conflict, Value: fmt.Sprintf(`W/"%d"`, ifMatch), Reason: fmt.Sprintf("%s is at version %d", c.Key, c.Version),
		Fix: "read it again and decide anew",
	}
}

// create writes the first version, if there is none; the row may be there already,
// as something that was pointed at.
func (w *Writer) create(d *Draft) (bool, error) {
	if w.brought[d] {
		return true, w.enter(w.ordinals[d.String()], d)
	}
	var ordinal int64
	err := w.tx.QueryRow(`INSERT INTO record_resource (type, id, version, at, deleted, content) VALUES ($1, $2, 1, $3, FALSE, $4)
		ON CONFLICT (type, id) DO UPDATE SET version = 1, at = excluded.at, content = excluded.content WHERE record_resource.version = 0
		RETURNING ordinal`, w.types[d.Type], d.ID, d.at, d.packed).Scan(&ordinal)
	switch {
	case err != nil && fault.CodeOf(err) == fault.NotFound:
		return false, nil
	case err != nil:
		return false, err
	}
	w.ordinals[d.String()] = ordinal
	return true, w.enter(ordinal, d)
}

// enter notes what a first version is found by, and who may see it.
func (w *Writer) enter(ordinal int64, d *Draft) error {
	if isPatient(d.Type) {
		if err := w.ownPerson(w.tx, ordinal, d.String()); err != nil {
			return err
		}
	}
	if err := w.sighted(ordinal, d); err != nil {
		return err
	}
	return w.reindex(ordinal, &rows{}, d.rows)
}

// update writes a version after others.
func (w *Writer) update(c *current, d *Draft) (Outcome, error) {
	before, content, err := w.indexed(c)
	if err != nil {
		return Outcome{}, err
	}
	if c.exists() {
		if same, err := d.stampedAt(c.Version, c.At); err == nil && bytes.Equal(same, content) {
			c.Content = content
			return Outcome{Resource: c.Resource, Same: true}, nil
		}
	}
	next := Resource{Key: d.Key, Version: c.Version + 1, At: d.at}
	if next.Content, err = d.stamped(next.Version); err != nil {
		return Outcome{}, err
	}
	if err := w.replace(c, &next, before, d.rows); err != nil {
		return Outcome{}, err
	}
	if err := w.sighted(c.ordinal, d); err != nil {
		return Outcome{}, err
	}
	done := Updated
	if !c.exists() {
		done = Created
	}
	w.changed(&next, done, d.people)
	if err := w.tell(c.was(content), &next, d.Type); err != nil {
		return Outcome{}, err
	}
	return Outcome{Resource: next, Created: c.Deleted}, nil
}

// Delete deletes a resource, and says whether it was there. With another version
// than ifMatch in place it fails with fault.Conflict.
func (w *Writer) Delete(key Key, ifMatch int64, at time.Time) (bool, error) {
	c, err := w.find(w.tx, key)
	switch {
	case err != nil:
		return false, err
	case ifMatch != AnyVersion && (c.Version != ifMatch || c.Deleted):
		return false, conflict(&c, ifMatch)
	case !c.exists():
		return false, nil
	}
	before, content, err := w.indexed(&c)
	if err != nil {
		return false, err
	}
	next := Resource{Key: key, Version: c.Version + 1, At: at.UTC().Truncate(time.Millisecond), Deleted: true}
	if err := w.replace(&c, &next, before, &rows{}); err != nil {
		return true, err
	}
	people, err := w.aboutRows(key, before)
	if err != nil {
		return true, err
	}
	w.changed(&next, Deleted, people)
	return true, w.tell(c.was(content), nil, key.Type)
}

// indexed makes the rows of what is there again, none where nothing is.
func (r *Record) indexed(c *current) (*rows, []byte, error) {
	if !c.exists() {
		return &rows{}, nil, nil
	}
	content, err := r.packer.unpack(c.packed)
	if err != nil {
		return nil, nil, err
	}
	n, err := resource.Parse(content, resource.Limits{})
	if err != nil {
		return nil, nil, fault.Wrap(err, "reading %s", c.Key)
	}
	rows, err := r.rowsOf(n)
	return rows, content, err
}

// replace keeps the version that was and puts the next in its place.
func (w *Writer) replace(c *current, next *Resource, before, after *rows) error {
	if w.fresh[c.ordinal] { // its rows cannot be taken away before they are there
		if err := w.Flush(); err != nil {
			return err
		}
	}
	var packed []byte
	if !next.Deleted {
		packed = w.packer.pack(next.Content)
	}
	_, err := w.tx.Exec("INSERT INTO record_version (ordinal, version, at, deleted, content) VALUES ($1, $2, $3, $4, $5)", c.ordinal, c.Version, c.At, c.Deleted, c.packed)
	if err == nil {
		_, err = w.tx.Exec("UPDATE record_resource SET version = $1, at = $2, deleted = $3, content = $4 WHERE ordinal = $5", next.Version, next.At, next.Deleted, packed, c.ordinal)
	}
	if err == nil {
		err = outdate(w.tx, c.ordinal, c.Version, next.Deleted)
	}
	if err == nil {
		err = w.reindex(c.ordinal, before, after)
	}
	return fault.Wrap(err, "writing %s", c.Key)
}
