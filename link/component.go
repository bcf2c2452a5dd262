package link

import (
	"slices"
	"sync/atomic"

	"continuum/internal/vast"
)

// components are the sets of nodes that links hold together: candidates for one
// person, never more. They stand in the order of their first profile.
type components struct {
	links     []link // by component
	linkStart []uint32
	profiles  []uint32 // by component, ascending
	start     []uint32
	apart     map[int][][2]uint32 // by component: nodes that must stay apart
}

// component is one of them.
type component struct {
	profiles []uint32
	links    []link
	apart    [][2]uint32
}

func (out *components) len() int { return max(len(out.start)-1, 0) }

func (out *components) of(i int) component {
	return component{out.profiles[out.start[i]:out.start[i+1]], out.links[out.linkStart[i]:out.linkStart[i+1]], out.apart[i]}
}

// components deals links out by the nodes they hold together. The pieces are
// used up.
func (c *clustering) components(pieces [][]link) (out components) {
	joined := union(vast.Make[uint32](len(c.people)))
	copy(joined, c.people)
	numbered(len(pieces), func(k int) {
		for i := range pieces[k] {
			joined.joinShared(pieces[k][i].a, pieces[k][i].b)
		}
	})
	number, size := numberComponents(pieces, joined)
	out.linkStart = starts(size)
	out.links = vast.Make[link](int(out.linkStart[len(size)]))
	at := slices.Clone(out.linkStart)
	numbered(len(pieces), func(k int) { // in any order: resolve puts the links of a component in theirs
		for _, l := range pieces[k] {
			out.links[atomic.AddUint32(&at[number[joined.root(l.a)]-1], 1)-1] = l
		}
		vast.Free(pieces[k])
		pieces[k] = nil
	})
	out.deal(c, joined, number)
	out.keepApart(c, joined, number)
	vast.Free(number)
	vast.Free(joined)
	return out
}

// numberComponents numbers from 1, by root, the components that have links, and
// counts those.
func numberComponents(pieces [][]link, joined union) (number, size []uint32) {
	number = vast.Make[uint32](len(joined))
	numbered(len(pieces), func(k int) {
		for i := range pieces[k] {
			atomic.AddUint32(&number[joined.root(pieces[k][i].a)], 1)
		}
	})
	for root, links := range number {
		if links > 0 {
			size = append(size, links)
			number[root] = uint32(len(size))
		}
	}
	return number, size
}

// deal lists the profiles of each component.
func (out *components) deal(c *clustering, joined union, number []uint32) {
	size := make([]uint32, len(out.linkStart)-1)
	mine := vast.Make[uint32](len(c.profiles)) // component of each profile, from 1
	parallel(chunks(len(mine)), func(s span) {
		for p := s.from; p < s.to; p++ {
			if n := number[joined.root(uint32(p))]; n > 0 {
				mine[p] = n
				atomic.AddUint32(&size[n-1], 1)
			}
		}
	})
	out.start = starts(size)
	out.profiles = vast.Make[uint32](int(out.start[len(size)]))
	at := slices.Clone(out.start)
	for p, n := range mine {
		if n > 0 {
			out.profiles[at[n-1]] = uint32(p)
			at[n-1]++
		}
	}
}

func (out *components) keepApart(c *clustering, joined union, number []uint32) {
	out.apart = map[int][][2]uint32{}
	for _, pair := range c.apart {
		if a, b := joined.find(pair[0]), joined.find(pair[1]); a == b && number[a] > 0 {
			n := int(number[a] - 1)
			out.apart[n] = append(out.apart[n], pair)
		}
	}
}

// starts gives where each of consecutive lists of these sizes begins, and where
// the last ends.
func starts(size []uint32) []uint32 {
	out := vast.Make[uint32](len(size) + 1)
	for i, n := range size {
		out[i+1] = out[i] + n
	}
	return out
}
