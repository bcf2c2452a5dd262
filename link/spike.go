package link

import (
	"cmp"
	"slices"
)

// Values that many unlike people share are placeholders that no list foresaw: a
// default date, the switchboard, a training number. They are taken for missing.
const (
	leastSpike   = 50 // occurrences below which nothing is judged
	birthSpike   = 50 // times the mean of the same ten years
	peopleANHS   = 8  // dates of birth under one identifier
	peopleAPhone = 60 // family names behind one phone
)

// blankSpikes blanks placeholders in all profiles and counts them by field.
func (l *Linker) blankSpikes() map[string]int {
	found := map[string]int{}
	dates := spikedDates(l.raw)
	listed := l.listedDates()
	numbers := spread(l.raw, peopleANHS, func(p *profile) (uint64, uint64) { return p.nhs, uint64(p.birth) })
	phones := spread(l.raw, peopleAPhone, func(p *profile) (uint64, uint64) { return uint64(p.phone), uint64(p.family) })
	for i := range l.raw {
		p := &l.raw[i]
		if p.birth != 0 && (listed[p.birth] || dates[p.birth]) {
			p.birth = 0
			found["birth_date"]++
		}
		if p.nhs != 0 && numbers[p.nhs] {
			p.nhs = 0
			found["nhs_number"]++
		}
		if p.phone != 0 && phones[uint64(p.phone)] {
			p.phone = 0
			found["phone"]++
		}
	}
	return found
}

func (l *Linker) listedDates() map[uint32]bool {
	set := map[uint32]bool{}
	for _, s := range l.cfg.Placeholders["birth_date"] {
		set[birthNumber(s)] = true
	}
	return set
}

// spikedDates finds dates far commoner than those of the ten years around.
func spikedDates(profiles []profile) map[uint32]bool {
	count := map[uint32]int{}
	decade := map[uint32]int{}
	for i := range profiles {
		if b := profiles[i].birth; b != 0 {
			count[b]++
			decade[b>>20]++
		}
	}
	spiked := map[uint32]bool{}
	for b, n := range count {
		around := float64(decade[b>>20]-n) / 3652
		if n >= leastSpike && float64(n) > birthSpike*max(around, 1) {
			spiked[b] = true
		}
	}
	return spiked
}

// spread finds the values that occur with at least `most` different others.
func spread(profiles []profile, most int, of func(*profile) (value, other uint64)) map[uint64]bool {
	type pair struct{ value, other uint64 }
	var all []pair
	for i := range profiles {
		if v, o := of(&profiles[i]); v != 0 && o != 0 {
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
