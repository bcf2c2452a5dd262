package link

import (
	"fmt"
	"io"
	"math"

	"continuum/internal/fault"
	"continuum/link/text"
)

// Saved is records that Load has taken in: record i is the i-th of those saved.
type Saved struct {
	linker *Linker
	in     *Intake
}

// Len is the number of records.
func (s *Saved) Len() int { return s.in.len() }

// Load takes in what Save wrote, before any other record. It reads from r just
// what Save wrote and not a byte more. Records saved by another version, on a
// machine of another kind or for another configuration are refused, and so are
// damaged ones; whatever r holds, nothing worse happens.
func (l *Linker) Load(r io.Reader) (*Saved, error) {
	if l.ran || len(l.intakes.all) > 0 {
		return nil, fault.New(fault.Internal, "saved records are loaded before others are added")
	}
	s := &loading{stateIn: stateIn{r: r}, in: newIntake(&l.cfg)}
	if err := s.open(); err != nil {
		return nil, err
	}
	s.values()
	s.records()
	s.seal()
	if s.err != nil {
		return nil, damaged(s.err)
	}
	l.intakes.all = append(l.intakes.all, s.in)
	return &Saved{l, s.in}, nil
}

func damaged(err error) error {
	return &fault.Error{Code: fault.Invalid, Reason: "the saved records are damaged", Err: err, Fix: "link all files again"}
}

// loading is one Load under way.
type loading struct {
	stateIn
	head stateHead
	in   *Intake
}

// open reads the head.
func (s *loading) open() error {
	magic, head := make([]byte, len(stateMagic)), make([]stateHead, 1)
	s.bytes(magic)
	if s.err != nil || string(magic) != stateMagic {
		return &fault.Error{Code: fault.Invalid, Reason: "not saved by this version of the linker", Err: s.err, Fix: "link all files again"}
	}
	s.bytes(imageOf(head))
	s.head = head[0]
	if s.err == nil && s.head.Layout != stateLayout {
		return &fault.Error{Code: fault.Invalid, Reason: "saved on a machine of another kind or by another version of the linker", Fix: "link all files again"}
	}
	s.seal()
	switch {
	case s.err != nil:
		return damaged(s.err)
	case s.head.Fingerprint != s.in.cfg.fingerprint():
		return &fault.Error{
			Code: fault.Conflict, Reason: "the records were saved under another configuration, which may have cleaned them in another way",
			Fix: "put the configuration back as it was, or link all files again with this one",
		}
	case s.head.Records > math.MaxUint32:
		return damaged(nil)
	}
	return nil
}

// values reads names, emails and the values of further fields.
func (s *loading) values() {
	in, h := s.in, &s.head
	n := &in.names
	n.text = readTexts(&s.stateIn, h.Names, 1)
	n.hash, n.letter, n.sound = make([]uint64, len(n.text)), make([]letters, len(n.text)), make([]uint16, len(n.text))
	for i := 1; i < len(n.text); i++ {
		n.hash[i], n.letter[i], n.sound[i] = text.Hash(n.text[i]), nameLetters(n.text[i]), text.Sound(n.text[i])
	}
	in.emails.hash = readColumn[uint64](&s.stateIn, h.Emails, 1)
	in.emails.user = readColumn[uint64](&s.stateIn, h.Emails, 1)
	in.emails.sketch = readColumn[sketch](&s.stateIn, h.Emails, 1)
	for i := range h.Further {
		if i >= len(in.fields) && h.Further[i] > 0 {
			s.fail("it has values of %d further fields, and the configuration has %d", i+1, len(in.fields))
			return
		}
		s.further(&in.further[i], h.Further[i])
	}
}

func (s *loading) further(f *further, n uint64) {
	f.hash = readColumn[uint64](&s.stateIn, n, 1)
	text, number, sketches := f.kind.columns()
	if text {
		f.text = readTexts(&s.stateIn, n, 0)
	}
	if number {
		f.number = readColumn[uint64](&s.stateIn, n, 0)
	}
	if sketches {
		f.sketch = readColumn[sketch](&s.stateIn, n, 0)
	}
}

func (s *loading) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}

// records reads the records.
func (s *loading) records() {
	var most limits
	most.name, most.email = uint32(s.head.Names), uint32(s.head.Emails)
	for i, n := range s.head.Further {
		most.further[i] = uint32(n)
	}
	n := int(s.head.Records)
	s.in.batches = []batch{{number: savedBatch, to: n, intake: s.in}}
	for left := n; left > 0 && s.err == nil; left -= rawsAtOnce {
		piece := make([]raw, min(left, rawsAtOnce), rawsAtOnce)
		s.bytes(imageOf(piece))
		for i := range piece {
			if !most.allow(&piece[i]) {
				s.fail("record %d has a value that does not exist", n-left+i+1)
				return
			}
		}
		s.in.pieces = append(s.in.pieces, piece)
	}
}

// savedBatch stands before any batch of records added.
const savedBatch = -1

// limits are the greatest numbers of values there are.
type limits struct {
	name, email uint32
	further     [MaxFurther]uint32
}

// allow tells whether a record can be followed.
func (m *limits) allow(x *raw) bool {
	ok := x.given <= m.name && x.middle <= m.name && x.family <= m.name && x.email <= m.email &&
		x.sex <= 2 && (x.birth == 0 || isDay(x.birth))
	for i, id := range x.further {
		ok = ok && id <= m.further[i]
	}
	return ok
}
