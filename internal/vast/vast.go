// Package vast makes the large arrays of work that is done in memory: where there
// is room, on large pages; where memory is short, as files that the system keeps
// in memory as far as it can. Arrays hold no pointers.
package vast

import (
	"reflect"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
	"unsafe"
)

// Make makes an array of n zero values. T must hold no pointers.
func Make[T any](n int) []T {
	bytes := n * int(unsafe.Sizeof(*new(T)))
	if bytes >= leastFile && room.short(bytes) && !holdsPointers(reflect.TypeFor[T]()) {
		if at := room.file(bytes); at != nil {
			return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(at))), n)
		}
	}
	s := make([]T, n)
	if bytes >= 2*hugePage {
		onLargePages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), bytes))
	}
	return s
}

// Free gives back what Make made and nobody uses any more. What is never freed
// stays until the process ends.
func Free[T any](s []T) { room.free(addressOf(s)) }

func addressOf[T any](s []T) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(s))) }

// StayNear keeps the process's memory near some bytes: the collector works harder
// before they are taken, large arrays become files in a folder from when others
// take much of them, and the pages of files are let go. The files have no names
// and are gone when the process ends.
func StayNear(folder string, bytes int64) {
	debug.SetMemoryLimit(bytes / 8 * objects)
	room.mu.Lock()
	defer room.mu.Unlock()
	room.folder, room.bytes = folder, bytes
	if !room.watched {
		room.watched = true
		go room.watch()
	}
}

// holdsPointers says that the collector must see values of a type.
func holdsPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return holdsPointers(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if holdsPointers(f.Type) {
				return true
			}
		}
		return false
	}
	return t.Kind() < reflect.Bool || t.Kind() > reflect.Complex128
}

// What of the bound, in eighths, arrays take before they are files; what the
// collector may let objects and garbage take; and when pages are let go.
const (
	arrays  = 3
	objects = 5
	all     = 7
)

// leastFile is the size from which an array can be a file.
const leastFile = 1 << 19

// hugePage is the size of the large pages that systems can back memory with.
const hugePage = 2 << 20

// room is the memory of this process: there is one, whoever asks.
var room rooms

type rooms struct {
	mu      sync.Mutex
	folder  string
	bytes   int64 // to stay near, 0 for no bound
	watched bool
	files   map[uintptr][]byte // by address
}

// short says that an array of some bytes should be a file.
func (r *rooms) short(bytes int) bool {
	r.mu.Lock()
	bound := r.bytes
	r.mu.Unlock()
	return bound > 0 && inHeap()+int64(bytes) > bound/8*arrays
}

// inHeap is how much memory the collector's objects take.
func inHeap() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// file maps a new file; nil when there can be none.
func (r *rooms) file(bytes int) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := mapFile(r.folder, bytes)
	if at == nil {
		return nil
	}
	if r.files == nil {
		r.files = map[uintptr][]byte{}
	}
	r.files[addressOf(at)] = at
	return at
}

func (r *rooms) free(address uintptr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.files[address]; at != nil {
		delete(r.files, address)
		unmap(at)
	}
}

// watch lets go of the pages of files whenever the process nears its bound. The
// system still has them, and drops them itself when it is short.
func (r *rooms) watch() {
	for range time.Tick(20 * time.Millisecond) {
		r.mu.Lock()
		if len(r.files) > 0 && resident() > r.bytes/8*all {
			for _, at := range r.files {
				letGo(at)
			}
		}
		r.mu.Unlock()
	}
}
