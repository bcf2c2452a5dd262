package link

import (
	"continuum/internal/vast"
	"continuum/link/text"
)

// institution is the number of profiles at one address from which it is no home.
const institution = 60

// homes counts the pairs of profiles of one address and postcode, and notes how
// often two people of a home share the value of a further field. Institutions
// are left out.
func (t *training) homes() (pairs float64) {
	hashes, entries := vast.Make[uint64](len(t.profiles)), vast.Make[entry](len(t.profiles))
	defer vast.Free(hashes)
	defer vast.Free(entries)
	parallel(chunks(len(t.profiles)), func(s span) {
		for i := s.from; i < s.to; i++ {
			if p := &t.profiles[i]; p.address != 0 && p.postcode != 0 {
				hashes[i] = text.Mix(uint64(p.address)<<32|uint64(p.postcode)) | 1
			}
		}
	})
	dealt := scatter(hashes, entries)
	var counted [parts]homeCount
	numbered(parts, func(i int) {
		sortEntries(dealt[i], nil)
		counted[i] = t.homesOf(dealt[i])
	})
	for i := range counted {
		pairs += counted[i].pairs
		for k := range t.shared {
			t.shared[k].add(counted[i].shared[k])
		}
	}
	return pairs
}

type homeCount struct {
	pairs  float64
	shared [MaxFurther]share
}

// homesOf counts within one part of the homes.
func (t *training) homesOf(part []entry) (c homeCount) {
	for from := 0; from < len(part); {
		to := from + 1
		for to < len(part) && part[to].hash == part[from].hash {
			to++
		}
		if n := float64(to - from); n <= institution {
			c.pairs += n * (n - 1) / 2
			for k := from + 1; k < to; k++ {
				c.note(t.d, &t.profiles[part[k-1].at], &t.profiles[part[k].at])
			}
		}
		from = to
	}
	return c
}

// note looks at two profiles of one home if they are surely two people.
func (c *homeCount) note(d *details, a, b *profile) {
	if a.birth == 0 || b.birth == 0 || birthLevel(a.birth, b.birth) > birthNear || a.given == b.given {
		return
	}
	for i := range c.shared {
		if level := d.further[i].level(a.further[i], b.further[i]); level != missing2 {
			c.shared[i].note(int(level), furtherEqual)
		}
	}
}

// atHome settles how alike the people of one home are in each further field,
// between strangers (0) and one person's records (1).
func (t *training) atHome() {
	const believed = 20 // pairs that the belief of one half counts for
	for i, s := range t.shared {
		mine, other := t.model.m[cFurther+i][furtherEqual], t.model.u[cFurther+i][furtherEqual]
		home := 0.5
		if mine > other {
			home = min(max((s.same/max(s.all, 1)-other)/(mine-other), 0), 0.95)
		}
		t.model.further[i].home = (home*s.all + 0.5*believed) / (s.all + believed)
	}
}
