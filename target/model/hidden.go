package model

import (
	"context"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// Hidden tells who may not be met in an analysis: whoever was erased since the build
// was made. Scores made before are still on disk, and are read without them.
func Hidden(ctx context.Context, a *warehouse.Analysis) (func(person string) bool, error) {
	gone := map[string]bool{}
	err := a.Ask(ctx, "SELECT person_id FROM hidden", func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		gone[id] = true
		return err
	})
	if err != nil {
		return nil, fault.Wrap(err, "finding who is hidden")
	}
	return func(person string) bool { return gone[person] }, nil
}
