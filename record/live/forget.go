package live

import (
	"continuum/internal/fault"
	"continuum/link"
	"continuum/store"
)

// Forget takes away what messages said of some registrations, and of their visits, for
// good: it is for people who are erased. Letters stay until somebody discards them, as
// nobody can tell whose they are.
func Forget(tx *store.Tx, registrations []link.Registration) error {
	for _, r := range registrations {
		_, err := tx.Exec("DELETE FROM live_statement WHERE partner = $1 AND (about = $2 AND id = $3 OR about = $4 AND content ->> 'person' = $3)",
			r.Source, string(ofPerson), r.LocalID, string(ofVisit))
		if err != nil {
			return fault.Wrap(err, "forgetting what messages said")
		}
	}
	return nil
}
