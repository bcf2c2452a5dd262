package source

import (
	"bytes"
	"errors"
	"strconv"
	"sync"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/duck"
)

// maxBatchText bounds the text of a batch, so that a place in it fits 32 bits.
const maxBatchText = 64 << 20

// batch is up to duck.VectorRows raw rows.
type batch struct {
	rows []int64 // file and line, see lineBits
	ends []int32 // rows x width: where each cell's text ends; of a missing one the complement
	text []byte
}

// add takes one row: of each column the field that fills it, -1 for none.
func (b *batch) add(row int64, fields [][]byte, fieldOf []int) {
	b.rows = append(b.rows, row)
	for _, f := range fieldOf {
		if f < 0 || f >= len(fields) || fields[f] == nil {
			b.ends = append(b.ends, ^int32(len(b.text)))
			continue
		}
		b.text = append(b.text, trimmed(fields[f])...)
		b.ends = append(b.ends, int32(len(b.text)))
	}
}

// trimmed takes tabs, no-break spaces and the like from the ends of a cell. Plain
// spaces stay, so that a rejected row is shown as it came: the conversions take
// them away, which is cheap for them and dear for the others.
func trimmed(cell []byte) []byte {
	if n := len(cell); n == 0 || plainEdge(cell[0]) && plainEdge(cell[n-1]) {
		return cell
	}
	return bytes.TrimSpace(cell)
}

func plainEdge(b byte) bool { return b >= ' ' && b < 0x80 }

func (b *batch) full() bool { return len(b.rows) == duck.VectorRows || len(b.text) > maxBatchText }

func (b *batch) clear() { b.rows, b.ends, b.text = b.rows[:0], b.ends[:0], b.text[:0] }

// keptIn copies the batch into slabs.
func (b *batch) keptIn(s *slabs) (out batch, err error) {
	if out.rows, err = copyOf(s, b.rows); err != nil {
		return out, err
	}
	if out.ends, err = copyOf(s, b.ends); err != nil {
		return out, err
	}
	out.text, err = copyOf(s, b.text)
	return out, err
}

// put writes the batch into the engine's chunk: _row, then each column asked for.
func (b *batch) put(chunk duck.Chunk, width int) {
	chunk.Numbers(0, b.rows)
	for c := range width {
		column, ok := chunk.Texts(1 + c)
		if !ok {
			continue
		}
		for r, at := 0, c; r < len(b.rows); r, at = r+1, at+width {
			end := b.ends[at]
			if end < 0 {
				column.Null(r)
				continue
			}
			start := int32(0)
			if at > 0 {
				if start = b.ends[at-1]; start < 0 {
					start = ^start
				}
			}
			column.Set(r, b.text[start:end])
		}
	}
}

// kept holds the raw rows of a group's files while its feeds are staged. They
// can be read as often as the feeds ask, and while more are still coming in.
type kept struct {
	width   int
	guess   uint // of the number of rows, for the engine's plans
	slabs   slabs
	filling batch

	lock    sync.Mutex
	more    *sync.Cond
	batches []batch
	ended   bool
	err     error // what ended the reading early
}

func newKept(width int, guess uint) *kept {
	k := &kept{width: width, guess: guess}
	k.more = sync.NewCond(&k.lock)
	return k
}

// flush hands the rows gathered so far to whoever reads.
func (k *kept) flush() error {
	if len(k.filling.rows) == 0 {
		return nil
	}
	b, err := k.filling.keptIn(&k.slabs)
	k.filling.clear()
	if err != nil {
		return err
	}
	k.lock.Lock()
	defer k.lock.Unlock()
	k.batches = append(k.batches, b)
	k.more.Broadcast()
	return nil
}

// end says that no more rows come.
func (k *kept) end(err error) {
	k.lock.Lock()
	defer k.lock.Unlock()
	k.ended, k.err = true, err
	k.more.Broadcast()
}

// batch gives batch n, waiting for it; nil behind the last.
func (k *kept) batch(n int) (*batch, error) {
	k.lock.Lock()
	defer k.lock.Unlock()
	for n >= len(k.batches) && !k.ended {
		k.more.Wait()
	}
	if n < len(k.batches) {
		return &k.batches[n], nil
	}
	return nil, k.err
}

// drop frees the rows.
func (k *kept) drop() {
	k.batches = nil
	k.slabs.drop()
}

// scan is one reading of kept rows by the engine.
type scan struct {
	*kept
	next int
}

// ColumnInfos says what the engine gets: the row's number and the text of every raw column.
func (s *scan) ColumnInfos() []duckdb.ColumnInfo {
	big, _ := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	str, _ := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
	out := []duckdb.ColumnInfo{{Name: "_row", T: big}}
	for i := range s.width {
		out = append(out, duckdb.ColumnInfo{Name: "c" + strconv.Itoa(i), T: str})
	}
	return out
}

// Cardinality is a guess: the files are not read yet.
func (s *scan) Cardinality() *duckdb.CardinalityInfo {
	return &duckdb.CardinalityInfo{Cardinality: s.guess}
}

// Init has nothing to do.
func (s *scan) Init() {}

// FillChunk hands over the next batch.
func (s *scan) FillChunk(chunk duckdb.DataChunk) error {
	b, err := s.batch(s.next)
	if err != nil || b == nil {
		return errors.Join(err, chunk.SetSize(0))
	}
	s.next++
	in, err := duck.InPlace(&chunk)
	if err != nil {
		return err
	}
	b.put(in, s.width)
	return chunk.SetSize(len(b.rows))
}
