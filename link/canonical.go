package link

import "continuum/internal/vast"

// canonical puts the profiles into the order of a hash of their contents and
// merges those that are equal, so that nothing later depends on the order of
// Add. moved tells where each went.
func (l *Linker) canonical() (moved []uint32) {
	entries := vast.Make[entry](len(l.order))
	defer vast.Free(entries)
	dealt := scatter(l.order, entries)
	parallel(dealt[:], func(part []entry) { sortEntries(part, nil) })
	moved = vast.Make[uint32](len(l.order))
	distinct := uint32(0)
	var from [parts]uint32
	for i, part := range dealt {
		from[i] = distinct
		for k := range part {
			if k == 0 || part[k].hash != part[k-1].hash {
				distinct++
			}
		}
	}
	profiles, order := vast.Make[profile](int(distinct)), vast.Make[uint64](int(distinct))
	numbers := make([]int, parts)
	for i := range numbers {
		numbers[i] = i
	}
	parallel(numbers, func(i int) {
		at := from[i]
		for k, e := range dealt[i] {
			if k == 0 || e.hash != dealt[i][k-1].hash {
				profiles[at], order[at] = l.profiles[e.at], e.hash
				at++
			}
			moved[e.at] = at - 1
		}
	})
	vast.Free(l.profiles)
	vast.Free(l.order)
	l.profiles, l.order = profiles, order
	return moved
}

// prepareProfiles puts profiles into canonical order, blanks placeholders and
// derives what follows from the values. It returns where each record went.
func (l *Linker) prepareProfiles(found map[string]int) (moved []uint32) {
	moved = l.canonical()
	if l.blankSpikes(found) {
		again := l.canonical()
		parallel(chunks(len(moved)), func(s span) {
			for i := s.from; i < s.to; i++ {
				moved[i] = again[moved[i]]
			}
		})
		vast.Free(again)
	}
	parallel(chunks(len(l.profiles)), func(s span) {
		for i := s.from; i < s.to; i++ {
			l.derive(&l.profiles[i])
		}
	})
	return moved
}
