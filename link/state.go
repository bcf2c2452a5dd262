package link

import (
	"cmp"
	"io"
	"slices"

	"continuum/internal/fault"
)

// Save writes all records taken in so far, cleaned, so that Load takes them in
// again without their files: what cleaning kept of each and nothing else. It
// comes before Run. What it writes depends on the records and their order alone;
// values that no record has any more are left out, and so is how often a listed
// placeholder was met, which Report.Placeholders counts of records added only. It
// holds details of people and is to be guarded like them.
func (l *Linker) Save(w io.Writer) error {
	if l.ran {
		return fault.New(fault.Internal, "records are saved before the linker runs")
	}
	s := newSaving(l)
	s.renumber()
	return fault.Wrap(s.write(w), "saving the records")
}

// saving is one Save under way. As in a run, the values of all intakes are
// numbered in common; then those in use are numbered anew by first use.
type saving struct {
	gathering
	names   renumbered
	emails  renumbered
	further [MaxFurther]renumbered
}

// renumbered gives the numbers in use new ones, dense from 1 by first use.
type renumbered struct {
	to   []uint32 // new number of each
	from []uint32 // of each new number from 1, the one it had
}

func (r *renumbered) use(id uint32) uint32 {
	if id == 0 {
		return 0
	}
	if r.to[id] == 0 {
		r.from = append(r.from, id)
		r.to[id] = uint32(len(r.from))
	}
	return r.to[id]
}

func newSaving(l *Linker) *saving {
	s := &saving{gathering: gathering{Linker: New(l.cfg), batches: l.inOrder(), moved: map[*Intake]*movedValues{}}}
	s.first = make([]int, len(s.batches))
	for i, b := range s.batches {
		s.first[i] = s.records
		s.records += b.to - b.from
	}
	for i, f := range l.cfg.further() {
		s.Linker.further[i].kind = f.Kind
	}
	for _, in := range l.intakes.all {
		s.moved[in] = s.take(in)
	}
	s.names.to = make([]uint32, len(s.Linker.names.hash))
	s.emails.to = make([]uint32, len(s.Linker.emails.hash))
	for i := range s.further {
		s.further[i].to = make([]uint32, len(s.Linker.further[i].hash))
	}
	return s
}

// inOrder gives the batches of all intakes in the order of records.
func (l *Linker) inOrder() []batch {
	var all []batch
	for _, in := range l.intakes.all {
		all = append(all, in.batches...)
	}
	slices.SortStableFunc(all, func(a, b batch) int { return cmp.Compare(a.number, b.number) })
	return all
}

// renumber finds the values in use.
func (s *saving) renumber() {
	s.each(func(_ int, some []raw, m *movedValues) {
		for i := range some {
			x := some[i]
			s.translate(&x, m)
		}
	})
}

// translate puts the numbers of the file into a record.
func (s *saving) translate(x *raw, m *movedValues) {
	name := func(id uint32) uint32 {
		if id == 0 {
			return 0
		}
		return s.names.use(m.names[id])
	}
	x.given, x.middle, x.family = name(x.given), name(x.middle), name(x.family)
	if x.email != 0 {
		x.email = s.emails.use(m.emails[x.email])
	}
	for k, id := range x.further {
		if id != 0 {
			x.further[k] = s.further[k].use(m.further[k][id])
		}
	}
}

// write writes head, values and records.
func (s *saving) write(w io.Writer) error {
	out := &stateOut{w: w}
	out.bytes([]byte(stateMagic))
	head := s.head()
	out.bytes(imageOf([]stateHead{head}))
	out.seal()
	writeTexts(out, s.Linker.names.text, s.names.from, 0)
	e := &s.Linker.emails
	writeColumn(out, e.hash, s.emails.from, 0)
	writeColumn(out, e.user, s.emails.from, 0)
	writeColumn(out, e.sketch, s.emails.from, 0)
	for i := range s.further {
		f, from := &s.Linker.further[i], s.further[i].from
		writeColumn(out, f.hash, from, 0)
		text, number, sketch := f.kind.columns()
		if text {
			writeTexts(out, f.text, from, 1)
		}
		if number {
			writeColumn(out, f.number, from, 1)
		}
		if sketch {
			writeColumn(out, f.sketch, from, 1)
		}
	}
	part := make([]raw, 0, rawsAtOnce)
	s.each(func(_ int, some []raw, m *movedValues) {
		part = append(part[:0], some...)
		for i := range part {
			s.translate(&part[i], m)
		}
		out.bytes(imageOf(part))
	})
	out.seal()
	return out.err
}

func (s *saving) head() stateHead {
	h := stateHead{
		Layout: stateLayout, Fingerprint: s.cfg.fingerprint(), Records: uint64(s.records),
		Names: uint64(len(s.names.from)), Emails: uint64(len(s.emails.from)),
	}
	for i := range s.further {
		h.Further[i] = uint64(len(s.further[i].from))
	}
	return h
}
