package sheet

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"continuum/access"
	"continuum/plan/standard"
	"continuum/store"
)

// Sheet is one person's plan as it stands.
type Sheet struct {
	Person  string  `json:"person_id"`
	Entries []*Node `json:"entries"` // at the top, in the order of the standards
}

// Node is an entry with what stands in it.
type Node struct {
	Entry
	Children []*Node `json:"children,omitempty"` // in the order of the standard, those of one element in their own
	Asides   []Aside `json:"asides,omitempty"`   // that wait for a decision
}

// Sheet reads the plan of a person. Denied where no policy lets the actor of the context read
// it, or where they must see pseudonyms.
func (s *Sheets) Sheet(ctx context.Context, tx *store.Tx, person string) (*Sheet, error) {
	if err := s.may(ctx, tx, access.Read, person); err != nil {
		return nil, err
	}
	return sheetOf(tx, person)
}

func sheetOf(tx *store.Tx, person string) (*Sheet, error) {
	all, err := entries(tx, "person = $1 AND removed = FALSE", person)
	if err != nil {
		return nil, err
	}
	open, err := asides(tx, person, " AND a.open = TRUE")
	if err != nil {
		return nil, err
	}
	beside := map[int64][]Aside{}
	for _, a := range open {
		beside[a.Entry] = append(beside[a.Entry], a)
	}
	in := map[int64][]*Node{}
	for i := range all {
		e := &all[i]
		in[e.Parent] = append(in[e.Parent], &Node{Entry: *e, Asides: beside[e.ID]})
	}
	return &Sheet{Person: person, Entries: tree(in, 0)}, nil
}

// tree hangs up what stands in an entry. What stands in a removed one hangs nowhere.
func tree(in map[int64][]*Node, parent int64) []*Node {
	all := in[parent]
	slices.SortStableFunc(all, func(a, b *Node) int {
		return cmp.Or(cmp.Compare(rank(&a.Entry), rank(&b.Entry)), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	for _, n := range all {
		n.Children = tree(in, n.ID)
	}
	return all
}

// ranks is where elements stand in the standards, by the name of the standard and the path.
var ranks = sync.OnceValue(func() map[[2]string]int {
	of := map[[2]string]int{}
	for _, s := range standard.All() {
		for e := range s.All() {
			of[[2]string{s.Name, e.Path}] = len(of) + 1
		}
	}
	return of
})

// rank orders entries of elements; those that no standard has any more come last.
func rank(e *Entry) int {
	if at := ranks()[[2]string{e.Standard, e.Path}]; at > 0 {
		return at
	}
	return len(ranks()) + 1
}

// At gives the entries of an element of a standard, wherever they stand, in their order.
func (s *Sheet) At(name, path string) (all []*Node) {
	var visit func(some []*Node)
	visit = func(some []*Node) {
		for _, n := range some {
			if n.Standard == name && n.Path == path {
				all = append(all, n)
			}
			visit(n.Children)
		}
	}
	visit(s.Entries)
	return all
}

// Removed gives what was taken out of the plan of a person and can be restored, the latest
// first. Denied as Sheet.
func (s *Sheets) Removed(ctx context.Context, tx *store.Tx, person string) ([]Entry, error) {
	if err := s.may(ctx, tx, access.Read, person); err != nil {
		return nil, err
	}
	all, err := entries(tx, "person = $1 AND removed = TRUE", person)
	slices.SortStableFunc(all, func(a, b Entry) int { return b.Changed.Compare(a.Changed) })
	return all, err
}
