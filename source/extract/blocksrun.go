package extract

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"sync/atomic"
)

// blockRun is one reading of a file in blocks. There are as many places in its
// channels as blocks, so that only the wait for a free block can be long.
type blockRun struct {
	csv     *csvReader
	workers int
	size    int
	free    chan *Block
	full    chan *Block
	stop    chan struct{} // closed at the first failure
	until   atomic.Int64  // the block that failed; later ones are not wanted
	rows    atomic.Int64

	mu  sync.Mutex
	err error // of the block until
}

func newBlockRun(c *csvReader, workers, size int) *blockRun {
	n := 2*workers + 1
	r := &blockRun{
		csv: c, workers: workers, size: size,
		free: make(chan *Block, n), full: make(chan *Block, n), stop: make(chan struct{}),
	}
	r.until.Store(math.MaxInt64)
	for range n {
		r.free <- &Block{buf: make([]byte, size+c.win.limit), until: &r.until}
	}
	return r
}

// read is File.Blocks without the file.
func (r *blockRun) read(ctx context.Context, start func(worker int) func(*Block) error) error {
	defer context.AfterFunc(ctx, func() { r.fail(-1, ctx.Err()) })()
	names, split := r.csv.names, r.csv.split
	limit := r.csv.win.limit
	var work sync.WaitGroup
	do := make([]func(*Block) error, r.workers)
	for i := range do {
		do[i] = start(i)
	}
	for _, do := range do {
		reader := &csvReader{
			src: r.csv.src, names: names, split: &splitter{delim: split.delim, stop: split.stop, ending: split.ending},
			win: &window{limit: limit, err: io.EOF},
		}
		work.Go(func() { r.work(reader, do) })
	}
	err := r.cut(newCarver(r.csv, r.size))
	work.Wait()
	r.csv.read = r.rows.Load()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	return err
}

// cut hands over one block after another until the text ends or nobody wants more.
func (r *blockRun) cut(c *carver) error {
	defer close(r.full)
	for {
		select {
		case <-r.stop:
			return nil
		case b := <-r.free:
			err := c.fill(b)
			r.full <- b
			if err != nil {
				return sound(err)
			}
		}
	}
}

// sound takes the end of a stream for no error.
func sound(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// work reads blocks until there are no more.
func (r *blockRun) work(reader *csvReader, do func(*Block) error) {
	for b := range r.full {
		b.reader, b.rows = reader, 0
		if int64(b.Number) <= r.until.Load() && !b.empty() {
			if err := do(b); err != nil {
				r.fail(int64(b.Number), err)
			}
			r.rows.Add(b.rows)
		}
		r.free <- b
	}
}

func (b *Block) empty() bool { return len(b.text) == 0 && len(b.verdicts) == 0 }

// fail keeps the error of the first block in file order; the context counts as
// one before the first.
func (r *blockRun) fail(number int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.until.Load()
	if number >= before {
		return
	}
	r.until.Store(number)
	r.err = err
	if before == math.MaxInt64 {
		close(r.stop)
	}
}
