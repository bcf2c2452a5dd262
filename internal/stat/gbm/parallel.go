package gbm

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each does n pieces of work on all processors. Pieces write to places of their
// own, so that nothing depends on who does which.
func each(n int, work func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			work(i)
		}
		return
	}
	var next atomic.Int64
	take := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			work(i)
		}
	}
	var wait sync.WaitGroup
	for range workers - 1 {
		wait.Go(take)
	}
	take()
	wait.Wait()
}

const chunk = 1 << 15 // rows worked on at a time

// eachChunk cuts rows into chunks of a fixed length and works on all of them.
func eachChunk(rows int, work func(c, from, to int)) {
	each((rows+chunk-1)/chunk, func(c int) { work(c, c*chunk, min((c+1)*chunk, rows)) })
}

// mix is splitmix64's finisher (Steele 2014): a number that looks random, always
// the same for the same input.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
