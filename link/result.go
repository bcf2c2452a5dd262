package link

import "cmp"

func compareCandidates(x, y candidate) int {
	return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.code, y.code))
}

// equalRule marks edges between registrations with equal details.
const equalRule = 255

// result numbers the people and gathers the evidence.
func (r *run) result() *Result {
	res := &Result{}
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

// How tells what holds record i (in order of Add) to its person: the weight of
// the strongest link in log2 odds, and in words what agreed and what did not. A
// record that stands alone, or that only its registration holds, weighs 0.
func (r *Result) How(i int) (weight float32, how string) {
	j := r.joined[i]
	switch j.kind {
	case byLink:
		return j.weight, explain(j.pattern)
	case byEqual:
		return j.weight, "same details as another registration: " + explain(j.pattern)
	case byRegistration:
		return 0, "another entry of the same registration"
	}
	return 0, "single record"
}

// spoken is the order in which evidence is told.
var spoken = [...]int{cNHS, cGiven, cFamily, cMiddle, cBirth, cSex, cResidence, cPhone, cEmail, cPractice}

// subjects name each comparison where it agrees outright.
var subjects = [comparisons]string{
	"given name", "family name", "middle name", "date of birth", "sex",
	"NHS number", "address", "phone", "email", "GP practice",
}

// full is the level of each comparison that means agreement.
var full = [comparisons]int{givenEqual, familyEqual, middleEqual, birthEqual, 1, nhsEqual, residenceEqual, contactEqual, emailEqual, contactEqual}

// explain puts a pattern into words: what agrees, then each thing that is
// merely close or differs.
func explain(pattern uint32) string {
	var agree, other []string
	for _, c := range spoken {
		l := levelOf(pattern, c)
		switch {
		case isMissing(c, l):
		case l == full[c]:
			agree = append(agree, subjects[c])
		default:
			other = append(other, levelNames[c][l])
		}
	}
	return sentence(agree, other)
}

func sentence(agree, other []string) string {
	text := ""
	switch n := len(agree); n {
	case 0:
	case 1:
		text = agree[0] + " agrees"
	default:
		text = list(agree[:n-1]) + " and " + agree[n-1] + " agree"
	}
	for _, o := range other {
		if text != "" {
			text += "; "
		}
		text += o
	}
	return text
}

func list(words []string) string {
	text := words[0]
	for _, w := range words[1:] {
		text += ", " + w
	}
	return text
}
