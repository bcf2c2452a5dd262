package link

import (
	"slices"

	"continuum/internal/vast"
)

// equalRule marks edges between registrations with equal details.
const equalRule = 255

// result numbers the people and gathers the evidence.
func (r *run) result() *Result {
	res := &Result{Registration: r.registration, words: r.cfg.wording(), run: r}
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
	ordinal := vast.Make[uint32](len(r.people))
	defer vast.Free(ordinal)
	person = vast.Make[uint32](len(r.registration))
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
	best := r.strongest()
	defer vast.Free(best)
	size := make([]uint32, res.Persons)
	for _, p := range res.Person {
		size[p]++
	}
	joined := vast.Make[joint](len(res.Person))
	parallel(chunks(len(joined)), func(s span) {
		c := newComparer(&r.details, &r.cfg)
		for i := s.from; i < s.to; i++ {
			p := r.holders.profileOf[i]
			switch {
			case size[res.Person[i]] == 1:
			case r.isHeldAgain(uint32(i)):
				joined[i] = joint{r.self[p], c.compare(&r.profiles[p], &r.profiles[p]), r.equalOf(uint32(i)), equalRule, byEqual}
			case best[p].kind == byLink:
				joined[i] = best[p]
			default:
				joined[i] = joint{kind: byRegistration}
			}
		}
	})
	return joined
}

// isHeldAgain says that another registration of the person of a record has its
// details.
func (r *run) isHeldAgain(record uint32) bool {
	p := r.holders.profileOf[record]
	if r.holders.registrations(int(p)) < 2 || !r.linkable(p) {
		return false
	}
	return !r.parted || len(r.holdersIn(p)) > 1 && r.people.root(p) == r.people.root(uint32(len(r.profiles))+r.registration[record])
}

// equalOf gives another record with the details of one that is held again.
func (r *run) equalOf(record uint32) uint32 {
	hs := r.holdersIn(r.holders.profileOf[record])
	if hs[0].registration != r.registration[record] {
		return hs[0].record
	}
	return hs[1].record
}

// strongest finds the strongest link of each profile that was kept. Links of one
// component share no profile with those of another.
func (r *run) strongest() []joint {
	best := vast.Make[joint](len(r.profiles))
	numbered(r.parts.len(), func(n int) {
		for _, l := range r.parts.of(n).links {
			if !l.kept {
				continue
			}
			for _, p := range [2]uint32{l.a, l.b} {
				if best[p].kind == alone || l.weight > best[p].weight {
					best[p] = joint{l.weight, l.pattern, r.holdersIn(l.a ^ l.b ^ p)[0].record, l.rule, byLink}
				}
			}
		}
	})
	return best
}

// edges turns links between profiles into links between records: first those of
// each component, then those between equal details.
func (r *run) edges() []Edge {
	links := r.parts.links
	if again := func(l link) bool { return l.again }; slices.ContainsFunc(links, again) {
		links = slices.DeleteFunc(slices.Clone(links), again)
	}
	first := vast.Make[uint32](len(r.profiles) + 1) // of the edges between equal details
	for p := range r.profiles {
		first[p+1] = first[p]
		if n := r.holders.registrations(p); n > 1 && r.linkable(uint32(p)) {
			first[p+1] += uint32(n - 1)
		}
	}
	edges := vast.Make[Edge](len(links) + int(first[len(r.profiles)]))
	parallel(chunks(len(links)), func(s span) {
		for i := s.from; i < s.to; i++ {
			l := &links[i]
			edges[i] = Edge{r.holdersIn(l.a)[0].record, r.holdersIn(l.b)[0].record, l.weight, l.pattern, l.rule, l.kept, l.cut}
		}
	})
	parallel(chunks(len(r.profiles)), func(s span) {
		c := newComparer(&r.details, &r.cfg)
		for p := s.from; p < s.to; p++ {
			if first[p] == first[p+1] {
				continue
			}
			pattern, k := c.compare(&r.profiles[p], &r.profiles[p]), len(links)+int(first[p])
			one := r.holdersIn(uint32(p))[0]
			for _, h := range r.holders.of(uint32(p)) {
				if h != one {
					cut := r.cutBetween(one, h)
					edges[k] = Edge{one.record, h.record, r.self[p], pattern, equalRule, cut == NotCut, cut}
					k++
				}
			}
		}
	})
	return edges
}

// cutBetween says why registrations with equal details are not one person,
// NotCut where they are.
func (r *run) cutBetween(x, y holder) Cut {
	n := uint32(len(r.profiles))
	switch {
	case !r.parted || r.people.root(n+x.registration) == r.people.root(n+y.registration):
		return NotCut
	case len(r.claim) > 0 && r.claim[x.registration] != 0 && r.claim[x.registration] == r.claim[y.registration]:
		return CutCurrent
	}
	return CutApart
}

// fill completes the report.
func (r *run) fill(res *Result) {
	rep := &r.report
	rep.Records, rep.Registrations, rep.Profiles, rep.Persons = len(res.Person), int(r.registrations.n), len(r.profiles), res.Persons
	rep.Threshold, rep.Warnings = r.cfg.Threshold, r.warnings()
	rep.blocking(r)
	rep.learned(r.training)
	rep.clusters(res)
	rep.Cuts = map[string]int{}
	for i := range r.parts.links {
		l := &r.parts.links[i]
		switch {
		case l.again:
		case l.kept:
			rep.Links++
		default:
			rep.Cuts[l.cut.String()]++
		}
	}
	for _, p := range r.holders.profileOf {
		if !r.linkable(p) {
			rep.Unlinkable++
		}
	}
}
