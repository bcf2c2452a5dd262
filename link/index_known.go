package link

import (
	"context"

	"continuum/internal/fault"
)

// Index makes an index of the records added so far of which it is known already
// whose they are, person by order of Add, without linking them again. The model
// that they were linked by must be given to Use first. It takes the place of Run.
func (l *Linker) Index(ctx context.Context, person []uint32) (*Index, error) {
	if l.fixed == nil {
		return nil, fault.New(fault.Internal, "an index of known people needs the model that they were linked by")
	}
	r, _, err := l.start(ctx, nil)
	if err != nil {
		return nil, err
	}
	if len(person) != len(r.registration) {
		return nil, fault.New(fault.Internal, "%d records have %d people", len(r.registration), len(person))
	}
	r.score() // of pairs there are none, but of each record alone
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, "making an index")
	}
	known := &Result{Person: person, Registration: r.registration, words: r.cfg.wording(), run: r}
	return known.Index(), nil
}
