package record

import (
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

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
	read := make([]current, 0, len(ordinals))
	for _, some := range pieces(ordinals) {
		s := &statement{}
		s.put("SELECT ordinal, type, id, version, at, content FROM record_resource WHERE version > 0 AND NOT deleted AND ")
		some.holds(s, "ordinal")
		for row, err := range tx.Query(s.text.String(), s.args...) {
			var x current
			var typ, at int64
			if err == nil {
				err = row.Scan(&x.ordinal, &typ, &x.ID, &x.Version, &at, &x.packed)
			}
			if err != nil {
				return nil, err
			}
			x.Type, x.At = r.names[typ], time.UnixMicro(at).UTC()
			read = append(read, x)
		}
	}
	err := r.unpackAll(read)
	all := make(map[int64]Resource, len(read))
	for i := range read {
		all[read[i].ordinal] = read[i].Resource
	}
	return all, err
}

// unpackAtOnce is how many contents are worth a processor of their own.
const unpackAtOnce = 64

// unpackAll unpacks the contents of resources, of many on all processors.
func (r *Record) unpackAll(read []current) error {
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(read, unpackAtOnce) {
		unpack := func() (err error) {
			for i := range some {
				if some[i].Content, err = r.packer.unpack(some[i].packed); err != nil {
					return err
				}
			}
			return nil
		}
		if len(read) <= unpackAtOnce {
			return unpack()
		}
		work.Go(unpack)
	}
	return work.Wait()
}
