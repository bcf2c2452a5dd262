package link

import (
	"cmp"
	"slices"
)

// resolver decides the links of components, one after another.
type resolver struct {
	*clustering
	comparer *comparer
	groups   []group
	doubtful [][2]uint32    // profiles of which the first could as well be another person than the second
	index    map[uint32]int // of groups, where they are many
}

// group is a cluster on its way to being a person: up to a few of its profiles,
// the first in canonical order, stand for it.
type group struct {
	root uint32
	n    int
	of   [representatives]uint32
}

func (g *group) members() []uint32 { return g.of[:g.n] }

// strongestFirst is the order in which links are followed.
func strongestFirst(x, y link) int {
	return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.rule, y.rule))
}

// resolve follows the links of a component, strongest first, as long as the two
// clusters do not contradict each other.
func (r *resolver) resolve(part component) {
	if len(part.links) > 1 {
		slices.SortFunc(part.links, strongestFirst)
	}
	r.begin(part.profiles)
	for i := range part.links {
		l := &part.links[i]
		if i > 0 && l.a == part.links[i-1].a && l.b == part.links[i-1].b {
			l.again = true
			continue
		}
		a, b := r.people.find(l.a), r.people.find(l.b)
		if a == b {
			continue
		}
		left, right := r.group(a), r.group(b)
		if l.cut = r.objection(&part, l, left, right); l.cut == NotCut && !r.leads(&part, i, left, right) {
			l.cut = CutLead
		}
		if l.cut == NotCut {
			root := r.people.join(a, b)
			r.has.join(root, a, b)
			r.unite(left, right, root)
		}
	}
	for i := range part.links {
		l := &part.links[i]
		if l.kept = r.people.find(l.a) == r.people.find(l.b); l.kept {
			l.cut = NotCut
		}
	}
}

// few is how many groups are searched one by one.
const fewGroups = 16

// begin makes the groups that what is certain has made already.
func (r *resolver) begin(profiles []uint32) {
	r.groups, r.doubtful = r.groups[:0], r.doubtful[:0]
	clear(r.index)
	for _, p := range profiles {
		root := r.people.find(p)
		g := r.group(root)
		if g == nil {
			r.groups = append(r.groups, group{root: root})
			g = &r.groups[len(r.groups)-1]
			if len(profiles) > fewGroups {
				if r.index == nil {
					r.index = map[uint32]int{}
				}
				r.index[root] = len(r.groups) - 1
			}
		}
		if g.n < representatives {
			g.of[g.n] = p
			g.n++
		}
	}
}

// group finds the group of a root, nil when there is none.
func (r *resolver) group(root uint32) *group {
	if len(r.index) > 0 {
		if i, ok := r.index[root]; ok {
			return &r.groups[i]
		}
		return nil
	}
	for i := range r.groups {
		if r.groups[i].root == root {
			return &r.groups[i]
		}
	}
	return nil
}

// unite makes one group of two, of whose profiles the first few are kept: a
// choice that does not depend on the order of merging.
func (r *resolver) unite(left, right *group, root uint32) {
	var both [2 * representatives]uint32
	n := copy(both[:], left.members())
	n += copy(both[n:], right.members())
	slices.Sort(both[:n])
	if right.root == root {
		left, right = right, left
	}
	left.n = copy(left.of[:], both[:n])
	right.n, right.root = 0, gone
}

// gone is the root of a group that has become part of another.
const gone = ^uint32(0)

// between says that one of some pairs of nodes lies between two clusters.
func (r *resolver) between(pairs [][2]uint32, left, right *group) bool {
	for _, pair := range pairs {
		if x, y := r.people.find(pair[0]), r.people.find(pair[1]); (x == left.root && y == right.root) || (x == right.root && y == left.root) {
			return true
		}
	}
	return false
}

// objection says why two clusters must not become one, NotCut if they may.
func (r *resolver) objection(part *component, l *link, left, right *group) Cut {
	switch {
	case r.between(part.apart, left, right):
		return CutApart
	case r.has.clash(left.root, right.root):
		return CutCurrent
	case r.between(r.doubtful, left, right):
		return CutLead
	}
	conflict := r.identifiersConflict(left.members(), right.members())
	if left.n*right.n == 1 && !conflict {
		return NotCut
	}
	mean := r.meanWeight(left.members(), right.members())
	switch {
	case conflict && (float64(l.weight) < r.cfg.Threshold+r.cfg.Margin || mean < r.cfg.Threshold):
		return CutIdentifier
	case mean < leastMean:
		return CutContradict
	}
	return NotCut
}

// identifiersConflict says that both clusters have verified NHS numbers and
// none in common.
func (r *resolver) identifiersConflict(left, right []uint32) bool {
	conflict := false
	for _, i := range left {
		for _, j := range right {
			x, y := r.profiles[i].nhs, r.profiles[j].nhs
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

func (r *resolver) meanWeight(left, right []uint32) float64 {
	sum := 0.0
	for _, i := range left {
		for _, j := range right {
			p, q := &r.profiles[i], &r.profiles[j]
			w := r.model.score(r.d, p, q, r.comparer.compare(p, q))
			sum += min(max(float64(w), -clip), clip)
		}
	}
	return sum / float64(len(left)*len(right))
}
