package warehouse

import (
	"errors"
	"strings"
	"syscall"

	"continuum/internal/fault"
)

// diskFull says plainly that the disk is full, whoever found it out.
func diskFull(err error) error {
	text := err.Error()
	if !errors.Is(err, syscall.ENOSPC) && !strings.Contains(text, "No space left on device") && !strings.Contains(text, "failed to offload") {
		return err
	}
	return &fault.Error{
		Code: fault.Unavailable, Reason: "the disk is full; the live build is untouched", Err: err,
		Fix: "free some space or give another folder with --data; a build needs about twice the size of the unpacked extracts",
	}
}
