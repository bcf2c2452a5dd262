package warehouse

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// task is a piece of a build that needs one processor.
type task func(context.Context) error

// lanes runs tasks side by side, one a processor, begun in the order given. The
// engine is opened with one thread and works on the goroutine that asks: its own
// worker threads would make the one that waits for them spin.
func lanes(ctx context.Context, tasks ...task) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range tasks {
		work.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return t(ctx)
		})
	}
	return work.Wait()
}

// turn lets tasks that work side by side finish one after another.
type turn struct{ before, done chan struct{} }

// turns gives each of n tasks its turn; they must be begun in this order.
func turns(n int) []turn {
	out := make([]turn, n)
	before := make(chan struct{})
	close(before)
	for i := range out {
		out[i] = turn{before, make(chan struct{})}
		before = out[i].done
	}
	return out
}

// wait waits until the one before is done.
func (t turn) wait(ctx context.Context) error {
	select {
	case <-t.before:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
