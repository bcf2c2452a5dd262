package store

import (
	"math/rand/v2"
	"time"
)

// pace is how often and how long the outbox and the workers try.
type pace struct {
	poll     time.Duration // looking for what another process wrote
	lease    time.Duration // of a task under way; renewed every third of it while a job runs
	attempts int64         // of a task before it is given up
	first    time.Duration // pause after the first failure, doubling
	longest  time.Duration // pause between two attempts
	tidy     time.Duration // between two rounds of tidying
	keep     time.Duration // events are kept this long after all handlers had them
	handlers int           // events a handler hears at once, of different subjects
	workers  int           // jobs of a kind done at once
}

// usual gives up after some two hours.
var usual = pace{
	poll: 500 * time.Millisecond, lease: 20 * time.Second,
	attempts: 15, first: 500 * time.Millisecond, longest: time.Hour,
	tidy: 10 * time.Second, keep: 7 * 24 * time.Hour,
	handlers: 8, workers: 4,
}

// pause is how long to wait after the n-th failure: exponential, with jitter of a half.
func (p pace) pause(n int64) time.Duration {
	d := p.longest
	if n < 32 && p.first<<(n-1) < p.longest {
		d = p.first << (n - 1)
	}
	return d/2 + rand.N(d/2+1)
}
