package link

import (
	"cmp"
	"slices"
)

// Groups lists at most `most` people whose records deserve a look, the worst
// first: held together by one weak link, by few of the links they could have, or
// with strong links to others that were cut.
func (r *Result) Groups(most int) []Group {
	work := chunks(r.run.parts.len())
	all := make([][]Group, len(work))
	numbered(len(work), func(w int) {
		for i := work[w].from; i < work[w].to; i++ {
			all[w] = append(all[w], r.groupsOf(r.run.parts.of(i))...)
		}
	})
	out := slices.Concat(all...)
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.concern(), a.concern()), cmp.Compare(a.Person, b.Person))
	})
	return out[:min(len(out), most)]
}

// Doubt within a person's links.
const (
	weakBridge  = 8.0 // weight below which a lone link between two parts deserves a look
	sparse      = 0.5 // density below which a person of some size does
	sparseFrom  = 4   // profiles
	manyRecords = 40  // records of one person that deserve a look by their number
)

// concern orders people by how much they deserve a look.
func (g *Group) concern() float64 {
	c := float64(g.Cuts)
	if g.Bridges > 0 {
		c += max(weakBridge-g.Weakest, 0)
	}
	if g.Density < sparse {
		c += 4 * (sparse - g.Density)
	}
	if g.Records > manyRecords {
		c += float64(g.Records) / manyRecords
	}
	return c
}

func (g *Group) reasons() (why []string) {
	if g.Bridges > 0 && g.Weakest < weakBridge {
		why = append(why, "one weak link holds two parts together")
	}
	if g.profiles >= sparseFrom && g.Density < sparse {
		why = append(why, "few of its records are linked with each other")
	}
	if g.Cuts > 0 {
		why = append(why, "a strong link to somebody else was cut")
	}
	if g.Records > manyRecords {
		why = append(why, "unusually many records")
	}
	return why
}

// plain says without looking closely that nobody of a component deserves a look.
func (r *run) plain(part *component) bool {
	n := len(part.profiles)
	if n < 3 && len(part.links) == 1 && part.links[0].kept {
		return true
	}
	weakest := float32(weakBridge)
	for i := range part.links {
		if !part.links[i].kept {
			return false
		}
		weakest = min(weakest, part.links[i].weight)
	}
	return weakest >= weakBridge && 2*float64(len(part.links)) >= sparse*float64(n)*float64(n-1) && n < manyRecords/4
}

// groupsOf measures the people of one component.
func (r *Result) groupsOf(part component) (out []Group) {
	if r.run.plain(&part) {
		return nil
	}
	links, cuts := map[uint32][]link{}, map[uint32][]uint32{}
	for _, l := range part.links {
		if l.again {
			continue
		}
		a, b := r.run.people.find(l.a), r.run.people.find(l.b)
		if a == b {
			links[a] = append(links[a], l)
			continue
		}
		cuts[a] = append(cuts[a], b)
		cuts[b] = append(cuts[b], a)
	}
	var roots []uint32
	profiles := map[uint32][]uint32{}
	for _, p := range part.profiles {
		root := r.run.people.find(p)
		if profiles[root] == nil {
			roots = append(roots, root)
		}
		profiles[root] = append(profiles[root], p)
	}
	for _, root := range roots {
		g := r.group(profiles[root], links[root])
		g.Cuts, g.Others = len(cuts[root]), r.people(cuts[root])
		if g.Why = g.reasons(); len(g.Why) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// mostOthers is how many others a group names.
const mostOthers = 5

// people names a few of the people with these roots, each once.
func (r *Result) people(roots []uint32) (out []uint32) {
	for _, root := range roots {
		p := r.Person[r.run.holdersIn(root)[0].record]
		if len(out) < mostOthers && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// group measures one person.
func (r *Result) group(profiles []uint32, links []link) (g Group) {
	registrations, sources := map[uint32][]uint32{}, map[uint32]bool{}
	for i, p := range profiles {
		for _, h := range r.run.holdersIn(p) {
			g.Person = r.Person[h.record]
			registrations[h.registration] = append(registrations[h.registration], uint32(i))
			sources[h.registration] = true
		}
	}
	g.Records, g.profiles, g.Links, g.Density = len(sources), len(profiles), len(links), 1
	if n := len(profiles); n > 1 {
		g.Density = min(float64(len(links))/(float64(n)*float64(n-1)/2), 1)
	}
	var net network
	net.size(len(profiles))
	for _, l := range links {
		a, _ := slices.BinarySearch(profiles, l.a)
		b, _ := slices.BinarySearch(profiles, l.b)
		net.tie(a, b, l.weight)
	}
	for _, mine := range registrations {
		for k := 1; k < len(mine); k++ {
			net.tie(int(mine[0]), int(mine[k]), certainTie)
			net.tie(int(mine[0]), int(mine[k]), certainTie)
		}
	}
	g.Bridges, g.Weakest = net.bridges()
	return g
}
