package link

import (
	"sync/atomic"

	"continuum/internal/vast"
)

// union is a forest of disjoint sets. Roots are the smallest member, so that a
// set has one name however it came about.
type union []uint32

func newUnion(n int) union {
	u := union(vast.Make[uint32](n))
	for i := range u {
		u[i] = uint32(i)
	}
	return u
}

func (u union) find(x uint32) uint32 {
	for u[x] != x {
		u[x] = u[u[x]]
		x = u[x]
	}
	return x
}

// root is find for any number of goroutines at once.
func (u union) root(x uint32) uint32 {
	for u[x] != x {
		x = u[x]
	}
	return x
}

// joinShared is join for any number of goroutines at once. A root gives way only
// to a smaller one, so that in the end the sets have the roots that any order of
// joining gives (Anderson and Woll, STOC 1991).
func (u union) joinShared(a, b uint32) {
	for {
		a, b = u.findShared(a), u.findShared(b)
		if a == b {
			return
		}
		if a > b {
			a, b = b, a
		}
		if atomic.CompareAndSwapUint32(&u[b], b, a) {
			return
		}
	}
}

// findShared is find while others join.
func (u union) findShared(x uint32) uint32 {
	for {
		up := atomic.LoadUint32(&u[x])
		if up == x {
			return x
		}
		next := atomic.LoadUint32(&u[up])
		if next != up {
			atomic.CompareAndSwapUint32(&u[x], up, next)
		}
		x = next
	}
}

func (u union) join(a, b uint32) uint32 {
	a, b = u.find(a), u.find(b)
	if a > b {
		a, b = b, a
	}
	u[b] = a
	return a
}
