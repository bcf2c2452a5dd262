package link

import (
	"fmt"
	"slices"

	"continuum/internal/fault"
)

// Delta says what an Update did to saved records. New, Changed, Same, Deleted
// and Kept count records.
type Delta struct {
	New     int // that nobody had before
	Changed int // given again and saying something else
	Same    int // given again and saying the same
	Deleted int
	Kept    int // not given again
	// Unknown are those of the registrations gone, by their place in the list,
	// that no saved record is of.
	Unknown []int
	// Order is where the records stand now: a record given again in the place of
	// the one it replaces, new ones after all others.
	Order []Stretch
}

// Stretch is records From to To-1, of those saved or of those added.
type Stretch struct {
	From, To int
	Added    bool
}

// GoneError says that an added record, by its order among these, is of a
// registration in the list of those gone.
type GoneError struct{ Record, Gone int }

func (e *GoneError) Error() string {
	return fmt.Sprintf("record %d is given, and line %d of those gone says that it is gone", e.Record+1, e.Gone+1)
}

// Update makes of the saved records and of all added since what linking the
// full set would be given: an added record replaces the saved one of its source
// and id, and saved records of registrations that are gone leave. Save and Run
// come after it; nothing is added any more. Each registration must have one
// record: it fails with a TwiceError, counting added records, where an added one
// comes twice, and with a GoneError where it is gone as well.
func (s *Saved) Update(gone []Registration) (*Delta, error) {
	u, err := s.updating(gone)
	if err != nil {
		return nil, err
	}
	for i := range s.in.len() {
		if err := u.saved(i, s.in.record(i)); err != nil {
			return nil, err
		}
	}
	for n, at := range u.instead {
		if at == 0 {
			u.delta.New++
			u.put(n, true)
		}
	}
	for i, number := range u.number {
		if !u.left[number-1] {
			u.delta.Unknown = append(u.delta.Unknown, i)
		}
	}
	u.arrange(s.in)
	return &u.delta, nil
}

// record gives a record of the intake.
func (in *Intake) record(i int) *raw { return &in.pieces[i/rawsAtOnce][i%rawsAtOnce] }

// updating is one Update under way.
type updating struct {
	linker  *Linker
	batches []batch // of what was added
	added   table   // its registrations, numbered as its records from 1
	order   []uint64
	instead []uint32 // of each added record, the saved one it replaces, from 1
	gone    table
	number  []uint32 // of each registration gone, in gone
	left    []bool   // of each in gone: a saved record left
	delta   Delta
}

func (s *Saved) updating(gone []Registration) (*updating, error) {
	u := &updating{linker: s.linker}
	for _, b := range s.linker.inOrder() {
		if b.intake == s.in {
			continue
		}
		u.batches = append(u.batches, b)
		for i := b.from; i < b.to; i++ {
			x := b.intake.record(i)
			if n, fresh := u.added.number(x.registration); !fresh {
				return nil, &TwiceError{int(n) - 1, len(u.order)}
			}
			u.order = append(u.order, x.order)
		}
	}
	u.instead = make([]uint32, len(u.order))
	u.number = make([]uint32, len(gone))
	for i, g := range gone {
		h := registrationKey(g.Source, g.LocalID)
		if n, clash := u.added.known(h); clash {
			return nil, &GoneError{int(n), i}
		}
		u.number[i], _ = u.gone.number(h)
	}
	u.left = make([]bool, u.gone.n)
	return u, nil
}

// saved decides what becomes of a saved record.
func (u *updating) saved(i int, x *raw) error {
	if n, gone := u.gone.known(x.registration); gone {
		u.left[n] = true
		u.delta.Deleted++
		return nil
	}
	n, again := u.added.known(x.registration)
	if !again {
		u.delta.Kept++
		u.put(i, false)
		return nil
	}
	if u.instead[n] != 0 {
		return &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("saved records %d and %d have the same source and id", u.instead[n], i+1), Fix: "link all files again"}
	}
	u.instead[n] = uint32(i + 1)
	if u.order[n] == x.order {
		u.delta.Same++
	} else {
		u.delta.Changed++
	}
	u.put(int(n), true)
	return nil
}

// put puts a record after those put before.
func (u *updating) put(i int, added bool) {
	if n := len(u.delta.Order); n > 0 {
		if last := &u.delta.Order[n-1]; last.Added == added && last.To == i {
			last.To++
			return
		}
	}
	u.delta.Order = append(u.delta.Order, Stretch{i, i + 1, added})
}

// arrange makes the stretches the batches of the intakes.
func (u *updating) arrange(saved *Intake) {
	for _, in := range u.linker.intakes.all {
		in.batches = nil
	}
	first := make([]int, 1, len(u.batches)+1)
	for _, b := range u.batches {
		first = append(first, first[len(first)-1]+b.to-b.from)
	}
	number := 0
	put := func(in *Intake, from, to int) {
		in.batches = append(in.batches, batch{number, from, to, in})
		number++
	}
	for _, s := range u.delta.Order {
		if !s.Added {
			put(saved, s.From, s.To)
			continue
		}
		for at := s.From; at < s.To; {
			b := batchOf(first, at)
			to := min(s.To, first[b+1])
			put(u.batches[b].intake, u.batches[b].from+at-first[b], u.batches[b].from+to-first[b])
			at = to
		}
	}
}

// batchOf finds the batch of a record among the first records of all.
func batchOf(first []int, record int) int {
	at, exact := slices.BinarySearch(first, record)
	for exact && at+1 < len(first) && first[at+1] == record { // batches without a record
		at++
	}
	if exact {
		return at
	}
	return at - 1
}
