package messy

import "continuum/synth/draw"

// mostRecords is how many records one person may have.
const mostRecords = 20

// blockPeople is how many people a block has; the last may have fewer.
const blockPeople = 10_000

// Every stream of draws has a purpose; the number is part of its key.
const (
	countStream = iota + 1
	lifeStream
	slipStream
	orderStream
	streetStream
	oldNameStream
	fashionStream
)

// plan says how many records each person has, before anybody is made, so that
// every block knows the number of its first record.
type plan struct {
	seed   uint64
	mean   float64
	starts []int // number of each block's first record, then how many there are
	people int
}

func newPlan(seed uint64, mean float64, records int) *plan {
	p := &plan{seed: seed, mean: mean, starts: []int{0}}
	for made := 0; made < records; {
		for _, n := range p.counts(p.blocks(), nil) {
			made += n
			p.people++
			if made >= records {
				made = records
				break
			}
		}
		p.starts = append(p.starts, made)
	}
	return p
}

func (p *plan) blocks() int { return len(p.starts) - 1 }

// counts draws how many records each person of a block has: many one or two, a
// few very many.
func (p *plan) counts(block int, into []int) []int {
	s := draw.New(p.seed, countStream, uint64(block))
	into = into[:0]
	for range blockPeople {
		into = append(into, min(mostRecords, 1+s.Geometric(1/p.mean)))
	}
	return into
}
