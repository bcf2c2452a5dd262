package duck

import (
	"bytes"
	"math/bits"
)

// encoder writes the values of one column, page by page, as the Parquet format
// describes it (github.com/apache/parquet-format, Encodings.md).
type encoder interface {
	begin()                               // a new row group
	add(c *cells, rows int)               // takes the values of a block, without the missing ones
	size() int                            // bytes of the page at hand, roughly
	page(dst []byte) []byte               // appends the page at hand to dst and begins the next
	bounds() (low, high []byte)           // of the row group's values; nil when not known
	dictionary() (count int, list []byte) // of the row group; count is 0 when the pages use none
}

// maxBound is the longest text in bytes that is kept as a bound.
const maxBound = 64

func newEncoder(c Column) encoder {
	switch c.Kind {
	case Word:
		return newWordEncoder(c.Words)
	case Bool:
		return &boolEncoder{}
	case Byte:
		return &byteEncoder{}
	case Count:
		return &numberEncoder[uint32]{}
	case Number:
		return &numberEncoder[int64]{}
	case Float:
		return &numberEncoder[float32]{}
	case Double:
		return &numberEncoder[float64]{}
	default:
		return &textEncoder{}
	}
}

// has tells whether a row has a value.
func (c *cells) has(row int) bool { return c.valid[row/64]>>(row%64)&1 == 1 }

// validIn gives the bits of the 64 rows from at, off behind the last row.
func (c *cells) validIn(at, rows int) uint64 {
	if rows-at < 64 {
		return c.valid[at/64] & (1<<(rows-at) - 1)
	}
	return c.valid[at/64]
}

// missing is how many rows have no value.
func (c *cells) missing(rows int) int {
	if !c.nulls {
		return 0
	}
	n := rows
	for at := 0; at < rows; at += 64 {
		n -= bits.OnesCount64(c.validIn(at, rows))
	}
	return n
}

// appendPresent appends those values of a block that are there.
func appendPresent[T any](dst []T, c *cells, rows int) []T {
	values := c.values.([]T)[:rows]
	if !c.nulls {
		return append(dst, values...)
	}
	for at := 0; at < rows; at += 64 {
		for word := c.validIn(at, rows); word != 0; word &= word - 1 {
			dst = append(dst, values[at+bits.TrailingZeros64(word)])
		}
	}
	return dst
}

// numberEncoder writes numbers as they lie in memory.
type numberEncoder[T uint32 | int64 | float32 | float64] struct {
	values    []T
	any       bool // there are bounds
	low, high T
}

func (e *numberEncoder[T]) begin() { e.any = false }

func (e *numberEncoder[T]) add(c *cells, rows int) {
	from := len(e.values)
	e.values = appendPresent(e.values, c, rows)
	if !e.any && len(e.values) > from {
		e.any, e.low, e.high = true, e.values[from], e.values[from]
	}
	for _, v := range e.values[from:] {
		e.low, e.high = min(e.low, v), max(e.high, v)
	}
}

func (e *numberEncoder[T]) size() int { return len(bytesOf(e.values)) }

func (e *numberEncoder[T]) page(dst []byte) []byte {
	dst = append(dst, bytesOf(e.values)...)
	e.values = e.values[:0]
	return dst
}

// bounds are not known where a value was not a number.
func (e *numberEncoder[T]) bounds() (low, high []byte) {
	if sound := e.low <= e.high; !e.any || !sound {
		return nil, nil
	}
	return bytes.Clone(bytesOf([]T{e.low})), bytes.Clone(bytesOf([]T{e.high}))
}

func (e *numberEncoder[T]) dictionary() (int, []byte) { return 0, nil }
