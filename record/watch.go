package record

import (
	"continuum/record/definition"
	"continuum/store"
)

// Watcher hears of every change of a resource, in the transaction that makes it:
// what it writes and emits lasts if the change does, and its error undoes both.
// before is nil where there was nothing, after where nothing is left. As the
// transaction may run more than once, it must change nothing else.
type Watcher func(tx *store.Tx, before, after *Resource) error

// Watch lets f hear of the changes of resources of some types, by whichever way
// they come. It must be called before the record is written to.
func (r *Record) Watch(types []string, f Watcher) {
	if r.watchers == nil {
		r.watchers = map[*definition.Type][]Watcher{}
	}
	for _, name := range types {
		t := definition.ResourceOf(name)
		r.watchers[t] = append(r.watchers[t], f)
	}
}

// tell lets those who watch the type hear of a change.
func (w *Writer) tell(before, after *Resource, t *definition.Type) error {
	for _, f := range w.watchers[t] {
		if err := f(w.tx, before, after); err != nil {
			return err
		}
	}
	return nil
}

// was is what a change replaces, nil where nothing is there.
func (c *current) was(content []byte) *Resource {
	if !c.exists() {
		return nil
	}
	before := c.Resource
	before.Content = content
	return &before
}
