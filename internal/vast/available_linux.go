package vast

import (
	"bytes"
	"os"
	"strconv"
)

// Available is how much memory the machine has to give, within what the process's
// control group allows; 0 when it cannot be told.
func Available() int64 {
	free := kilobytes("/proc/meminfo", "MemAvailable:")
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if most, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64); err == nil && (free == 0 || most < free) {
			return most
		}
	}
	return free
}

// kilobytes reads a line "name 12 kB" of a file, as bytes.
func kilobytes(file, name string) int64 {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		if f := bytes.Fields(line); len(f) == 3 && string(f[0]) == name {
			n, _ := strconv.ParseInt(string(f[1]), 10, 64) // 0: cannot be told
			return n << 10
		}
	}
	return 0
}
