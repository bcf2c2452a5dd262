package sheet

import (
	"testing"

	"continuum/plan/standard"
	"continuum/store"
)

// BenchmarkSheet reads a plan in which every element stands, and twice what can be repeated.
func BenchmarkSheet(b *testing.B) {
	w := opened(b)
	for _, s := range standard.All() {
		w.fill(0, s.Name, "", s.Elements)
	}
	for b.Loop() {
		w.read(func(tx *store.Tx) error { return second(w.Sheet(reader, tx, "mary")) })
	}
}

// BenchmarkSet saves one field of it, as a page does every two seconds.
func BenchmarkSet(b *testing.B) {
	w := opened(b)
	for _, s := range standard.All() {
		w.fill(0, s.Name, "", s.Elements)
	}
	e := w.sheet("mary").At(csp, important)[0].Entry
	for i := 0; b.Loop(); i++ {
		e = w.set(nurse, Edit{Entry: e.ID, Seen: e.Version, Value: valueFor(e.Element(), i)}).Entry
	}
}
