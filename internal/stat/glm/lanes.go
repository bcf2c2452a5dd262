package glm

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockRows are the rows that one piece of work reads; small enough that its
// residuals stay in the processor's nearest memory.
const blockRows = 2048

// lanes share the rows out in a way that does not depend on the machine: lane k
// takes blocks k, k+n, k+2n, ... and adds up its own sums, which are added in the
// order of lanes. So the same rows give the same bytes on any number of processors.
func lanes(ctx context.Context, n, rows int, work func(lane, from, to int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for lane := int(next.Add(1)) - 1; lane < n; lane = int(next.Add(1)) - 1 {
				for from := lane * blockRows; from < rows && ctx.Err() == nil; from += n * blockRows {
					work(lane, from, min(rows, from+blockRows))
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
