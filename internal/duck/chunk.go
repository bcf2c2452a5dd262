package duck

import (
	"errors"
	"reflect"
	"unsafe"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// VectorRows is how many rows one chunk of the engine holds at most.
const VectorRows = 2048

// Chunk is a chunk that a table function is filling, whose columns are written
// in place: the bindings' own setters cost a call into C for every cell, which
// is dearer than reading the cell from its file.
type Chunk struct {
	chunk      mapping.DataChunk
	projection []int // column of the function -> vector of the chunk, -1 where the query does not ask
}

// The bindings keep a chunk's handle and projection to themselves; these are
// where they lie. The types are checked, so that a change of the bindings is an
// error and never a wrong write.
var (
	handleField     = field[mapping.DataChunk]("chunk")
	projectionField = field[[]int]("projection")
)

func field[T any](name string) uintptr {
	f, ok := reflect.TypeFor[duckdb.DataChunk]().FieldByName(name)
	if !ok || f.Type != reflect.TypeFor[T]() {
		return ^uintptr(0)
	}
	return f.Offset
}

// InPlace gives access to the vectors of a chunk.
func InPlace(c *duckdb.DataChunk) (Chunk, error) {
	if handleField == ^uintptr(0) || projectionField == ^uintptr(0) {
		return Chunk{}, errors.New("the engine's bindings have changed: their chunks cannot be written in place")
	}
	at := unsafe.Pointer(c)
	return Chunk{*(*mapping.DataChunk)(unsafe.Add(at, handleField)), *(*[]int)(unsafe.Add(at, projectionField))}, nil
}

// vector finds the vector of a column; ok is false when the query does not ask for it.
func (c Chunk) vector(column int) (v mapping.Vector, ok bool) {
	if c.projection[column] < 0 {
		return v, false
	}
	return mapping.DataChunkGetVector(c.chunk, mapping.IdxT(c.projection[column])), true
}

// Numbers writes a BIGINT column, at most VectorRows values.
func (c Chunk) Numbers(column int, values []int64) {
	if v, ok := c.vector(column); ok {
		copy(unsafe.Slice((*int64)(mapping.VectorGetData(v)), VectorRows), values)
	}
}

// Texts is a VARCHAR column being written. All rows are there to begin with.
type Texts struct {
	cells []textCell
	valid []uint64
}

// textCell is the engine's own form of a text: up to twelve bytes lie in the
// cell, of a longer one its first four and where the rest is.
type textCell struct {
	size   uint32
	prefix [4]byte
	rest   [8]byte
}

const inCell = 12

// Texts opens a VARCHAR column for writing; ok is false when the query does not
// ask for it.
func (c Chunk) Texts(column int) (t Texts, ok bool) {
	v, ok := c.vector(column)
	if !ok {
		return t, false
	}
	mapping.VectorEnsureValidityWritable(v)
	t.cells = unsafe.Slice((*textCell)(mapping.VectorGetData(v)), VectorRows)
	t.valid = unsafe.Slice((*uint64)(mapping.VectorGetValidity(v)), VectorRows/64)
	for i := range t.valid {
		t.valid[i] = ^uint64(0)
	}
	return t, true
}

// Null makes a row missing.
func (t Texts) Null(row int) { t.valid[row/64] &^= 1 << (row % 64) }

// Set writes a row. The text must be valid UTF-8; where it is longer than twelve
// bytes the engine keeps a pointer to it until the query has ended, so it must
// lie outside Go's heap and stay there.
func (t Texts) Set(row int, text []byte) {
	cell := &t.cells[row]
	cell.size = uint32(len(text))
	if len(text) <= inCell {
		space := (*[inCell]byte)(unsafe.Pointer(&cell.prefix))
		clear(space[copy(space[:], text):])
		return
	}
	copy(cell.prefix[:], text)
	*(*unsafe.Pointer)(unsafe.Pointer(&cell.rest)) = unsafe.Pointer(unsafe.SliceData(text))
}
