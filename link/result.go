package link

import "slices"

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
	best := r.strongest()
	size := make([]uint32, res.Persons)
	for _, p := range res.Person {
		size[p]++
	}
	joined := vast[joint](len(res.Person))
	parallel(chunks(len(joined)), func(s span) {
		c := newComparer(&r.details, &r.cfg)
		for i := s.from; i < s.to; i++ {
			p := r.holders.profileOf[i]
			switch {
			case size[res.Person[i]] == 1:
			case r.holders.registrations(int(p)) > 1 && r.linkable(p):
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

// equalOf gives another record with the details of one.
func (r *run) equalOf(record uint32) uint32 {
	hs := r.holders.of(r.holders.profileOf[record])
	if hs[0].registration != r.registration[record] {
		return hs[0].record
	}
	return hs[1].record
}

// strongest finds the strongest link of each profile that was kept. Links of one
// component share no profile with those of another.
func (r *run) strongest() []joint {
	best := vast[joint](len(r.profiles))
	numbered(r.parts.len(), func(n int) {
		for _, l := range r.parts.of(n).links {
			if !l.kept {
				continue
			}
			for _, p := range [2]uint32{l.a, l.b} {
				if best[p].kind == alone || l.weight > best[p].weight {
					best[p] = joint{l.weight, l.pattern, r.holders.of(l.a ^ l.b ^ p)[0].record, l.rule, byLink}
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
	first := make([]uint32, len(r.profiles)+1) // of the edges between equal details
	for p := range r.profiles {
		first[p+1] = first[p]
		if n := r.holders.registrations(p); n > 1 && r.linkable(uint32(p)) {
			first[p+1] += uint32(n - 1)
		}
	}
	edges := vast[Edge](len(links) + int(first[len(r.profiles)]))
	parallel(chunks(len(links)), func(s span) {
		for i := s.from; i < s.to; i++ {
			l := &links[i]
			edges[i] = Edge{r.holders.of(l.a)[0].record, r.holders.of(l.b)[0].record, l.weight, l.pattern, l.rule, l.kept, l.cut}
		}
	})
	parallel(chunks(len(r.profiles)), func(s span) {
		c := newComparer(&r.details, &r.cfg)
		for p := s.from; p < s.to; p++ {
			if first[p] == first[p+1] {
				continue
			}
			hs, pattern := r.holders.of(uint32(p)), c.compare(&r.profiles[p], &r.profiles[p])
			for k, h := range hs[1:] {
				edges[len(links)+int(first[p])+k] = Edge{hs[0].record, h.record, r.self[p], pattern, equalRule, true, NotCut}
			}
		}
	})
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
