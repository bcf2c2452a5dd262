package vast

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// onLargePages asks the system to back memory with large pages, so that finding a
// place in it costs no more than reading it. Only advice: where it is not taken
// all works as well.
func onLargePages(memory []byte) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(memory)))
	from, to := (at+hugePage-1)&^(hugePage-1), (at+uintptr(len(memory)))&^(hugePage-1)
	_ = syscall.Madvise(memory[from-at:to-at], syscall.MADV_HUGEPAGE) // refused where the kernel has no large pages
}

// mapFile makes a file without a name and maps it, or gives nil. Its room on the
// disk is taken at once: a disk that fills up later would end the process.
func mapFile(folder string, size int) []byte {
	f, err := os.CreateTemp(folder, ".vast-*")
	if err != nil {
		return nil
	}
	defer f.Close()
	_ = os.Remove(f.Name()) // what stays is a file of a folder that somebody else removes
	if err := syscall.Fallocate(int(f.Fd()), 0, 0, int64(size)); err != nil {
		return nil
	}
	at, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	return at
}

func unmap(at []byte) { _ = syscall.Munmap(at) } // fails only for what is no map

// letGo drops the pages of a mapped file from the process; its contents stay.
func letGo(at []byte) { _ = syscall.Madvise(at, syscall.MADV_DONTNEED) }

// resident is how much memory the process takes.
func resident() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
