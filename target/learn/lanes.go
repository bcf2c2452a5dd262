package learn

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

const laneRows = 64

// eachRow calls do for 0 to n-1 on all processors, several at a time.
func eachRow(ctx context.Context, n int, do func(i int) error) error {
	return spreadWork(ctx, n, laneRows, do)
}

// eachAlone calls do for 0 to n-1 on all processors, one at a time.
func eachAlone(ctx context.Context, n int, do func(i int) error) error {
	return spreadWork(ctx, n, 1, do)
}

func spreadWork(ctx context.Context, n, lane int, do func(i int) error) error {
	work, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() error {
			for {
				from := int(next.Add(int64(lane))) - lane
				if from >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				for i := from; i < min(n, from+lane); i++ {
					if err := do(i); err != nil {
						return err
					}
				}
			}
		})
	}
	return work.Wait()
}
