package record

import (
	"slices"

	"continuum/store"
)

// Change is what was done to a resource.
type Change struct {
	Key
	Version int64
	Done    Done
	People  []string // keys of the people it is about
}

// Done is what became of a resource.
type Done string

// What may become of a resource.
const (
	Created Done = "create"
	Updated Done = "update"
	Deleted Done = "delete"
)

// WithChanges lets f hear of all changes, by whichever way they come, in the
// transactions that make them: what f writes lasts if the changes do, and its error
// undoes them. The context of the transaction says who acts. It hears of many at once.
func WithChanges(f func(tx *store.Tx, all []Change) error) Option {
	return func(r *Record) { r.hear = f }
}

// changed notes a change, with the Patients it is about.
func (w *Writer) changed(x *Resource, done Done, patients []string) {
	if w.hear != nil {
		w.changes = append(w.changes, Change{x.Key, x.Version, done, patients})
	}
}

// tellChanges lets be heard what was noted.
func (w *Writer) tellChanges() error {
	if len(w.changes) == 0 {
		return nil
	}
	all, who := w.changes, map[string]string{}
	w.changes = nil
	for i := range all {
		for _, patient := range all[i].People {
			who[patient] = ""
		}
	}
	if err := w.whoAre(w.tx, who); err != nil {
		return err
	}
	for i := range all {
		people := make([]string, len(all[i].People))
		for j, patient := range all[i].People {
			people[j] = who[patient]
		}
		slices.Sort(people)
		all[i].People = slices.Compact(people)
	}
	return w.hear(w.tx, all)
}
