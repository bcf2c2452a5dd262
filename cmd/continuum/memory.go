package main

import (
	"runtime/debug"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// usualMemory is what a linkage stays near unless --memory says otherwise.
const usualMemory = "11GiB"

// stayNear makes the collector work harder before more memory than this is
// taken. What the records need is taken all the same.
func stayNear(size string) error {
	if size == "" {
		size = usualMemory
	}
	units := map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30}
	for unit, bytes := range units {
		number, found := strings.CutSuffix(size, unit)
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if found && err == nil && n > 0 && n < 1<<20 {
			debug.SetMemoryLimit(n * bytes)
			return nil
		}
	}
	return &fault.Error{Code: fault.Invalid, Column: "--memory", Value: size, Reason: "not an amount of memory", Fix: "write a whole number of MiB or GiB, as 8GiB"}
}
