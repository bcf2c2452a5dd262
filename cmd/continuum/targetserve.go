package main

import (
	"context"
	"sync"

	"continuum/place"
	"continuum/target/cohort"
	"continuum/warehouse"
	"continuum/web"
)

// crowds keeps everybody of the live build at hand for the pages, and what was found out
// about them, until another build is live or somebody else is hidden.
type crowds struct {
	place  *place.Place
	set    *cohort.Set
	builds *warehouse.Live

	mu  sync.Mutex
	cur *heldCrowd
}

// heldCrowd is one that is held open until the last page that asks has ended.
type heldCrowd struct {
	*cohort.Crowd
	id    string // of the build, and the edition of who is hidden
	users int
	old   bool
}

// cohortsOf tells the pages of the cohorts of a place, nil where there are none.
func cohortsOf(l loaded, builds *warehouse.Live) web.Cohorts {
	if l.cohorts == nil || len(l.cohorts.All) == 0 || builds == nil {
		return nil
	}
	return &crowds{place: l.place, set: l.cohorts, builds: builds}
}

// Set is the cohorts of the place.
func (c *crowds) Set() *cohort.Set { return c.set }

// Crowd is everybody of the live build as of its index date.
func (c *crowds) Crowd(ctx context.Context) (*cohort.Crowd, func(), error) {
	o, err := c.builds.Overview(ctx)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if id := o.Build.ID + " " + o.Edition; c.cur == nil || c.cur.id != id {
		build, err := c.builds.Analyse(ctx, warehouse.Asking{Build: o.Build.ID, Place: c.place})
		if err != nil {
			return nil, nil, err
		}
		if c.cur != nil {
			c.cur.old = true
			c.cur.end()
		}
		c.cur = &heldCrowd{Crowd: cohort.On(build, c.set, build.IndexDate()), id: id}
	}
	held := c.cur
	held.users++
	return held.Crowd, func() { c.release(held) }, nil
}

func (c *crowds) release(h *heldCrowd) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h.users--
	h.end()
}

// end closes a build that nobody asks any more.
func (h *heldCrowd) end() {
	if h.old && h.users == 0 {
		_ = h.Build().Close() // it was only read
	}
}
