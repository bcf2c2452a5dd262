package link

import (
	"syscall"
	"unsafe"
)

// hugePage is the size of the large pages that Linux can back memory with.
const hugePage = 2 << 20

// vast makes a slice that is read here and there: where it is large the system
// is asked to back it with large pages, so that finding a place in memory costs
// no more than reading it. Only advice: where it is not taken all works as well.
func vast[T any](n int) []T {
	s := make([]T, n)
	bytes := uintptr(n) * unsafe.Sizeof(*new(T))
	if bytes < 2*hugePage {
		return s
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	from, to := (at+hugePage-1)&^(hugePage-1), (at+bytes)&^(hugePage-1)
	inner := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(s)), from-at)), to-from)
	_ = syscall.Madvise(inner, syscall.MADV_HUGEPAGE) // refused where the kernel has no large pages
	return s
}
