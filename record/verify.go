package record

import (
	"errors"
	"fmt"
	"strconv"

	"continuum/internal/fault"
	"continuum/record/resource"
	"continuum/store"
)

// Verify reads every version of every resource that a transaction sees, and says of
// the first that is damaged which it is: its content cannot be read, or is not what
// its row says. An engine that keeps no checksums does not notice that. It gives how
// many versions there are; none where a database has no record yet.
func Verify(tx *store.Tx) (versions int64, err error) {
	p, err := newPacker()
	if err != nil {
		return 0, err
	}
	defer p.out.Close()
	const all = `SELECT t.name, c.id, c.version, c.content FROM record_resource c JOIN record_type t ON t.number = c.type WHERE c.version > 0 AND NOT c.deleted
		UNION ALL SELECT t.name, c.id, v.version, v.content FROM record_version v JOIN record_resource c ON c.ordinal = v.ordinal
		JOIN record_type t ON t.number = c.type WHERE NOT v.deleted`
	for row, err := range tx.Query(all) {
		var typ, id string
		var version int64
		var packed []byte
		if err == nil {
			err = row.Scan(&typ, &id, &version, &packed)
		}
		if err != nil {
			return versions, fault.Wrap(err, "reading the resources")
		}
		if err := p.verify(packed, typ, id, version); err != nil {
			return versions, &fault.Error{
				Code: fault.Internal, Value: fmt.Sprintf("%s/%s/_history/%d", typ, id, version), Reason: "a resource is damaged", Err: err,
				Fix: "stop the server, keep the database, and restore a backup into a new one",
			}
		}
		versions++
	}
	return versions, nil
}

// verify compares a content with its row.
func (p *packer) verify(packed []byte, typ, id string, version int64) error {
	content, err := p.unpack(packed)
	if err != nil {
		return err
	}
	n, err := resource.Parse(content, resource.Limits{})
	if err != nil {
		return err
	}
	if n.Get("resourceType").Text() != typ || n.Get("id").Text() != id || n.Get("meta").Get("versionId").Text() != strconv.FormatInt(version, 10) {
		return errors.New("it is another resource or version than its row says")
	}
	return nil
}
