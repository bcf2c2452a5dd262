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

// keeps counts a pair and says whether to keep it.
func (j *judge) keeps(p, q *profile, pattern uint32) bool {
	v := j.find(pattern)
	switch {
	case v.most < hopeless:
		return false
	case v.least >= j.floor:
		v.count++
		return true
	}
	l := j.model.explained(j.d, p, q, pattern)
	least, most := bounds(&l)
	if most < hopeless {
		return false
	}
	if least < hopeless || least < j.floor && most >= j.floor {
		least = weight(&l)
	}
	if least < hopeless {
		return false
	}
	v.count++
	return least >= j.floor
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
