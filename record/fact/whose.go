package fact

import (
	"context"
	"sync"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// mostAsked is how many answers about identifiers are kept.
const mostAsked = 10_000

// askedCache keeps who has an identifier, of one edition of a build: whatever is asked about a live
// Patient begins with all of its identifiers, and builds of older releases look
// through everybody for each.
type askedCache struct {
	mu    sync.Mutex
	build string
	known map[[2]string][]warehouse.Known // by source and id
}

// whose gives the people with a partner's id for them, or with an NHS number where
// source is empty.
func (f *Facts) whose(ctx context.Context, source, id string) ([]warehouse.Known, error) {
	over, err := f.warehouse.Overview(ctx)
	if err != nil {
		return nil, err
	}
	key, of := [2]string{source, id}, edition(over.Build.ID, over.Edition)
	if people, asked := f.asked.get(of, key); asked {
		return people, nil
	}
	people, err := f.warehouse.With(ctx, source, id)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return nil, fault.Wrap(err, "looking for the person with an identifier")
	}
	f.asked.put(of, key, people)
	return people, nil
}

func (c *askedCache) get(build string, key [2]string) ([]warehouse.Known, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.build != build {
		return nil, false
	}
	people, asked := c.known[key]
	return people, asked
}

// put keeps an answer. A full cache, or one of another build, begins anew.
func (c *askedCache) put(build string, key [2]string, people []warehouse.Known) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range people {
		if edition(p.Build, p.Edition) != build {
			return // another build went live meanwhile
		}
	}
	if c.build != build || len(c.known) >= mostAsked {
		c.build, c.known = build, map[[2]string][]warehouse.Known{}
	}
	c.known[key] = people
}
