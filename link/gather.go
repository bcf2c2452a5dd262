package link

import (
	"cmp"
	"slices"

	"continuum/internal/vast"
)

// gather puts the records of all intakes into one order and numbers their values
// in common: profiles[i] and order[i] are record i. It returns the placeholders
// met and lets the intakes go.
func (l *Linker) gather() (found map[string]int) {
	found = map[string]int{}
	all := l.intakes.all
	l.intakes.all, l.own = nil, nil
	var batches []batch
	for _, in := range all {
		batches = append(batches, in.batches...)
		for field, n := range in.found {
			found[field] += n
		}
		for f, n := range in.read {
			l.readings[f].values += n.values
			l.readings[f].unread += n.unread
		}
		l.declared |= in.sources
	}
	slices.SortStableFunc(batches, func(a, b batch) int { return cmp.Compare(a.number, b.number) })
	g := &gathering{Linker: l, batches: batches, first: make([]int, len(batches)), moved: map[*Intake]*movedValues{}}
	for i, b := range batches {
		g.first[i] = g.records
		g.records += b.to - b.from
	}
	for i, f := range l.cfg.further() {
		l.further[i].kind = f.Kind
	}
	for _, in := range all {
		g.moved[in] = g.take(in)
	}
	l.profiles, l.order = vast.Make[profile](g.records), vast.Make[uint64](g.records)
	l.registration = vast.Make[uint32](g.records)
	parallel([]func(){g.rest, g.numberAddresses, g.numberPhones, g.numberPostcodes, g.numberRegistrations}, func(do func()) { do() })
	for _, in := range all {
		for _, piece := range in.pieces {
			vast.Free(piece)
		}
		in.pieces = nil
	}
	return found
}

// gathering is the state of gather. Its steps write different fields of the
// profiles and so can work at once.
type gathering struct {
	*Linker
	batches []batch
	first   []int // record of each batch
	records int
	moved   map[*Intake]*movedValues
}

// movedValues gives for each number of an intake's values the one in common.
type movedValues struct {
	names, emails []uint32
	further       [MaxFurther][]uint32
}

func (g *gathering) take(in *Intake) *movedValues {
	m := &movedValues{names: make([]uint32, len(in.names.hash)), emails: make([]uint32, len(in.emails.hash))}
	for i := 1; i < len(in.names.hash); i++ {
		id, fresh := g.names.add(in.names.hash[i])
		if m.names[i] = id; fresh {
			g.names.append(in.names.text[i], in.names.letter[i], in.names.sound[i])
		}
	}
	for i := 1; i < len(in.emails.hash); i++ {
		m.emails[i] = g.emails.of(in.emails.hash[i], in.emails.user[i], in.emails.sketch[i])
	}
	for i := range in.fields {
		m.further[i] = g.further[i].take(&in.further[i])
	}
	return m
}

// each calls do with the records in order, a run of them at a time.
func (g *gathering) each(do func(first int, some []raw, m *movedValues)) {
	for i, b := range g.batches {
		for from := b.from; from < b.to; {
			to := min(b.to, (from/rawsAtOnce+1)*rawsAtOnce)
			piece := b.intake.pieces[from/rawsAtOnce][from%rawsAtOnce:]
			do(g.first[i]+from-b.from, piece[:to-from], g.moved[b.intake])
			from = to
		}
	}
}

// rest fills what needs no numbering.
func (g *gathering) rest() {
	moved := func(m []uint32, id uint32) uint32 {
		if id == 0 {
			return 0
		}
		return m[id]
	}
	g.each(func(first int, some []raw, m *movedValues) {
		for i := range some {
			x, p := &some[i], &g.profiles[first+i]
			g.order[first+i] = x.order
			p.nhs, p.birth, p.sex = x.nhs, x.birth, x.sex
			p.given, p.middle, p.family = moved(m.names, x.given), moved(m.names, x.middle), moved(m.names, x.family)
			p.email = moved(m.emails, x.email)
			for k, list := range m.further {
				p.further[k] = moved(list, x.further[k])
			}
		}
	})
}

func (g *gathering) numberAddresses() {
	g.each(func(first int, some []raw, _ *movedValues) {
		for i := range some {
			if sk := &some[i].address; sk.hash != 0 {
				g.profiles[first+i].address = g.addresses.of(sk)
			}
		}
	})
}

func (g *gathering) numberPhones() {
	g.each(func(first int, some []raw, _ *movedValues) {
		for i := range some {
			if h := phoneHash(some[i].phone); h != 0 {
				g.profiles[first+i].phone, _ = g.phones.add(h)
			}
		}
	})
}

func (g *gathering) numberPostcodes() {
	g.each(func(first int, some []raw, _ *movedValues) {
		for i := range some {
			if code := some[i].postcode; code != 0 {
				g.profiles[first+i].postcode = g.postcodes.of(&g.details, code)
			}
		}
	})
}

func (g *gathering) numberRegistrations() {
	g.each(func(first int, some []raw, _ *movedValues) {
		for i := range some {
			n, fresh := g.registrations.number(some[i].registration)
			g.registration[first+i] = n - 1
			g.claims(n-1, fresh, some[i].claim)
		}
	})
}
