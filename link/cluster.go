package link

import (
	"cmp"
	"slices"
)

// Cut says why a link strong enough by itself was not followed.
type Cut uint8

// The reasons for a cut.
const (
	NotCut        Cut = iota
	CutIdentifier     // two different verified NHS numbers without overwhelming evidence
	CutContradict     // the other records of the two people contradict the link (a weak bridge)
	CutApart          // somebody ruled that these registrations are different people
)

// cutNames are the reasons in reports.
var cutNames = [...]string{"", "different verified NHS numbers", "other records contradict (weak bridge)", "ruled apart"}

func (c Cut) String() string { return cutNames[c] }

// link is a pair at or above the threshold.
type link struct {
	candidate
	weight float32
	kept   bool
	cut    Cut
}

// clustering turns links into people. Nodes are the profiles, then one for each
// registration; what is certain is joined before.
type clustering struct {
	d        *details
	cfg      *Config
	model    *model
	profiles []profile
	people   union
	apart    [][2]uint32 // nodes of registrations that must stay apart
}

// component is a set of nodes that links hold together: candidates for one
// person, never more.
type component struct {
	profiles []uint32 // ascending
	links    []link
	apart    [][2]uint32
}

// representatives is how many profiles stand for a cluster in a comparison of
// two clusters.
const representatives = 8

// leastMean is the mean weight between two clusters below which the link
// between them is a weak bridge.
const leastMean = -2

// clip bounds what one pair counts in the mean.
const clip = 15

// run decides every link. Components are independent of each other.
func (c *clustering) run(links []link) {
	all := c.components(links)
	workers(len(all), func(int) func(int) {
		comparer := newComparer(c.d, c.cfg)
		return func(i int) { c.resolve(&all[i], comparer) }
	})
}

// components deals links out by the nodes they hold together. Links of one
// component come in no particular order.
func (c *clustering) components(links []link) []component {
	joined := slices.Clone(c.people)
	for i := range links {
		joined.join(links[i].a, links[i].b)
	}
	number := make([]uint32, len(joined)) // of a component by its root, from 1
	root := make([]uint32, len(links))
	var all []component
	var size []int
	for i := range links {
		root[i] = joined.find(links[i].a)
		if number[root[i]] == 0 {
			size = append(size, 0)
			number[root[i]] = uint32(len(size))
		}
		size[number[root[i]]-1]++
	}
	dealt := make([]link, len(links))
	for n, at := 0, 0; n < len(size); n++ {
		all = append(all, component{links: dealt[at : at : at+size[n]]})
		at += size[n]
	}
	for i, l := range links {
		part := &all[number[root[i]]-1]
		part.links = append(part.links, l)
	}
	copy(links, dealt)
	for n, at := 0, 0; n < len(size); n++ {
		all[n].links = links[at : at+size[n]]
		at += size[n]
	}
	for i := range c.profiles {
		if n := number[joined.find(uint32(i))]; n > 0 {
			all[n-1].profiles = append(all[n-1].profiles, uint32(i))
		}
	}
	for _, pair := range c.apart {
		if a, b := joined.find(pair[0]), joined.find(pair[1]); a == b && number[a] > 0 {
			all[number[a]-1].apart = append(all[number[a]-1].apart, pair)
		}
	}
	return all
}

// strongestFirst is the order in which links are followed.
func strongestFirst(x, y link) int {
	return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

// resolve follows the links of a component, strongest first, as long as the two
// clusters do not contradict each other.
func (c *clustering) resolve(part *component, comparer *comparer) {
	slices.SortFunc(part.links, strongestFirst)
	members := make(map[uint32][]uint32)
	for _, p := range part.profiles {
		root := c.people.find(p)
		if len(members[root]) < representatives {
			members[root] = append(members[root], p)
		}
	}
	for i := range part.links {
		l := &part.links[i]
		a, b := c.people.find(l.a), c.people.find(l.b)
		if a == b {
			continue
		}
		if l.cut = c.objection(part, l, a, b, members, comparer); l.cut != NotCut {
			continue
		}
		both := lowest(members[a], members[b])
		delete(members, a)
		delete(members, b)
		members[c.people.join(a, b)] = both
	}
	for i := range part.links {
		l := &part.links[i]
		if l.kept = c.people.find(l.a) == c.people.find(l.b); l.kept {
			l.cut = NotCut
		}
	}
}

// lowest merges two ascending lists and keeps the first few: a choice that does
// not depend on the order of merging.
func lowest(a, b []uint32) []uint32 {
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	return both[:min(len(both), representatives)]
}

// objection says why clusters a and b must not become one, NotCut if they may.
func (c *clustering) objection(part *component, l *link, a, b uint32, members map[uint32][]uint32, comparer *comparer) Cut {
	for _, pair := range part.apart {
		if x, y := c.people.find(pair[0]), c.people.find(pair[1]); (x == a && y == b) || (x == b && y == a) {
			return CutApart
		}
	}
	left, right := members[a], members[b]
	conflict := c.identifiersConflict(left, right)
	if len(left)*len(right) == 1 && !conflict {
		return NotCut
	}
	mean := c.meanWeight(left, right, comparer)
	switch {
	case conflict && (float64(l.weight) < c.cfg.Threshold+c.cfg.Margin || mean < c.cfg.Threshold):
		return CutIdentifier
	case mean < leastMean:
		return CutContradict
	}
	return NotCut
}

// identifiersConflict says that both clusters have verified NHS numbers and
// none in common.
func (c *clustering) identifiersConflict(left, right []uint32) bool {
	conflict := false
	for _, i := range left {
		for _, j := range right {
			x, y := c.profiles[i].nhs, c.profiles[j].nhs
			if x&y&verified == 0 {
				continue
			}
			if x == y {
				return false
			}
			conflict = true
		}
	}
	return conflict
}

func (c *clustering) meanWeight(left, right []uint32, comparer *comparer) float64 {
	sum := 0.0
	for _, i := range left {
		for _, j := range right {
			p, q := &c.profiles[i], &c.profiles[j]
			w := c.model.score(c.d, p, q, comparer.compare(p, q))
			sum += min(max(float64(w), -clip), clip)
		}
	}
	return sum / float64(len(left)*len(right))
}
