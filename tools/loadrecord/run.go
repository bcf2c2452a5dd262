package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// lab is one server under load.
type lab struct {
	*options
	place  place
	load   *load
	report *report
	server *server
}

// result is a timed run.
type result struct {
	took  time.Duration
	cost  time.Duration   // processor time of the server
	each  []time.Duration // of right answers, sorted
	wrong int
	first string // what was wrong first
}

// rate is right answers a second.
func (r *result) rate() float64 { return float64(len(r.each)) / r.took.Seconds() }

// at is the latency that a share of the answers did not exceed.
func (r *result) at(share float64) time.Duration {
	if len(r.each) == 0 {
		return 0
	}
	return r.each[min(int(share*float64(len(r.each))), len(r.each)-1)]
}

// tries repeats an act on several connections until the time is over or none is
// left. The act gets the number of the try and says what is wrong with the answer.
func (l *lab) tries(ctx context.Context, clients, most int, act func(c *client, n int) (fault string)) *result {
	var next atomic.Int64
	var mu sync.Mutex
	var work sync.WaitGroup
	r := &result{}
	start, before := time.Now(), l.server.worked()
	end := start.Add(l.seconds)
	for range clients {
		work.Go(func() {
			c := l.place.client()
			defer c.close()
			var each []time.Duration
			wrong, first := 0, ""
			for time.Now().Before(end) && ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= most {
					break
				}
				begun := time.Now()
				if fault := act(c, n); fault != "" {
					if wrong++; first == "" {
						first = fault
					}
					continue
				}
				each = append(each, time.Since(begun))
			}
			mu.Lock()
			defer mu.Unlock()
			r.each = append(r.each, each...)
			if r.wrong += wrong; r.first == "" {
				r.first = first
			}
		})
	}
	work.Wait()
	r.took, r.cost = time.Since(start), l.server.worked()-before
	slices.Sort(r.each)
	return r
}

// mostTries bounds any run.
const mostTries = 5_000_000

// repeated runs an act several times and reports medians and their spread.
func (l *lab) repeated(ctx context.Context, what string, clients int, act func(c *client, n int) string) *result {
	var all []*result
	for i := range l.repeats {
		all = append(all, l.tries(ctx, clients, mostTries, func(c *client, n int) string { return act(c, n+i*7919) }))
	}
	l.report.runs(what, clients, all)
	slices.SortFunc(all, func(a, b *result) int { return int(a.at(0.5) - b.at(0.5)) })
	return all[len(all)/2]
}
