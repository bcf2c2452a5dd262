package record

import (
	"slices"
	"time"

	"continuum/store"
)

// fetchAtOnce is how many resources one statement reads.
const fetchAtOnce = 200

// fetch reads the resources of ordinals, in their order.
func (q *query) fetch(found *Found, ordinals []int64) error {
	all, err := q.resources(q.tx, ordinals)
	found.Matches, found.ordinals = make([]Resource, 0, len(ordinals)), ordinals
	for _, o := range ordinals {
		if x, there := all[o]; there {
			found.Matches = append(found.Matches, x)
		}
	}
	return err
}

// resources reads the resources with some ordinals that are there.
func (r *Record) resources(tx *store.Tx, ordinals []int64) (map[int64]Resource, error) {
	all := make(map[int64]Resource, len(ordinals))
	for some := range slices.Chunk(ordinals, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT ordinal, type, id, version, at, content FROM record_resource WHERE version > 0 AND NOT deleted AND ordinal IN ")
		list(s, some)
		for row, err := range tx.Query(s.text.String(), s.args...) {
			var x Resource
			var ordinal, typ, at int64
			var packed []byte
			if err == nil {
				err = row.Scan(&ordinal, &typ, &x.ID, &x.Version, &at, &packed)
			}
			if err == nil {
				x.Content, err = r.packer.unpack(packed)
			}
			if err != nil {
				return nil, err
			}
			x.Type, x.At = r.names[typ], time.UnixMicro(at).UTC()
			all[ordinal] = x
		}
	}
	return all, nil
}
