package link

import (
	"cmp"
	"math/bits"
	"slices"
)

// sortEntries sorts the entries of one part by hash; entries of equal hash keep
// their order. Hashes are spread evenly, so that dealing them out by the bits
// below those a part shares leaves few to compare. space, which may be nil, is
// worked in and returned for the next call.
func sortEntries(part, space []entry) []entry {
	const shared = 8 // bits of the hash that a part's entries have in common
	if len(part) < 32 {
		insertionSort(part)
		return space
	}
	width := min(bits.Len(uint(len(part))), 16)
	shift, mask := 64-shared-width, uint64(1)<<width-1
	start := make([]uint32, mask+2)
	for i := range part {
		start[part[i].hash>>shift&mask+1]++
	}
	for b := range mask + 1 {
		start[b+1] += start[b]
	}
	if cap(space) < len(part) {
		space = make([]entry, len(part)+len(part)/4)
	}
	dealt := space[:len(part)]
	for _, e := range part {
		b := e.hash >> shift & mask
		dealt[start[b]] = e
		start[b]++
	}
	copy(part, dealt)
	from := uint32(0)
	for b := range mask + 1 {
		if start[b]-from > 1 {
			sortFew(part[from:start[b]])
		}
		from = start[b]
	}
	return space
}

func insertionSort(few []entry) {
	for i := 1; i < len(few); i++ {
		e, k := few[i], i
		for ; k > 0 && few[k-1].hash > e.hash; k-- {
			few[k] = few[k-1]
		}
		few[k] = e
	}
}

// sortFew sorts what dealing left together: few entries, or many of one hash.
func sortFew(few []entry) {
	if len(few) <= 48 {
		insertionSort(few)
		return
	}
	slices.SortStableFunc(few, func(x, y entry) int { return cmp.Compare(x.hash, y.hash) })
}
