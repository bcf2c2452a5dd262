package warehouse

import (
	"testing"

	"pgregory.net/rapid"

	"continuum/link"
	"continuum/link/identity"
)

// TestRangesHoldEveryIDOnce: whatever the number of parts, every id lies in
// exactly one range and the ranges follow each other.
func TestRangesHoldEveryIDOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.Int64Range(0, 1_000).Draw(t, "rows")
		id := identity.Fresh(link.Registration{Source: "clinic", LocalID: rapid.String().Draw(t, "local id")}, 0)
		found := 0
		last := "P0"
		for _, r := range ranges(rows, 10) {
			if r[0] != last {
				t.Fatalf("range starts at %s, the one before ended at %s", r[0], last)
			}
			last = r[1]
			if id >= r[0] && id < r[1] {
				found++
			}
		}
		if found != 1 || last != "Q" {
			t.Fatalf("id %s lies in %d ranges, the last ends at %s", id, found, last)
		}
	})
}
