package link

import (
	"fmt"
	"sync"

	"continuum/internal/fault"
)

// Linker gathers records and links them. It keeps each distinct value once and
// one profile for each distinct set of details, so that tens of millions of
// records fit in memory. Records are added by any number of Intakes at a time,
// or by Add on one goroutine; Run uses all processors.
type Linker struct {
	cfg     Config
	intakes struct {
		sync.Mutex
		all []*Intake
	}
	own   *Intake // of Add
	fixed *Model  // to link by, nil to learn

	details
	registrations table
	registration  []uint32 // of each record, from 0
	claim         []uint8  // of each registration, as of raw; empty when no source is declared
	profiles      []profile
	order         []uint64 // hash of the contents of each profile, or of each record before they are in order
	spikes        spikes
	readings      [standardFields]reading
	declared      uint64 // sources of Config.OneCurrent that have a record, a bit each
	ran           bool
}

// New makes a Linker; the zero Config means DefaultConfig.
func New(cfg Config) *Linker {
	return &Linker{cfg: cfg.orDefault()}
}

// Intake opens a way in for one goroutine.
func (l *Linker) Intake() *Intake {
	in := newIntake(&l.cfg)
	l.intakes.Lock()
	defer l.intakes.Unlock()
	l.intakes.all = append(l.intakes.all, in)
	return in
}

// Add takes one record. Its strings are not kept.
func (l *Linker) Add(r Record) {
	if l.own == nil {
		l.own = l.Intake()
	}
	l.own.Add(&r)
}

// TwiceError says that two records have the same source and local id.
type TwiceError struct{ First, Again int }

func (e *TwiceError) Error() string {
	return fmt.Sprintf("records %d and %d have the same source and id", e.First+1, e.Again+1)
}

// begin gathers what the intakes took; a Linker runs once.
func (l *Linker) begin() (found map[string]int, err error) {
	if l.ran {
		return nil, fault.New(fault.Internal, "this linker has run already")
	}
	l.ran = true
	found = l.gather()
	if l.cfg.Unique && int(l.registrations.n) < len(l.registration) {
		return nil, l.twice()
	}
	return found, nil
}

// twice finds the first record whose source and id another had before.
func (l *Linker) twice() error {
	first := make([]int, l.registrations.n)
	for i, g := range l.registration {
		if first[g] > 0 {
			return &TwiceError{first[g] - 1, i}
		}
		first[g] = i + 1
	}
	return nil
}
