package vast

import (
	"os"
	"runtime"
	"testing"
)

func isFile[T any](s []T) bool { return room.files[addressOf(s)] != nil }

// Arrays hold what is put into them, in memory or not, and are gone when freed.
func TestArraysKeepWhatIsPutIntoThem(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("arrays are never files here")
	}
	folder := t.TempDir()
	StayNear(folder, 1<<20) // less than any process takes
	defer StayNear(folder, 1<<50)
	type pair struct {
		a uint64
		b [3]uint32
	}
	all := Make[pair](1 << 18)
	if !isFile(all) {
		t.Fatal("the array is no file")
	}
	for i := range all {
		if all[i] != (pair{}) {
			t.Fatalf("element %d is %v at first", i, all[i])
		}
		all[i] = pair{uint64(i), [3]uint32{2: uint32(i)}}
	}
	room.mu.Lock()
	for _, at := range room.files {
		letGo(at)
	}
	room.mu.Unlock()
	for i := range all {
		if all[i].a != uint64(i) || all[i].b[2] != uint32(i) {
			t.Fatalf("element %d is %v after its page was let go", i, all[i])
		}
	}
	if names, err := os.ReadDir(folder); err != nil || len(names) > 0 {
		t.Errorf("files have names: %v, %v", names, err)
	}
	Free(all[:0])
	if len(room.files) > 0 {
		t.Errorf("%d files are left", len(room.files))
	}
}

// Where no file can be made, and for values that the collector must see, arrays
// are memory like any other.
func TestArraysThatCannotBeFiles(t *testing.T) {
	StayNear("/nowhere", 1<<20)
	defer StayNear("/nowhere", 1<<50)
	if s := Make[uint64](1 << 18); isFile(s) || len(s) != 1<<18 {
		t.Error("a file in no folder")
	}
	StayNear(t.TempDir(), 1<<20)
	if s := Make[struct{ name string }](1 << 18); isFile(s) {
		t.Error("strings in a file")
	}
	if s := Make[*int](1 << 18); isFile(s) {
		t.Error("pointers in a file")
	}
	Free(Make[uint64](3))
	Free[uint64](nil)
}
