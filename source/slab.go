package source

import (
	"syscall"
	"unsafe"

	"continuum/internal/fault"
)

// slabSize is how much memory is asked of the system at once.
const slabSize = 64 << 20

// slabs is memory outside Go's heap: raw rows can be gigabytes, which the
// collector would let grow to twice that, and the engine may point into it. It
// is given back as a whole.
type slabs struct {
	all  [][]byte
	free []byte // what is left of the newest
}

// take gives n bytes, aligned for any number.
func (s *slabs) take(n int) ([]byte, error) {
	n8 := (n + 7) &^ 7
	if n8 > len(s.free) {
		slab, err := syscall.Mmap(-1, 0, max(slabSize, n8), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			return nil, &fault.Error{Code: fault.Unavailable, Reason: "no memory for the rows of an extract", Err: err, Fix: "use a machine with more memory"}
		}
		s.all, s.free = append(s.all, slab), slab
	}
	out := s.free[:n:n]
	s.free = s.free[n8:]
	return out, nil
}

// drop gives all of it back; nothing taken may be used afterwards.
func (s *slabs) drop() {
	for _, slab := range s.all {
		_ = syscall.Munmap(slab) // fails only for what was not mapped
	}
	s.all, s.free = nil, nil
}

// copyOf keeps a copy of numbers or bytes in slabs.
func copyOf[T int64 | int32 | byte](s *slabs, values []T) ([]T, error) {
	if len(values) == 0 {
		return nil, nil
	}
	bytes, err := s.take(len(values) * int(unsafe.Sizeof(values[0])))
	if err != nil {
		return nil, err
	}
	out := unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(bytes))), len(values))
	copy(out, values)
	return out, nil
}
