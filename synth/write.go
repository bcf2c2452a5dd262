package synth

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"continuum/internal/fault"
)

// Options say how big a place to make, from which seed, and where to put it.
type Options struct {
	People   int                   // everyone who ever lives in the place during the window, 2 to MaxPeople
	Seed     uint64                // equal seeds and people give equal bytes
	Out      string                // folder of the partners' extracts
	Truth    string                // folder of the truth, never within Out; empty means no truth is written
	Workers  int                   // blocks made at once; 0 means one a processor
	Progress func(done, total int) // called with people made so far, one call at a time; may be nil
}

// Summary says what was written.
type Summary struct {
	People int            `json:"people"`
	Rows   map[string]int `json:"rows"` // by file, relative to Out or Truth
	Bytes  int64          `json:"bytes"`
}

// Write makes the place and its truth. Files of an earlier run are replaced.
func Write(ctx context.Context, o Options) (Summary, error) {
	if err := o.check(); err != nil {
		return Summary{}, err
	}
	p, err := openPress(o)
	if err != nil {
		return Summary{}, fault.Wrap(err, "writing the synthetic place")
	}
	err = p.run(ctx)
	if e := p.close(); err == nil {
		err = e
	}
	return p.summary, fault.Wrap(err, "writing the synthetic place")
}

func (o *Options) check() error {
	if o.People < 2 || o.People > MaxPeople {
		return fault.New(fault.Invalid, "a place needs from 2 to %d people, not %d", MaxPeople, o.People)
	}
	if o.Out == "" {
		return fault.New(fault.Invalid, "a synthetic place needs a folder for its extracts")
	}
	if o.Truth != "" && within(o.Truth, o.Out) {
		return fault.New(fault.Invalid, "the truth must not lie in the folder of the extracts, or a build could read it")
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

func within(path, folder string) bool {
	a, errA := filepath.Abs(path)
	b, errB := filepath.Abs(folder)
	if errA != nil || errB != nil {
		return false
	}
	rel, err := filepath.Rel(b, a)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// run lets workers make blocks and hands their sheaves to the press in order.
func (p *press) run(ctx context.Context) error {
	geo := newGeography(p.o.People)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()

	lanes := make([]chan made, p.o.Workers)
	idle := make(chan *sheaf, 2*p.o.Workers)
	for i := range 2 * p.o.Workers {
		idle <- newSheaf()
		if i < p.o.Workers {
			lanes[i] = make(chan made, 1)
			workers.Go(func() { makeBlocks(ctx, newBlock(geo, p.o.Seed), i, p.o.Workers, idle, lanes[i]) })
		}
	}
	done := 0
	for index := range geo.blocks {
		var m made
		select {
		case m = <-lanes[index%p.o.Workers]:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := errors.Join(m.err, p.print(m.sheaf)); err != nil {
			return err
		}
		done += m.sheaf.people
		idle <- m.sheaf
		if p.o.Progress != nil {
			p.o.Progress(done, p.o.People)
		}
	}
	return nil
}

type made struct {
	sheaf *sheaf
	err   error
}

// makeBlocks makes every stride-th block from first on.
func makeBlocks(ctx context.Context, b *block, first, stride int, idle <-chan *sheaf, lane chan<- made) {
	for index := first; index < b.geo.blocks; index += stride {
		select {
		case b.out = <-idle:
		case <-ctx.Done():
			return
		}
		b.make(index)
		select {
		case lane <- made{b.out, b.out.pack()}:
		case <-ctx.Done():
			return
		}
	}
}

// make fills the block's sheaf.
func (b *block) make(index int) {
	b.out.reset(index == 0)
	b.populate(index)
	for i := range b.arena {
		p := &b.arena[i]
		b.live(p)
		b.writeAll(p)
	}
	b.directory()
	b.out.people = len(b.arena)
}

func (b *block) writeAll(p *person) {
	b.cards.reset()
	b.writeGP(p)
	b.writeAdmitted(p)
	b.writeOutpatients(p)
	b.writeEmergency(p)
	b.writeAmbulance(p)
	b.writeCommunity(p)
	b.writeMental(p)
	b.writeSocial(p)
	b.writeHousing(p)
	b.writeVoluntary(p)
	b.writeTruth(p)
}

// directory writes the block's part of the postcode directory.
func (b *block) directory() {
	for i := range blockPostcodes {
		p := b.firstPostcode() + i
		r := b.out.row(postcodesFile, ',')
		r.text(postcodeText(p))
		r.text(lsoaCode(lsoaOf(p)))
		r.int(decileOf(p))
		r.text("Y")
		b.out.end(postcodesFile, r)
	}
}
