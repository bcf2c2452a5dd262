package link

// union is a forest of disjoint sets. Roots are the smallest member, so that a
// set has one name however it came about.
type union []uint32

func newUnion(n int) union {
	u := union(vast[uint32](n))
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

func (u union) join(a, b uint32) uint32 {
	a, b = u.find(a), u.find(b)
	if a > b {
		a, b = b, a
	}
	u[b] = a
	return a
}
