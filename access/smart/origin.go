package smart

import (
	"context"
	"slices"

	"continuum/store"
)

// KnowsOrigin tells whether an app that runs in browsers was let in with an address of
// this origin, such as https://app.example: its pages may then read what we answer
// (CORS), here and from the FHIR API.
func (s *Server) KnowsOrigin(ctx context.Context, origin string) (known bool, err error) {
	if !legible(origin, longestRedirect) {
		return false, nil
	}
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT redirects FROM smart_app WHERE kind = $1 AND disabled IS NULL", string(Public)) {
			var text string
			if err == nil {
				err = row.Scan(&text)
			}
			if err != nil {
				return err
			}
			redirects, err := listed(text)
			if err != nil {
				return err
			}
			known = known || slices.ContainsFunc(redirects, func(r string) bool { return originOf(r) == origin })
		}
		return nil
	})
	return known, err
}
