package main

import (
	"os"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/vast"
)

// usualMemory is what a linkage stays near unless --memory says otherwise; on a
// machine that has less to give, three quarters of that.
const usualMemory = 11 << 30

// stayNear keeps the memory of this process near a size; what does not fit goes
// to nameless files in a folder, "" for the system's of temporary files.
func stayNear(size, folder string) error {
	bytes, err := memorySize(size)
	if err != nil {
		return err
	}
	vast.StayNear(existing(folder), bytes)
	return nil
}

func memorySize(size string) (int64, error) {
	if size == "" {
		if free := vast.Available(); free > 0 {
			return min(usualMemory, free/4*3), nil
		}
		return usualMemory, nil
	}
	units := map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30}
	for unit, bytes := range units {
		number, found := strings.CutSuffix(size, unit)
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if found && err == nil && n > 0 && n < 1<<20 {
			return n * bytes, nil
		}
	}
	return 0, &fault.Error{Code: fault.Invalid, Column: "--memory", Value: size, Reason: "not an amount of memory", Fix: "write a whole number of MiB or GiB, as 8GiB"}
}

// existing makes a folder; where that fails its owner will tell, and the system's
// folder serves.
func existing(folder string) string {
	if folder == "" || os.MkdirAll(folder, 0o750) != nil {
		return os.TempDir()
	}
	return folder
}
