package gbm

import "continuum/internal/frame"

// score scores consecutive rows, tree by tree; keys is room for their keys.
func (c *compiled) score(first int, out []float64, keys []uint32) {
	c.read(first, len(out), keys)
	for i := range out {
		out[i] = c.model.Base
	}
	for i := range c.trees {
		switch t := &c.trees[i]; {
		case t.leaves == nil:
			for row := range out {
				out[row] += c.leaf(t.tree, first+row).Value
			}
		case t.picks == nil:
			t.numbers(out, keys, len(c.keyed))
		default:
			t.mixed(out, keys, len(c.keyed))
		}
	}
}

// read fills the keys of some rows, row by row.
func (c *compiled) read(first, rows int, keys []uint32) {
	for at, column := range c.keyed {
		b := &c.columns[column]
		if c.model.Columns[column].Kind == frame.Category {
			none := uint32(len(c.model.Columns[column].Levels))
			for row := range rows {
				keys[row*len(c.keyed)+at] = min(uint32(b.level(first+row)), none)
			}
			continue
		}
		for _, v := range b.numbers[first : first+rows] {
			key := keyOf(v)
			if v != v {
				key = absent
			}
			keys[at] = key
			at += len(c.keyed)
		}
	}
}

func (f *full) numbers(out []float64, keys []uint32, stride int) {
	for row := range out {
		mine, at := keys[row*stride:][:stride], 0
		for range f.depth {
			a := &f.asks[at]
			at = 2*at + 1 + int((uint64(a.limit)-uint64(mine[a.key]+a.plus))>>63)
		}
		out[row] += f.leaves[at-len(f.asks)]
	}
}

// mixed answers both kinds of question at each step and takes the answer that counts.
func (f *full) mixed(out []float64, keys []uint32, stride int) {
	for row := range out {
		mine, at := keys[row*stride:][:stride], 0
		for range f.depth {
			a, p := &f.asks[at], &f.picks[at]
			key := mine[a.key]
			above := (uint64(a.limit) - uint64(key+a.plus)) >> 63
			among := f.sets[p.first+key>>6&p.mask] >> (key & 63) & 1
			at = 2*at + 1 + int(above^(above^among)&p.on)
		}
		out[row] += f.leaves[at-len(f.asks)]
	}
}
