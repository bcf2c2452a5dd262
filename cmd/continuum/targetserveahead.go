package main

import (
	"context"
	"time"

	"continuum/target/cohort"
	"continuum/web"
)

// countAhead counts the cohorts of each build that goes live, before the first page asks,
// which would wait for it: a million people take some seconds. It looks every so often,
// the first time when a server that begins has had its time to itself. What cannot be
// counted is named alone: its error may name people.
func countAhead(ctx context.Context, c web.Cohorts, every time.Duration, failed func(cohort string)) {
	if c == nil {
		return
	}
	var last *cohort.Crowd
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
		k, release, err := c.Crowd(ctx)
		if err != nil {
			continue // there is no build, or whoever asks for a page is told
		}
		if k != last {
			last = k
			countAll(ctx, k, c.Set().IDs(), failed)
		}
		release()
	}
}

// countAll counts one cohort after another, so that a page waits for one at most.
func countAll(ctx context.Context, k *cohort.Crowd, ids []string, failed func(cohort string)) {
	for _, id := range ids {
		if _, err := k.Funnel(ctx, id); err != nil && ctx.Err() == nil {
			failed(id)
		}
	}
}
