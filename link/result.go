package link

import (
	"cmp"
	"slices"
)

func compareCandidates(x, y candidate) int {
	return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.code, y.code))
}

// inOrder sorts links by their profiles: dealt out by the first, then each few
// by the second.
func inOrder(links []link, profiles int) []link {
	start := make([]uint32, profiles+1)
	for i := range links {
		start[links[i].a+1]++
	}
	for p := range profiles {
		start[p+1] += start[p]
	}
	at := slices.Clone(start)
	out := make([]link, len(links))
	for _, l := range links {
		out[at[l.a]] = l
		at[l.a]++
	}
	parallel(chunks(profiles), func(s span) {
		for p := s.from; p < s.to; p++ {
			if few := out[start[p]:start[p+1]]; len(few) > 1 {
				slices.SortFunc(few, func(x, y link) int { return compareCandidates(x.candidate, y.candidate) })
			}
		}
	})
	return out
}

// equalRule marks edges between registrations with equal details.
const equalRule = 255

// result numbers the people and gathers the evidence.
func (r *run) result() *Result {
	res := &Result{Registration: r.registration}
	res.Person, res.Persons = r.number()
	res.joined = r.join(res)
	res.Edges = r.edges()
	r.fill(res)
	r.lap("explain")
	res.Report = r.report
	return res
}

// number gives each person an ordinal in order of first record.
func (r *run) number() (person []uint32, persons int) {
	n := uint32(len(r.profiles))
	ordinal := make([]uint32, len(r.people))
	person = make([]uint32, len(r.registration))
	for i, g := range r.registration {
		root := r.people.find(n + g)
		if ordinal[root] == 0 {
			persons++
			ordinal[root] = uint32(persons)
		}
		person[i] = ordinal[root] - 1
	}
	return person, persons
}

// join finds for each record the strongest evidence that holds it.
func (r *run) join(res *Result) []joint {
	best := make([]joint, len(r.profiles))
	for i := range r.links {
		l := &r.links[i]
		if !l.kept {
			continue
		}
		for _, p := range [2]uint32{l.a, l.b} {
			if best[p].kind == alone || l.weight > best[p].weight {
				best[p] = joint{l.weight, l.pattern(), byLink}
			}
		}
	}
	size := make([]uint32, res.Persons)
	for _, p := range res.Person {
		size[p]++
	}
	c := newComparer(&r.details, &r.cfg)
	joined := make([]joint, len(res.Person))
	for i, p := range r.holders.profileOf {
		switch {
		case size[res.Person[i]] == 1:
		case r.holders.registrations(int(p)) > 1 && r.linkable(p):
			joined[i] = joint{r.self[p], c.compare(&r.profiles[p], &r.profiles[p]), byEqual}
		case best[p].kind == byLink:
			joined[i] = best[p]
		default:
			joined[i] = joint{kind: byRegistration}
		}
	}
	return joined
}

// edges turns links between profiles into links between records.
func (r *run) edges() []Edge {
	edges := make([]Edge, 0, len(r.links))
	for _, l := range r.links {
		left, right := r.holders.of(l.a)[0].record, r.holders.of(l.b)[0].record
		edges = append(edges, Edge{left, right, l.weight, l.pattern(), l.rule(), l.kept, l.cut})
	}
	c := newComparer(&r.details, &r.cfg)
	for p := range r.profiles {
		hs := r.holders.of(uint32(p))
		if len(hs) < 2 || !r.linkable(uint32(p)) {
			continue
		}
		pattern := c.compare(&r.profiles[p], &r.profiles[p])
		for _, h := range hs[1:] {
			edges = append(edges, Edge{hs[0].record, h.record, r.self[p], pattern, equalRule, true, NotCut})
		}
	}
	return edges
}

// fill completes the report.
func (r *run) fill(res *Result) {
	rep := &r.report
	rep.Records, rep.Registrations, rep.Profiles, rep.Persons = len(res.Person), int(r.registrations.n), len(r.profiles), res.Persons
	rep.Threshold = r.cfg.Threshold
	rep.blocking(r)
	rep.learned(r.training)
	rep.clusters(res)
	rep.Cuts = map[string]int{}
	for i := range r.links {
		if l := &r.links[i]; l.kept {
			rep.Links++
		} else {
			rep.Cuts[l.cut.String()]++
		}
	}
	for _, p := range r.holders.profileOf {
		if !r.linkable(p) {
			rep.Unlinkable++
		}
	}
}
