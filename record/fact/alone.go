package fact

import (
	"context"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// Alone gives one fact by its id, as Read does, as what is seen beside what is kept:
// with it, who its people are.
func (f *Facts) Alone(ctx context.Context, _ *store.Tx, key record.Key) (*record.Beside, error) {
	x, err := f.read(ctx, key)
	if err != nil {
		return nil, fault.Wrap(err, "reading %s", key)
	}
	n, err := resource.Parse(x.Content, resource.Limits{})
	if err != nil {
		return nil, fault.Wrap(err, "reading %s", key)
	}
	b := &record.Beside{Held: []record.Held{{Resource: x, Node: n}}, Persons: map[string]string{}}
	id, _, ok := personOf(x.ID)
	if !ok {
		return b, nil // a partner
	}
	b.Persons[patient.Name+"/"+id] = id
	if x.Type == patient {
		b.Persons[x.String()] = id
	}
	return b, nil
}
