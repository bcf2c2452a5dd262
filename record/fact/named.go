package fact

import (
	"context"

	"continuum/internal/fault"
)

// Named gives the ids of people of the build by what a search box takes: names,
// a date of birth, a postcode. It forgives slips, so whoever asks must look again;
// more tells that there are others.
func (f *Facts) Named(ctx context.Context, words string, most int) (ids []string, more bool, err error) {
	if f.warehouse == nil {
		return nil, false, nil
	}
	hits, err := f.warehouse.Search(ctx, words, most+1)
	if err != nil {
		return nil, false, fault.Wrap(err, "looking for people by name")
	}
	for _, h := range hits[:min(most, len(hits))] {
		ids = append(ids, h.Person.ID)
	}
	return ids, len(hits) > most, nil
}
