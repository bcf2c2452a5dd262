package sheet

import (
	"context"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/store"
)

// Forget takes away all that is kept of a person's plan. It is a rights.Keeper.
func (s *Sheets) Forget(_ context.Context, tx *store.Tx, person string, _ []link.Registration) error {
	for _, table := range []string{"plan_aside", "plan_change", "plan_entry"} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE person = $1", person); err != nil {
			return fault.Wrap(err, "forgetting a person's plan")
		}
	}
	return nil
}

// People are all of whom something is kept, by their keys.
func (s *Sheets) People(tx *store.Tx) ([]string, error) {
	return store.All(tx.Query("SELECT DISTINCT person FROM plan_entry ORDER BY person"), "reading who has a plan", func(to *string, row store.Row) error { return row.Scan(to) })
}

// Held is all that is kept of a person's plan, as they take it with them.
type Held struct {
	Entries []Entry  `json:"entries"` // removed ones too
	Changes []Change `json:"changes"` // the first first
	Asides  []Aside  `json:"asides"`  // those that were decided too
}

// HeldOf gives all that is kept of a person's plan.
func (s *Sheets) HeldOf(tx *store.Tx, person string) (h Held, err error) {
	if h.Entries, err = entries(tx, "person = $1", person); err != nil {
		return h, err
	}
	if h.Changes, err = store.All(tx.Query(changes+" ORDER BY c.id", person), "reading what was done to a plan", (*Change).scan); err != nil {
		return h, err
	}
	h.Asides, err = asides(tx, person, "")
	return h, err
}
