package link

import (
	"cmp"
	"slices"

	"continuum/internal/vast"
)

// holders lists which registrations hold each profile, and of each the first
// record, so that equal details are one profile with many holders.
type holders struct {
	profileOf []uint32 // of each record, canonical
	start     []uint32 // of each profile, index into list
	list      []holder
}

type holder struct{ registration, record uint32 }

// registrations tells how many registrations hold a profile.
func (h *holders) registrations(profile int) int { return int(h.start[profile+1] - h.start[profile]) }

func (h *holders) of(profile uint32) []holder { return h.list[h.start[profile]:h.start[profile+1]] }

// hold finds the holders of all profiles, given the profile of each record.
func (r *run) hold(moved []uint32) holders {
	h := holders{profileOf: moved, start: vast.Make[uint32](len(r.profiles) + 1)}
	for _, p := range moved {
		h.start[p+1]++
	}
	for p := range r.profiles {
		h.start[p+1] += h.start[p]
	}
	at := slices.Clone(h.start)
	all := vast.Make[holder](len(moved))
	for i, p := range h.profileOf {
		all[at[p]] = holder{r.registration[i], uint32(i)}
		at[p]++
	}
	left := vast.Make[uint32](len(r.profiles)) // holders once each registration counts once
	parallel(chunks(len(r.profiles)), func(s span) {
		for p := s.from; p < s.to; p++ {
			left[p] = uint32(len(firstOfEach(all[h.start[p]:h.start[p+1]])))
		}
	})
	list := uint32(0)
	for p, n := range left {
		from := h.start[p]
		h.start[p] = list
		list += uint32(copy(all[list:], all[from:from+n]))
	}
	h.start[len(left)] = list
	h.list = all[:list]
	vast.Free(left)
	return h
}

// firstOfEach orders holders by registration and keeps the first record of each.
func firstOfEach(all []holder) []holder {
	if len(all) < 2 {
		return all
	}
	slices.SortFunc(all, func(a, b holder) int {
		return cmp.Or(cmp.Compare(a.registration, b.registration), cmp.Compare(a.record, b.record))
	})
	return slices.CompactFunc(all, func(a, b holder) bool { return a.registration == b.registration })
}

// linkable says whether a profile says enough for equal details to mean one
// person.
func (r *run) linkable(profile uint32) bool { return float64(r.self[profile]) >= r.cfg.Threshold }

// certain joins each registration with its profiles and what a person ruled to
// be together, and lists what must stay apart. A profile that says too little is
// no bridge between the registrations that hold it.
func (r *run) certain() (people union, has claimed, apart [][2]uint32) {
	people, has = newUnion(len(r.profiles)+int(r.registrations.n)), r.claimed()
	apart = r.ruled(r.cfg.Apart)
	if len(apart) == 0 && has == nil {
		r.holdTogether(people)
	} else {
		r.holdGuarded(people, has, apart)
	}
	for _, pair := range r.ruled(r.cfg.Together) {
		a, b := people.find(pair[0]), people.find(pair[1])
		has.join(people.join(a, b), a, b)
	}
	return people, has, apart
}

// holdTogether joins each profile with all registrations that hold it.
func (r *run) holdTogether(people union) {
	n := uint32(len(r.profiles))
	parallel(chunks(len(r.profiles)), func(s span) {
		for p := uint32(s.from); p < uint32(s.to); p++ {
			if hs := r.holders.of(p); len(hs) == 1 || r.linkable(p) {
				for _, h := range hs {
					people.joinShared(p, n+h.registration)
				}
			}
		}
	})
}

// holdGuarded does so except for registrations that must stay apart: of these
// the first by name holds the profile.
func (r *run) holdGuarded(people union, has claimed, apart [][2]uint32) {
	n := uint32(len(r.profiles))
	guarded := map[uint32][]uint32{}
	for _, pair := range apart {
		guarded[pair[0]] = append(guarded[pair[0]], pair[1])
		guarded[pair[1]] = append(guarded[pair[1]], pair[0])
	}
	for p := range n {
		hs := r.holders.of(p)
		if len(hs) > 1 {
			if !r.linkable(p) {
				continue
			}
			hs = r.byName(hs)
		}
		for _, h := range hs {
			a, b := people.find(p), people.find(n+h.registration)
			switch {
			case a == b:
			case has.clash(a, b), slices.ContainsFunc(guarded[n+h.registration], func(other uint32) bool { return people.find(other) == a }):
				r.parted = true
			default:
				has.join(people.join(a, b), a, b)
			}
		}
	}
}

// holdersIn gives the registrations of a profile's person that hold it, mostly all
// that do.
func (r *run) holdersIn(profile uint32) []holder {
	hs := r.holders.of(profile)
	if !r.parted || len(hs) < 2 {
		return hs
	}
	n, root := uint32(len(r.profiles)), r.people.root(profile)
	return slices.DeleteFunc(slices.Clone(hs), func(h holder) bool { return r.people.root(n+h.registration) != root })
}

// byName orders registrations by name, so that which of two that must stay apart
// comes first does not depend on the order of Add.
func (r *run) byName(hs []holder) []holder {
	if r.names == nil {
		r.names = make([]uint64, r.registrations.n)
		for _, s := range r.registrations.slots {
			if s.id != 0 {
				r.names[s.id-1] = s.hash
			}
		}
	}
	sorted := slices.Clone(hs)
	slices.SortFunc(sorted, func(a, b holder) int { return cmp.Compare(r.names[a.registration], r.names[b.registration]) })
	return sorted
}

// ruled gives the nodes of pairs of registrations that are among the records.
func (r *run) ruled(pairs []RegistrationPair) [][2]uint32 {
	var out [][2]uint32
	for _, pair := range pairs {
		left, right := r.node(pair.Left), r.node(pair.Right)
		if left != 0 && right != 0 && left != right {
			out = append(out, [2]uint32{left, right})
		}
	}
	return out
}

// node gives the node of a registration, 0 when no record has it.
func (r *run) node(g Registration) uint32 {
	if len(r.registrations.slots) == 0 {
		return 0
	}
	s := r.registrations.find(registrationKey(g.Source, g.LocalID))
	if s.id == 0 {
		return 0
	}
	return uint32(len(r.profiles)) + s.id - 1
}
