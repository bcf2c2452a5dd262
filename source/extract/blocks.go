package extract

import (
	"context"
	"sync/atomic"

	"continuum/internal/fault"
)

// Block is a stretch of a delimited file that begins and ends where records do.
// It is about 1 MiB long, more only by its last record, and holds until the
// function it was handed to returns.
type Block struct {
	Number int   // 0, 1, 2, ... in file order
	Line   int64 // 1-based line of the text at which it begins

	buf      []byte // the room for text
	text     []byte
	verdicts []verdict
	reader   *csvReader    // of the worker it was handed to
	until    *atomic.Int64 // blocks behind this one are no longer wanted
	rows     int64         // handed over by Each
}

// verdict is what was found of a record that cannot be judged by the block alone:
// its quotes or its length may have led beyond.
type verdict struct {
	from, to int   // in the text; the same where the block holds nothing of it
	lines    int64 // to go on by
	broken   Broken
}

// Each hands the block's rows to the sink in file order, as File.Each does: the
// same rows, broken rows and lines. An error of the sink ends it and is returned
// as it is; so does, with an error of its own, the end of the whole reading, which
// the caller should return likewise.
func (b *Block) Each(s Sink) error {
	c, verdicts := b.reader, b.verdicts
	*c.win = window{buf: b.text, end: len(b.text), limit: c.win.limit, err: c.win.err}
	c.line, c.read, c.retry = b.Line, 0, retry{}
	defer func() { b.rows = c.read }()
	for c.win.at < len(b.text) || len(verdicts) > 0 {
		if int64(b.Number) > b.until.Load() {
			return errStopped
		}
		var err error
		if len(verdicts) > 0 && verdicts[0].from == c.win.at {
			err = c.pronounce(s, &verdicts[0])
			verdicts = verdicts[1:]
		} else {
			err = c.record(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pronounce hands over a broken row that was found before.
func (c *csvReader) pronounce(s Sink, v *verdict) error {
	c.win.at = v.to
	c.line += v.lines
	return s.Broken(v.broken)
}

// errStopped ends the reading of a block; nobody but a worker's function sees it.
var errStopped = fault.New(fault.Internal, "the reading was ended by another block or its context")

// Blocks reads a delimited file (CSV) on several goroutines, once and in place of
// Each. The caller's goroutine cuts the text into blocks; each of workers
// goroutines, at least one, reads blocks through its own function, in rising order
// but with gaps that the others fill. Start makes these functions, one after
// another before any runs. The blocks together give what Each gives: every row is
// read exactly as if all were read one after another.
//
// It ends with the error of the first block in file order whose function fails,
// or with that of the context, or of the file as a whole once all rows before it
// were handed over. Memory is bounded whatever the file holds: some 2 MiB for a
// block, two blocks for a worker and one more.
func (f *File) Blocks(ctx context.Context, workers int, start func(worker int) func(*Block) error) error {
	c, ok := f.reader.(*csvReader)
	switch {
	case !ok:
		return fault.New(fault.Internal, "extract %s is not delimited text and cannot be read in blocks", f.src.path)
	case f.done:
		return fault.New(fault.Internal, "extract %s was already read", f.src.path)
	}
	f.done = true
	f.src.ctx = ctx
	if !f.src.packed {
		f.src.inflateAhead() // nothing to inflate, but the hash to be taken
	}
	if err := newBlockRun(c, max(1, workers), blockSize).read(ctx, start); err != nil {
		return f.explain(err)
	}
	digest, err := f.src.digest()
	f.digest = digest
	return f.explain(err)
}
