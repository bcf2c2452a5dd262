package record

import (
	"time"

	"continuum/store"
)

// fetchAtOnce is how many resources one statement reads.
const fetchAtOnce = 200

// fetch reads the matches, in their order.
func (q *query) fetch(found *Found, things []int64) (err error) {
	found.asking, found.things = q.asking, things
	found.Matches, err = q.read(things)
	return err
}

// read gives the resources that some things are, in their order.
func (a *asking) read(things []int64) ([]Resource, error) {
	ordinals := make([]int64, 0, len(things))
	for _, t := range things {
		if t > 0 {
			ordinals = append(ordinals, t)
		}
	}
	kept, err := a.resources(a.tx, ordinals)
	all := make([]Resource, 0, len(things))
	for _, t := range things {
		if t < 0 {
			all = append(all, a.aside.held(t).Resource)
		} else if x, there := kept[t]; there {
			all = append(all, x)
		}
	}
	return all, err
}

// resources reads the resources with some ordinals that are there.
func (r *Record) resources(tx *store.Tx, ordinals []int64) (map[int64]Resource, error) {
	all := make(map[int64]Resource, len(ordinals))
	for _, some := range pieces(ordinals) {
		s := &statement{}
		s.put("SELECT ordinal, type, id, version, at, content FROM record_resource WHERE version > 0 AND NOT deleted AND ")
		some.holds(s, "ordinal")
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
