package table

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/source/extract"
)

// reading is one way through a file by several workers.
type reading struct {
	file    *file
	at      []int // places of the columns read
	kinds   []Kind
	mixed   []string // of columns that seemed to be read otherwise than as words: why they are not
	workers []*worker
	sha256  string
	report  progress.Func
}

// worker reads blocks of rows.
type worker struct {
	of     *reading
	shards []shard
	chunks []chunk
	lines  []int32
}

// chunk is what one worker read of one block.
type chunk struct {
	number  int // blocks are in the order of the file by their numbers
	worker  int
	lines   []int32
	columns []values
}

// values are a column of a chunk.
type values struct {
	numbers []float32
	codes   []int32
	text    string
	ends    []uint32
}

// read reads the whole file by what its first rows say.
func (f *file) read(ctx context.Context, o Options) (*Table, error) {
	at, err := f.choose(o)
	if err != nil {
		return nil, err
	}
	guesses := make([]guess, len(at))
	if err := f.sampled(ctx, at, func(cells [][]byte) {
		for k, c := range cells {
			guesses[k].take(c)
		}
	}); err != nil {
		return nil, err
	}
	names := f.named(at)
	r := &reading{file: f, at: at, kinds: f.kindsOf(names, o.Kinds, guesses), report: o.Progress}
	for k, name := range names {
		mixed := ""
		if f.learnt[name] != "" {
			mixed = "not all of it are numbers or dates"
		} else if o.Kinds[name] == "" {
			mixed = guesses[k].mixed()
		}
		r.mixed = append(r.mixed, mixed)
	}
	for range runtime.GOMAXPROCS(0) {
		r.workers = append(r.workers, r.newWorker(names, &o))
	}
	if isParquet(f.path) {
		err = r.parquet(ctx)
	} else {
		err = r.csv(ctx)
	}
	if err != nil {
		return nil, err
	}
	return r.table(ctx, o)
}

func (r *reading) newWorker(names []string, o *Options) *worker {
	w := &worker{of: r, shards: make([]shard, len(names))}
	for k, name := range names {
		w.shards[k] = shard{name: name, kind: r.kinds[k], sure: o.Kinds[name] != "" || slices.Contains(o.Needed, name)}
	}
	return w
}

const stage = "read the file"

func (r *reading) csv(ctx context.Context) error {
	in, err := extract.Open(r.file.path, r.file.format)
	if err != nil {
		return err
	}
	defer in.Close()
	err = in.Blocks(ctx, len(r.workers), func(i int) func(*extract.Block) error {
		w := r.workers[i]
		return func(b *extract.Block) error {
			defer func() { w.end(i, b.Number) }()
			err := b.Each(w)
			r.report.Report(stage, in.BytesRead(), max(in.Size(), in.BytesRead()+1))
			return err
		}
	})
	if err != nil {
		return err
	}
	r.report.Report(stage, max(in.Size(), 1), max(in.Size(), 1))
	r.sha256 = in.SHA256()
	return nil
}

// Row takes a row.
func (w *worker) Row(row extract.Row) error {
	for k, at := range w.of.at {
		w.shards[k].add(row.Fields[at], row.Line)
	}
	w.lines = append(w.lines, int32(row.Line))
	return nil
}

// Broken stops the reading: nobody is left out unseen.
func (w *worker) Broken(b extract.Broken) error { return w.of.file.broken(b) }

// laneShift parts the numbers of a lane's batches from those of the next.
const laneShift = 32

func (r *reading) parquet(ctx context.Context) error {
	batches := make([]int, len(r.workers))
	err := duck.ReadParquetLanes(ctx, r.file.path, r.file.named(r.at), len(r.workers), func(lane int, b *duck.Batch) error {
		w := r.workers[lane]
		for i := range b.Rows() {
			line := b.First() + int64(i) + 1
			for k := range w.shards {
				w.shards[k].add(b.Cell(i, k), line)
			}
			w.lines = append(w.lines, int32(line))
		}
		w.end(lane, lane<<laneShift+batches[lane])
		batches[lane]++
		return nil
	})
	if err != nil {
		return err
	}
	r.sha256, err = stored(ctx, r.file.path)
	return err
}

// end keeps what was read of a block.
func (w *worker) end(worker, number int) {
	c := chunk{number: number, worker: worker, lines: slices.Clone(w.lines), columns: make([]values, len(w.shards))}
	for k := range w.shards {
		s := &w.shards[k]
		c.columns[k] = values{slices.Clone(s.numbers), slices.Clone(s.codes), string(s.text), slices.Clone(s.ends)}
		s.numbers, s.codes, s.text, s.ends = s.numbers[:0], s.codes[:0], s.text[:0], s.ends[:0]
	}
	w.lines = w.lines[:0]
	w.chunks = append(w.chunks, c)
}

// chunks are all that was read, in the order of the file.
func (r *reading) chunks() ([]chunk, int, error) {
	var all []chunk
	rows := 0
	for _, w := range r.workers {
		all = append(all, w.chunks...)
		w.chunks = nil
	}
	slices.SortFunc(all, func(a, b chunk) int { return cmp.Compare(a.number, b.number) })
	for _, c := range all {
		rows += len(c.lines)
	}
	if rows == 0 {
		return nil, 0, &fault.Error{Code: fault.Invalid, File: r.file.path, Reason: "there are no rows", Fix: "give a file with rows below the header"}
	}
	return all, rows, nil
}
