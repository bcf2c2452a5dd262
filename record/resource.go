package record

import (
	"fmt"
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// Key names a resource.
type Key struct {
	Type *definition.Type
	ID   string
}

// String gives "Type/id", as references write it.
func (k Key) String() string { return k.Type.Name + "/" + k.ID }

// Resource is one version of a resource.
type Resource struct {
	Key
	Version int64 // from 1
	At      time.Time
	Deleted bool
	Content []byte // as received, with id, meta.versionId and meta.lastUpdated; none when deleted
}

// Parsed is the content to look into.
func (x *Resource) Parsed() (resource.Node, error) {
	n, err := resource.Parse(x.Content, resource.Limits{})
	return n, fault.Wrap(err, "reading %s", x.Key)
}

// Draft is a resource to be written, prepared outside of a transaction so that
// the one writer has little left to do.
type Draft struct {
	Key
	node    resource.Node
	rows    *rows
	people  []string // keys of the Patients it is about
	labels  []string
	at      time.Time
	content []byte // stamped as version 1
	packed  []byte
}

// Instant is how FHIR writes when a version was made, to the millisecond.
const Instant = "2006-01-02T15:04:05.000Z07:00"

// Draft prepares a resource for writing under a key. The node must have been
// checked; at is when the version is made, told to the millisecond.
func (r *Record) Draft(key Key, n resource.Node, at time.Time) (*Draft, error) {
	rows, err := r.rowsOf(n)
	if err != nil {
		return nil, err
	}
	d := &Draft{Key: key, node: n, rows: rows, at: at.UTC().Truncate(time.Millisecond), labels: r.labelsOf(n)}
	if d.people, err = r.aboutRows(key, rows); err != nil {
		return nil, err
	}
	if d.content, err = d.stamped(1); err != nil {
		return nil, err
	}
	d.packed = r.packer.pack(d.content)
	return d, nil
}

// Node is what the draft says.
func (d *Draft) Node() resource.Node { return d.node }

// stamped is the content as a version.
func (d *Draft) stamped(version int64) ([]byte, error) { return d.stampedAt(version, d.at) }

func (d *Draft) stampedAt(version int64, at time.Time) ([]byte, error) {
	e := resource.NewEdit(d.node)
	resource.Stamp{ID: d.ID, VersionID: strconv.FormatInt(version, 10), LastUpdated: at.Format(Instant)}.Apply(e)
	content, err := e.Bytes()
	return content, fault.Wrap(err, "stamping %s", d.Key)
}

// current is a resource as the database has it.
type current struct {
	Resource
	ordinal int64
	packed  []byte
}

// exists tells whether it is there and not deleted.
func (c *current) exists() bool { return c.Version > 0 && !c.Deleted }

// find reads a resource as it is; version 0 where it has never been here.
func (r *Record) find(tx *store.Tx, key Key) (current, error) { return r.findSeen(tx, key, nil) }

// findSeen reads it where it may be seen; what may not has never been here.
func (r *Record) findSeen(tx *store.Tx, key Key, e *eyes) (current, error) {
	c := current{Resource: Resource{Key: key}}
	var at int64
	s := &statement{}
	s.put("SELECT ordinal, version, at, deleted, content FROM record_resource r WHERE type = ").arg(r.types[key.Type]).put(" AND id = ").arg(key.ID)
	if seen := e.clause([]*definition.Type{key.Type}); seen != nil {
		s.put(" AND ")
		seen.holds(s, "r.ordinal")
	}
	err := tx.QueryRow(s.text.String(), s.args...).Scan(&c.ordinal, &c.Version, &at, &c.Deleted, &c.packed)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return c, nil
	}
	c.At = time.UnixMicro(at).UTC()
	return c, err
}

// GoneError says that a resource was deleted.
type GoneError struct{ Resource }

func (e *GoneError) Error() string {
	return fmt.Sprintf("%s was deleted at %s", e.Key, e.At.Format(time.RFC3339))
}

// Unwrap gives a fault.NotFound.
func (e *GoneError) Unwrap() error { return fault.New(fault.NotFound, "%s was deleted", e.Key) }

// Read gives a resource as it is: fault.NotFound where there is none, with a
// GoneError where it was deleted.
func (r *Record) Read(tx *store.Tx, key Key) (Resource, error) { return r.read(tx, key, nil) }

// Missing says that there is no such resource: the same of one that may not be seen.
func Missing(key Key) error { return fault.New(fault.NotFound, "there is no %s", key) }

func (r *Record) read(tx *store.Tx, key Key, e *eyes) (Resource, error) {
	c, err := r.findSeen(tx, key, e)
	switch {
	case err != nil:
		return Resource{}, err
	case c.Version == 0:
		return Resource{}, Missing(key)
	case c.Deleted:
		return Resource{}, &GoneError{c.Resource}
	}
	c.Content, err = r.packer.unpack(c.packed)
	return c.Resource, err
}

// ReadVersion gives one version of a resource.
func (r *Record) ReadVersion(tx *store.Tx, key Key, version int64) (Resource, error) {
	return r.readVersion(tx, key, version, nil)
}

func missingVersion(key Key, version int64) error {
	return fault.New(fault.NotFound, "there is no version %d of %s", version, key)
}

func (r *Record) readVersion(tx *store.Tx, key Key, version int64, e *eyes) (Resource, error) {
	c, err := r.findSeen(tx, key, e)
	if err != nil {
		return Resource{}, err
	}
	if c.Version != version || version == 0 {
		c, err = r.findVersion(tx, key, version, e)
		switch {
		case err != nil && fault.CodeOf(err) == fault.NotFound:
			return Resource{}, missingVersion(key, version)
		case err != nil:
			return Resource{}, err
		}
	}
	if c.Deleted {
		return Resource{}, &GoneError{c.Resource}
	}
	c.Content, err = r.packer.unpack(c.packed)
	return c.Resource, err
}

// findVersion reads a version before the one that is.
func (r *Record) findVersion(tx *store.Tx, key Key, version int64, e *eyes) (current, error) {
	c := current{Resource: Resource{Key: key, Version: version}}
	var at int64
	s := &statement{}
	s.put("SELECT v.at, v.deleted, v.content FROM record_resource c JOIN record_version v ON v.ordinal = c.ordinal WHERE c.type = ").arg(r.types[key.Type])
	s.put(" AND c.id = ").arg(key.ID).put(" AND v.version = ").arg(version)
	e.before(s, []*definition.Type{key.Type}, "v.ordinal", "v.version", "c.type")
	err := tx.QueryRow(s.text.String(), s.args...).Scan(&at, &c.Deleted, &c.packed)
	c.At = time.UnixMicro(at).UTC()
	return c, err
}
