package duck

import (
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Batch is up to VectorRows rows of a file, in the engine's own memory: it holds
// only until the function it was given to returns.
type Batch struct {
	first   int64
	rows    int
	columns []textVector // the last says which rows lack a long text
}

// textVector is a column of texts as the engine keeps it.
type textVector struct {
	cells []textCell
	valid []uint64 // a bit for each row; nil when none is missing
}

// Rows is how many rows there are.
func (b *Batch) Rows() int { return b.rows }

// First is the number of the first row in the file, from 0.
func (b *Batch) First() int64 { return b.first }

// Cell is the text of a row's column, both from 0, columns in the order they were
// asked for. It is nil where the value is missing, must not be changed and holds
// as long as the batch.
func (b *Batch) Cell(row, column int) []byte {
	c := &b.columns[column]
	if c.valid != nil && c.valid[row/64]>>(row%64)&1 == 0 {
		return nil
	}
	cell := &c.cells[row]
	if cell.size <= inCell {
		return unsafe.Slice((*byte)(unsafe.Pointer(&cell.prefix)), cell.size)
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&cell.rest)), cell.size)
}

// show makes the batch the rows of a chunk, which lie behind those before.
func (b *Batch) show(chunk mapping.DataChunk) {
	b.rows = int(mapping.DataChunkGetSize(chunk))
	for i := range b.columns {
		v := mapping.DataChunkGetVector(chunk, mapping.IdxT(i))
		b.columns[i].cells = unsafe.Slice((*textCell)(mapping.VectorGetData(v)), b.rows)
		b.columns[i].valid = nil
		if bits := mapping.VectorGetValidity(v); bits != nil {
			b.columns[i].valid = unsafe.Slice((*uint64)(bits), (b.rows+63)/64)
		}
	}
}
