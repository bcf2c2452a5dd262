package messy

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"continuum/internal/fault"
)

// Kind is a shape of records.
type Kind string

// The kinds.
const (
	Messy Kind = "messy" // registers without an identifier, much of them wrong
	Plain Kind = "plain" // partners' registrations with NHS numbers, mostly right
)

// MaxRecords is how many records one file may have.
const MaxRecords = 300_000_000

// Options say what to make and where to put it.
type Options struct {
	Kind     Kind
	Records  int                   // 1 to MaxRecords; that many are written
	Seed     uint64                // equal kind, records and seed give equal bytes
	Out      string                // CSV of the records, compressed when it ends in .gz
	Truth    string                // CSV that says whose each record is, likewise
	Workers  int                   // blocks made at once; 0 means one a processor
	Progress func(done, total int) // called with records made so far, one call at a time; may be nil
}

// Summary says what was written.
type Summary struct {
	Records int            `json:"records"`
	People  int            `json:"people"`
	Bytes   int64          `json:"bytes"`
	Missing map[string]int `json:"missing"` // records without a value, by column
	Slips   map[string]int `json:"slips"`   // records that a slip changed, by slip
}

// Write makes the records and the truth about them. Files of an earlier run are
// replaced; a run that fails leaves none.
func Write(ctx context.Context, o Options) (Summary, error) {
	if err := o.check(); err != nil {
		return Summary{}, err
	}
	w, err := openPair(o)
	if err != nil {
		return Summary{}, err
	}
	err = w.run(ctx)
	if e := w.close(); err == nil {
		err = e
	}
	if err != nil {
		return Summary{}, errors.Join(fault.Wrap(err, "writing the synthetic records"), w.remove())
	}
	return w.summary(), nil
}

func (o *Options) check() error {
	if forms[o.Kind] == nil {
		return fault.New(fault.Invalid, "there is no kind %q of records", o.Kind)
	}
	if o.Records < 1 || o.Records > MaxRecords {
		return fault.New(fault.Invalid, "from 1 to %d records can be made, not %d", MaxRecords, o.Records)
	}
	if o.Out == "" || o.Truth == "" || same(o.Out, o.Truth) {
		return fault.New(fault.Invalid, "the records and the truth about them need a file each")
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

// same says whether two paths are, or would be, one file.
func same(a, b string) bool {
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	if errA == nil && errB == nil && absA == absB {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

func packed(path string) bool { return strings.HasSuffix(path, ".gz") }

// run lets workers make blocks and writes their sheets in order.
func (w *pair) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()

	lanes := make([]chan made, w.o.Workers)
	idle := make(chan *sheet, 2*w.o.Workers)
	for i := range lanes {
		idle <- newSheet(w.o)
		idle <- newSheet(w.o)
		lanes[i] = make(chan made, 1)
		workers.Go(func() { newBlock(w.o, w.plan).makeEvery(ctx, i, idle, lanes[i]) })
	}
	for index := range w.plan.blocks() {
		var m made
		select {
		case m = <-lanes[index%w.o.Workers]:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := errors.Join(m.err, w.print(m.sheet)); err != nil {
			return err
		}
		idle <- m.sheet
		if w.o.Progress != nil {
			w.o.Progress(w.records, w.o.Records)
		}
	}
	return nil
}

type made struct {
	sheet *sheet
	err   error
}

// makeEvery makes every so manyth block, as many as there are workers, from first on.
func (b *block) makeEvery(ctx context.Context, first int, idle <-chan *sheet, lane chan<- made) {
	for index := first; index < b.plan.blocks(); index += b.workers {
		select {
		case b.sheet = <-idle:
		case <-ctx.Done():
			return
		}
		b.make(index)
		select {
		case lane <- made{b.sheet, b.sheet.pack()}:
		case <-ctx.Done():
			return
		}
	}
}
