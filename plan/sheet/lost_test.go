package sheet

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"continuum/store"
)

// TestNoTextIsLost: whatever several do to a plan in whatever order, every text that was
// taken is what stands, what is kept aside, or in the history.
func TestNoTextIsLost(t *testing.T) {
	engines(t, func(w *world) {
		run := 0
		rapid.Check(w.TB.(*testing.T), func(r *rapid.T) {
			run++
			d := &deeds{world: w, T: r, people: []string{fmt.Sprint("p", run), fmt.Sprint("q", run)}, sent: map[string][]string{}}
			for range rapid.IntRange(5, 25).Draw(r, "deeds") {
				d.one()
			}
			for person, texts := range d.sent {
				d.kept(person, texts)
			}
		})
	})
}

// deeds are what several do to the plans of two people, one of whom may turn out to be the
// other.
type deeds struct {
	*world
	*rapid.T
	people []string
	sent   map[string][]string // texts that were taken, by person
	n      int
}

func (d *deeds) one() {
	person := rapid.SampledFrom(d.people).Draw(d.T, "person")
	ctx := as(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(d.T, "who"), "matrons")
	held := d.held(person)
	entry := Entry{}
	if len(held.Entries) > 0 {
		entry = rapid.SampledFrom(held.Entries).Draw(d.T, "entry")
	}
	seen := max(entry.Version-int64(rapid.IntRange(0, 2).Draw(d.T, "behind")), 0)
	page := rapid.SampledFrom([]string{"", "x", "y"}).Draw(d.T, "page")
	text := d.text()
	var err error
	switch rapid.IntRange(0, 9).Draw(d.T, "deed") {
	case 0, 1, 2:
		_, err = d.Set(ctx, person, Edit{Entry: entry.ID, Seen: seen, Value: text, Page: page})
		d.took(person, text, err)
	case 3:
		_, err = d.Set(ctx, person, Edit{Standard: csp, Element: rapid.SampledFrom([]string{important, "About me > My wellness > My wellness"}).Draw(d.T, "of"), Seen: seen, Value: text, Page: page})
		d.took(person, text, err)
	case 4:
		_, err = d.Add(ctx, person, New{Standard: csp, Element: alias, Value: text, Token: page})
		d.took(person, text, err)
	case 5:
		_, err = d.Remove(ctx, person, entry.ID, seen)
	case 6:
		_, err = d.Restore(ctx, person, entry.ID, entry.Version)
	case 7:
		if len(held.Asides) > 0 {
			a := rapid.SampledFrom(held.Asides).Draw(d.T, "aside")
			_, err = d.Resolve(ctx, person, Choice{a.ID, a.Version, entry.Version, rapid.SampledFrom([]Side{Ours, Theirs}).Draw(d.T, "keep")})
		}
	case 8:
		_, err = d.Move(ctx, person, entry.ID, 0)
	case 9:
		d.join(ctx)
	}
	_ = err // a refusal leaves all as it was, and its text with the writer
}

// text is new, or one that was sent before.
func (d *deeds) text() string {
	d.n++
	if rapid.IntRange(0, 4).Draw(d.T, "again") == 0 {
		return fmt.Sprint("text ", rapid.IntRange(1, d.n).Draw(d.T, "which"))
	}
	return fmt.Sprint("text ", d.n)
}

func (d *deeds) took(person, text string, err error) {
	if err == nil {
		d.sent[person] = append(d.sent[person], text)
	}
}

func (d *deeds) join(ctx context.Context) {
	from, to := d.people[0], d.people[1]
	if err := d.db.Write(ctx, func(tx *store.Tx) error { return d.Become(tx, from, to) }); err != nil {
		d.Fatalf("joining: %v", err)
	}
	d.sent[to] = append(d.sent[to], d.sent[from]...)
	delete(d.sent, from)
}

func (d *deeds) kept(person string, texts []string) {
	h := d.held(person)
	has := map[string]bool{}
	for _, e := range h.Entries {
		has[e.Value] = true
	}
	for _, c := range h.Changes {
		has[c.To] = true
	}
	for _, a := range h.Asides {
		has[a.Value] = true
	}
	for _, text := range texts {
		if !has[text] {
			d.Errorf("%s: %q is lost", person, text)
		}
	}
	d.once(person)
}

// once: what can stand once stands once, and each entry's parent is of the same person.
func (d *deeds) once(person string) {
	standing := map[string]int{}
	known := map[int64]bool{0: true}
	for _, e := range d.held(person).Entries {
		known[e.ID] = true
	}
	for _, e := range d.held(person).Entries {
		if !known[e.Parent] {
			d.Errorf("%s stands in nothing", e.Path)
		}
		if of := e.Element(); !e.Removed && !of.Many {
			key := fmt.Sprint(e.Parent, of.Path)
			if standing[key]++; standing[key] > 1 {
				d.Errorf("%s stands twice", of.Path)
			}
		}
	}
}
