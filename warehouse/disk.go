package warehouse

import (
	"errors"
	"strings"
	"syscall"

	"continuum/internal/fault"
)

// exhausted says plainly that the disk is full or the memory used up, whoever found it out.
func exhausted(err error) error {
	text := err.Error()
	said := func(words string) bool { return strings.Contains(text, words) }
	switch {
	case errors.Is(err, syscall.ENOSPC), said("No space left on device"), said("failed to offload"):
		return &fault.Error{
			Code: fault.Unavailable, Reason: "the disk is full; the live build is untouched", Err: err,
			Fix: "free some space or give another folder with --data; a build needs about twice the size of the unpacked extracts",
		}
	case said("Out of Memory Error"):
		first, _, _ := strings.Cut(text, "\n")
		return &fault.Error{
			Code: fault.Unavailable, Reason: "the build needs more memory than it was given; the live build is untouched: " + first,
			Fix: "give more with --memory",
		}
	}
	return err
}
