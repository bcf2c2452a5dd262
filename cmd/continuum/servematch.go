package main

import (
	"context"

	"continuum/fhir"
	"continuum/record/fact"
	"continuum/record/resource"
	"continuum/warehouse"
)

// linkage lets the API ask the linkage of the live build who somebody could be.
type linkage struct{ builds *warehouse.Live }

// Match asks about a Patient as if it were a new registration.
func (l linkage) Match(ctx context.Context, asked resource.Node, most int) ([]fhir.Match, error) {
	candidates, err := l.builds.Match(ctx, fact.Asked(asked), most)
	if err != nil {
		return nil, err
	}
	all := make([]fhir.Match, len(candidates))
	for i, c := range candidates {
		all[i] = fhir.Match{ID: c.PersonID, Score: c.Probability, Grade: string(c.Grade)}
	}
	return all, nil
}
