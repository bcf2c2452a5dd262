package link

import (
	"cmp"
	"slices"
)

// sortEntries sorts by hash, then profile. Hashes are spread evenly, so a long
// list is first dealt into buckets by the bits below those its part shares.
func sortEntries(part []entry) {
	const bits, shift, long = 12, 56 - 12, 256
	if len(part) < long {
		slices.SortFunc(part, compareEntries)
		return
	}
	var start [1<<bits + 1]uint32
	for _, e := range part {
		start[e.hash>>shift&(1<<bits-1)+1]++
	}
	for i := range 1 << bits {
		start[i+1] += start[i]
	}
	at := start
	dealt := make([]entry, len(part))
	for _, e := range part {
		b := e.hash >> shift & (1<<bits - 1)
		dealt[at[b]] = e
		at[b]++
	}
	for b := range 1 << bits {
		slices.SortFunc(dealt[start[b]:start[b+1]], compareEntries)
	}
	copy(part, dealt)
}

func compareEntries(x, y entry) int {
	if x.hash != y.hash {
		return cmp.Compare(x.hash, y.hash)
	}
	return cmp.Compare(x.at, y.at)
}
