package link

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// span is a half-open range of work.
type span struct{ from, to int }

// chunks parts n items into ranges whose bounds do not depend on the machine.
func chunks(n int) []span {
	const size = 1 << 14
	var out []span
	for from := 0; from < n; from += size {
		out = append(out, span{from, min(from+size, n)})
	}
	return out
}

// parallel does all work on all processors; each item is done by one of them.
func parallel[T any](work []T, do func(T)) {
	workers(len(work), func(int) func(int) { return func(i int) { do(work[i]) } })
}

// numbered does the items 0 to n-1 on all processors.
func numbered(n int, do func(item int)) {
	workers(n, func(int) func(int) { return do })
}

// workers starts one worker a processor; make gives each its own state, and the
// function it returns is called with the items 0 to n-1 in turn.
func workers(n int, start func(worker int) func(item int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range min(runtime.GOMAXPROCS(0), max(n, 1)) {
		wait.Go(func() {
			do := start(w)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}
