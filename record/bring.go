package record

import (
	"slices"
	"strings"

	"continuum/internal/fault"
)

// bringRows are how many resources one statement brings in.
var bringRows = []int{32, 8, 1}

// Bring writes the first versions of those drafts that are new, many a statement,
// which Put of each then finds done. It spares the writer a question for each
// resource, and what points from one to another finds it there. Drafts that other
// versions are there of it leaves to Put.
func (w *Writer) Bring(drafts []*Draft) error {
	met := map[string]bool{}
	drafts = slices.DeleteFunc(slices.Clone(drafts), func(d *Draft) bool {
		again := met[d.String()]
		met[d.String()] = true
		return again
	})
	for _, size := range bringRows {
		for len(drafts) >= size {
			if err := w.bring(drafts[:size]); err != nil {
				return fault.Wrap(err, "writing %d resources", size)
			}
			drafts = drafts[size:]
		}
	}
	return nil
}

func (w *Writer) bring(drafts []*Draft) error {
	s := &statement{}
	s.put("INSERT INTO record_resource (type, id, version, at, deleted, content) VALUES ")
	byKey := make(map[string]*Draft, len(drafts))
	for i, d := range drafts {
		s.put(strings.Repeat(", ", min(i, 1)), "(").arg(w.types[d.Type]).put(", ").arg(d.ID).put(", 1, ").arg(d.at).put(", FALSE, ").arg(d.packed).put(")")
		byKey[d.String()] = d
	}
	s.put(` ON CONFLICT (type, id) DO UPDATE SET version = 1, at = excluded.at, content = excluded.content WHERE record_resource.version = 0
		RETURNING ordinal, type, id`)
	for row, err := range w.tx.Query(s.text.String(), s.args...) {
		var ordinal, typ int64
		var id string
		if err == nil {
			err = row.Scan(&ordinal, &typ, &id)
		}
		if err != nil {
			return err
		}
		key := Key{w.names[typ], id}.String()
		w.ordinals[key], w.brought[byKey[key]] = ordinal, true
	}
	return nil
}
