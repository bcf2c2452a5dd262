package link

import (
	"cmp"
	"slices"

	"continuum/link/text"
)

// Values that many unlike people share are placeholders that no list foresaw: a
// default date, the switchboard, a training number. They are taken for missing.
const (
	leastSpike   = 50 // occurrences below which nothing is judged
	birthSpike   = 50 // times the mean of the same ten years
	peopleANHS   = 8  // dates of birth under one identifier
	peopleAPhone = 60 // family names behind one phone
)

// spikes are the placeholders found among values.
type spikes struct {
	dates           map[uint32]bool
	numbers, phones map[uint64]bool
}

// blankSpikes blanks placeholders in all profiles, counts them by field, and
// tells whether there were any.
func (l *Linker) blankSpikes(found map[string]int) (any bool) {
	s := &l.spikes
	s.dates = spikedDates(l.profiles)
	s.numbers = spread(l.profiles, peopleANHS, func(p *profile) (uint64, uint64) { return p.nhs, uint64(p.birth) })
	s.phones = spread(l.profiles, peopleAPhone, func(p *profile) (uint64, uint64) { return uint64(p.phone), uint64(p.family) })
	if len(s.dates)+len(s.numbers)+len(s.phones) == 0 {
		return false
	}
	for i := range l.profiles {
		p, order := &l.profiles[i], &l.order[i]
		before := *order
		if p.birth != 0 && s.dates[p.birth] {
			*order ^= share1(partBirth, uint64(p.birth))
			p.birth = 0
			found["birth_date"]++
		}
		if p.nhs != 0 && s.numbers[p.nhs] {
			*order ^= share1(partNHS, p.nhs)
			p.nhs = 0
			found["nhs_number"]++
		}
		if p.phone != 0 && s.phones[uint64(p.phone)] {
			*order ^= share1(partPhone, l.phones.hash[p.phone])
			p.phone = 0
			found["phone"]++
		}
		if *order != before {
			*order = max(*order, 1)
		}
	}
	return true
}

// spikedDates finds dates far commoner than those of the ten years around.
func spikedDates(profiles []profile) map[uint32]bool {
	count := make([]int32, birthSlots)
	day := make([]uint32, birthSlots)
	decade := map[uint32]int{}
	for i := range profiles {
		b := profiles[i].birth
		s := birthSlot(b)
		count[s]++
		day[s] = b
	}
	for s, n := range count {
		decade[day[s]>>20] += int(n)
	}
	spiked := map[uint32]bool{}
	for s, n := range count {
		around := float64(decade[day[s]>>20]-int(n)) / 3652
		if day[s] != 0 && n >= leastSpike && float64(n) > birthSpike*max(around, 1) {
			spiked[day[s]] = true
		}
	}
	return spiked
}

// spread finds the values that occur with at least `most` different others. A
// first pass counts values roughly, from above, so that only the few that occur
// often enough are looked at closely.
func spread(profiles []profile, most int, of func(*profile) (value, other uint64)) map[uint64]bool {
	size := 1 << 12
	for size < 2*len(profiles) {
		size *= 2
	}
	rough := make([]uint8, size)
	slot := func(v uint64) *uint8 { return &rough[text.Mix(v)&uint64(size-1)] }
	for i := range profiles {
		if v, o := of(&profiles[i]); v != 0 && o != 0 {
			if n := slot(v); *n < 255 {
				*n++
			}
		}
	}
	type pair struct{ value, other uint64 }
	var all []pair
	for i := range profiles {
		if v, o := of(&profiles[i]); v != 0 && o != 0 && int(*slot(v)) >= most {
			all = append(all, pair{v, o})
		}
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.other, b.other)) })
	all = slices.Compact(all)
	wide := map[uint64]bool{}
	for i := 0; i+most <= len(all); i++ {
		if all[i].value == all[i+most-1].value {
			wide[all[i].value] = true
		}
	}
	return wide
}
