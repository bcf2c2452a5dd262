package link

// leads says that the link at i leads clearly: that no single record on either
// side has a link nearly as heavy to somebody who contradicts the other side.
// Where one has, the record could be either of two people, and is neither: both
// are noted as doubtful.
func (r *resolver) leads(part *component, i int, left, right *group) bool {
	clear := true
	for _, side := range [2][2]*group{{left, right}, {right, left}} {
		single, other := side[0], side[1]
		if single.n > 1 {
			continue
		}
		for _, rival := range r.rivals(part, i, single, other) {
			if r.contradict(part, rival, other) {
				clear = false
				r.doubtful = append(r.doubtful, [2]uint32{single.of[0], other.of[0]}, [2]uint32{single.of[0], rival.of[0]})
			}
		}
	}
	return clear
}

// rivals gives the clusters, besides the other side of the link at i, to which a
// single record has a link hardly lighter.
func (r *resolver) rivals(part *component, i int, single, other *group) (out []*group) {
	least := part.links[i].weight - float32(r.cfg.Lead)
	for k := i + 1; k < len(part.links) && part.links[k].weight > least; k++ {
		l := &part.links[k]
		if l.a != single.of[0] && l.b != single.of[0] {
			continue
		}
		if g := r.group(r.people.find(l.a ^ l.b ^ single.of[0])); g != single && g != other {
			out = append(out, g)
		}
	}
	return out
}

// surelyTwo is the mean weight below which two clusters are two people: a
// thousand to one against.
const surelyTwo = -10

// contradict says that two clusters cannot both be the person of one record: they
// are surely two, or have two NHS numbers and are not alike otherwise. Alike but
// for the number they may well be one person, and either is right.
func (r *resolver) contradict(part *component, x, y *group) bool {
	if r.between(part.apart, x, y) || r.has.clash(x.root, y.root) {
		return true
	}
	mean := r.meanWeight(x.members(), y.members())
	return mean < surelyTwo || mean < 0 && r.identifiersConflict(x.members(), y.members())
}
