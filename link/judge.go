package link

import "continuum/link/text"

// judge counts patterns and decides which pairs to keep until the model is
// learned. Most pairs need no exact weight: their pattern alone shows that they
// are hopeless, or worth keeping, whatever their values.
type judge struct {
	d     *details
	model *model
	floor float32 // weight from which a pair is kept
	slots []verdict
	used  int
}

// verdict is what a pattern alone says. The bounds hold for any values.
type verdict struct {
	pattern     uint32
	there       bool
	least, most float32 // the weight of a pair lies between
	count       int64   // pairs that are not hopeless
}

func newJudge(d *details, m *model, floor float32) *judge {
	return &judge{d: d, model: m, floor: floor, slots: make([]verdict, 1<<12)}
}

// of says whether to keep a pair, and whether it is likely one person.
func (j *judge) of(p, q *profile, pattern uint32) (keep, likely bool) {
	v := j.find(pattern)
	switch {
	case v.most < hopeless:
		return false, false
	case v.least >= max(j.floor, 0):
		v.count++
		return true, true
	}
	l := j.model.explained(j.d, p, q, pattern)
	least, most := bounds(&l)
	w := most
	if most >= hopeless && least < 0 {
		w = weight(&l)
	} else if most >= hopeless {
		w = least
	}
	if w < hopeless {
		return false, false
	}
	v.count++
	return w >= j.floor, w >= 0
}

// find gives the verdict on a pattern.
func (j *judge) find(pattern uint32) *verdict {
	mask := uint64(len(j.slots) - 1)
	i := text.Mix(uint64(pattern)) & mask
	for j.slots[i].there {
		if j.slots[i].pattern == pattern {
			return &j.slots[i]
		}
		i = (i + 1) & mask
	}
	if j.used*2 >= len(j.slots) {
		j.grow()
		return j.find(pattern)
	}
	j.used++
	least, most := j.model.between(pattern)
	j.slots[i] = verdict{pattern: pattern, there: true, least: least, most: most}
	return &j.slots[i]
}

func (j *judge) grow() {
	old := j.slots
	j.slots = make([]verdict, 2*len(old))
	mask := uint64(len(j.slots) - 1)
	for _, v := range old {
		if v.there {
			i := text.Mix(uint64(v.pattern)) & mask
			for j.slots[i].there {
				i = (i + 1) & mask
			}
			j.slots[i] = v
		}
	}
}

// tell adds the counts of patterns to those of other judges.
func (j *judge) tell(counts map[uint32]int64) {
	for _, v := range j.slots {
		if v.there && v.count > 0 {
			counts[v.pattern] += v.count
		}
	}
}
