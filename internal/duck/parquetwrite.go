package duck

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
)

// The engine's COPY takes about 1.6 seconds of one processor for the edges of a
// linkage of a million records, much of it to copy every value and to look it up
// in dictionaries, and uses no second one while it keeps the order of rows.
// Whoever fills a column here knows what it holds, so the file is written from
// here, a row group a processor. The engine reads it as its own.

// groupRows is how many rows a row group holds: as many as the engine's own.
const groupRows = 60 * VectorRows

// maxLanes bounds how many row groups are made at once, each some megabytes.
const maxLanes = 8

// WriteParquet writes rows into a Parquet file, readable by its owner only. fill
// is told the number of the block's first row, from 0; it is called for every
// block of the file once, from several goroutines at once, in any order. The same
// rows make the same bytes.
//
// The file is there only once it is complete: until then it is called path with
// ".part" behind it, which an error or the end of ctx takes away. The error is
// the first of fill's, that of ctx, or a fault: Invalid for a value that cannot
// be written, Unavailable for a file that cannot.
func WriteParquet(ctx context.Context, path string, columns []Column, rows int, fill func(from int, b *Block) error) error {
	err := WriteParquetPart(ctx, path, columns, rows, fill)
	if err != nil {
		return err
	}
	if err := os.Rename(path+".part", path); err != nil {
		_ = os.Remove(path + ".part")
		return unwritable(path, err)
	}
	return nil
}

// WriteParquetPart does the same and leaves the complete file where it was
// written, for a caller who puts several files in their places at once.
func WriteParquetPart(ctx context.Context, path string, columns []Column, rows int, fill func(from int, b *Block) error) error {
	if err := checkColumns(path, columns); err != nil {
		return err
	}
	part := path + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(path, err)
	}
	f := &parquetFile{path: path, columns: columns, rows: rows, fill: fill, out: out}
	f.turn.L = &f.lock
	err = f.write(ctx)
	if closed := out.Close(); err == nil && closed != nil {
		err = unwritable(path, closed)
	}
	if err != nil {
		_ = os.Remove(part)
	}
	return err
}

func checkColumns(path string, columns []Column) error {
	if len(columns) == 0 {
		return &fault.Error{Code: fault.Internal, File: path, Reason: "a file needs columns"}
	}
	for _, c := range columns {
		if len(c.Words) > 1<<16 {
			return &fault.Error{Code: fault.Invalid, File: path, Column: c.Name, Reason: fmt.Sprintf("there are %d words, and 65,536 at most", len(c.Words)), Fix: "write the column as texts"}
		}
		for _, text := range append([]string{c.Name}, c.Words...) {
			if !utf8.ValidString(text) {
				return &fault.Error{Code: fault.Invalid, File: path, Column: c.Name, Value: text, Reason: "the text is not valid UTF-8", Fix: "mend it where it comes from"}
			}
		}
	}
	return nil
}

func unwritable(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err, Fix: "see that the folder may be written to; make room or give another folder"}
}

// parquetFile is a file being written by several lanes.
type parquetFile struct {
	path    string
	columns []Column
	rows    int
	fill    func(from int, b *Block) error
	taken   atomic.Int64 // row groups begun

	lock   sync.Mutex
	turn   sync.Cond // groups or err has changed
	out    *os.File
	at     int64 // bytes written
	groups []rowGroup
	err    error // the first
}

// count is how many row groups there are.
func (f *parquetFile) count() int { return (f.rows + groupRows - 1) / groupRows }

func (f *parquetFile) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.append([]byte(magic)); err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), maxLanes, f.count()) {
		work.Go(func() error {
			l, err := f.lane()
			if err == nil {
				err = l.run(ctx)
			}
			return f.end(err)
		})
	}
	if err := work.Wait(); err != nil {
		return f.err
	}
	return f.append(footer(f.columns, f.groups))
}

// end notes how a lane ended and, where it failed, wakes those that wait for it.
func (f *parquetFile) end(err error) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.err == nil {
		f.err = err
	}
	f.turn.Broadcast()
	return err
}

// put writes row group n once those before it are written.
func (f *parquetFile) put(n int, g rowGroup, data []byte) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	for len(f.groups) < n && f.err == nil {
		f.turn.Wait()
	}
	if f.err != nil {
		return f.err
	}
	g.shift(f.at)
	f.groups = append(f.groups, g)
	f.turn.Broadcast()
	return f.append(data)
}

func (f *parquetFile) append(data []byte) error {
	n, err := f.out.Write(data)
	f.at += int64(n)
	if err != nil {
		return unwritable(f.path, err)
	}
	return nil
}
