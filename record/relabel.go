package record

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/record/resource"
	"continuum/store"
)

// aboutVersion changes when a release finds in another way whom a resource is about.
const aboutVersion = "1"

// relabelAtOnce is how many resources, with all their versions, one transaction labels.
const relabelAtOnce = 500

// relabel makes what rules are asked of anew, where it was made by other labels, or by
// a release that had none.
func (r *Record) relabel(ctx context.Context) error {
	wanted := aboutVersion + "|" + r.labelVersion
	for {
		done := false
		err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
			done, err = r.relabelSome(tx, wanted)
			return err
		})
		if done || err != nil {
			return fault.Wrap(err, "labelling the resources anew")
		}
	}
}

// relabelSome labels the next resources, and says whether all are labelled.
func (r *Record) relabelSome(tx *store.Tx, wanted string) (done bool, err error) {
	var made, becoming string
	var at int64
	err = tx.QueryRow("SELECT made, becoming, done FROM record_labelling").Scan(&made, &becoming, &at)
	if fault.CodeOf(err) == fault.NotFound {
		_, err = tx.Exec("INSERT INTO record_labelling (made, becoming, done) VALUES ('', '', 0)")
	}
	switch {
	case err != nil:
		return false, err
	case made == wanted, r.labels == nil && strings.HasPrefix(made, aboutVersion+"|"):
		return true, nil
	case becoming != wanted:
		at = 0
	}
	some, last, err := r.versionsAfter(tx, at)
	if err != nil {
		return false, err
	}
	if last == 0 {
		_, err = tx.Exec("UPDATE record_labelling SET made = $1, becoming = '', done = 0", wanted)
		return true, err
	}
	if err := r.understand(some); err != nil {
		return false, err
	}
	if err := r.Writer(tx).relabelAll(some); err != nil {
		return false, err
	}
	_, err = tx.Exec("UPDATE record_labelling SET becoming = $1, done = $2", wanted, last)
	return false, err
}

// unlabelled is a version of a resource, whom it is about and how it is labelled.
type unlabelled struct {
	current
	now    bool // it is the resource as it is
	people []string
	labels []string
}

// versionsAfter reads all versions of the next resources behind an ordinal, in order,
// and gives the last of these; 0 where there are none.
func (r *Record) versionsAfter(tx *store.Tx, ordinal int64) (all []unlabelled, last int64, err error) {
	s := &statement{}
	s.put("SELECT coalesce(max(ordinal), 0) FROM (SELECT ordinal FROM record_resource WHERE ordinal > ").arg(ordinal)
	if last, err = s.put(" ORDER BY ordinal LIMIT ").arg(relabelAtOnce).put(") AS next").one(tx); last == 0 || err != nil {
		return nil, 0, err
	}
	const question = `SELECT ordinal, type, id, version, deleted, content, TRUE FROM record_resource WHERE ordinal > $1 AND ordinal <= $2
		UNION ALL SELECT c.ordinal, c.type, c.id, v.version, v.deleted, v.content, FALSE FROM record_version v JOIN record_resource c ON c.ordinal = v.ordinal WHERE v.ordinal > $1 AND v.ordinal <= $2`
	for row, err := range tx.Query(question, ordinal, last) {
		var x unlabelled
		var typ int64
		if err == nil {
			err = row.Scan(&x.ordinal, &typ, &x.ID, &x.Version, &x.Deleted, &x.packed, &x.now)
		}
		if err != nil {
			return nil, 0, err
		}
		if x.Type = r.names[typ]; x.Type != nil {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b unlabelled) int {
		return cmp.Or(cmp.Compare(a.ordinal, b.ordinal), cmp.Compare(a.Version, b.Version))
	})
	return all, last, nil
}

// understand looks into contents. What was deleted keeps what was said of it before.
func (r *Record) understand(all []unlabelled) error {
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(all, unpackAtOnce) {
		work.Go(func() error {
			for i := range some {
				if err := r.understandOne(&some[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := work.Wait()
	for i := 1; i < len(all); i++ {
		if x, before := &all[i], &all[i-1]; x.Deleted && x.ordinal == before.ordinal {
			x.people, x.labels = before.people, before.labels
		}
	}
	return err
}

func (r *Record) understandOne(x *unlabelled) error {
	if !x.exists() {
		return nil
	}
	content, err := r.packer.unpack(x.packed)
	if err != nil {
		return err
	}
	n, err := resource.Parse(content, resource.Limits{})
	if err != nil {
		return fault.Wrap(err, "reading %s", x.Key)
	}
	x.labels = r.labelsOf(n)
	x.people, err = r.aboutNode(x.Key, n)
	return err
}

// relabelAll replaces the rows of resources by those of all their versions.
func (w *Writer) relabelAll(all []unlabelled) error {
	var before [][]any
	for i := range all {
		x := &all[i]
		if x.now {
			if err := w.forget(x); err != nil {
				return err
			}
		}
		if x.Version == 0 {
			continue
		}
		labels, err := w.bitsOf(x.labels)
		if err != nil {
			return err
		}
		rows, err := w.sightings(x.ordinal, x.Type, x.people, labels)
		if err != nil {
			return err
		}
		if x.now {
			w.sights = append(w.sights, rows...)
			continue
		}
		for _, row := range rows {
			before = append(before, []any{x.ordinal, x.Version, row[1], labels})
		}
	}
	err := w.tx.Insert("record_sight_before", []string{"ordinal", "version", "patient", "labels"}, before)
	if err == nil {
		err = w.flushSights()
	}
	return err
}

// forget takes away what was said of a resource, and makes a Patient a person.
func (w *Writer) forget(x *unlabelled) (err error) {
	for _, table := range []string{"record_sight", "record_sight_before"} {
		if err == nil {
			_, err = w.tx.Exec("DELETE FROM "+table+" WHERE ordinal = $1", x.ordinal)
		}
	}
	if err == nil && isPatient(x.Type) {
		err = w.ownPerson(w.tx, x.ordinal, x.String())
	}
	return err
}
