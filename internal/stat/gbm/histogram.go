package gbm

import "encoding/binary"

// block holds the histograms of the columns of a strip, 256 bins each; narrow is
// the part that is counted at once, small enough for the first-level cache.
type (
	block  [width][256]sums
	narrow [16][256]sums
)

// histogram is that of all columns, block by block.
type histogram []block

// gather is how many rows' bins are fetched together. Rows of a node lie apart in
// memory; fetched in one short loop the processor waits for many of them at once.
const gather = 128

// add puts rows into the histograms of a strip's first columns. values has one
// word a row, in the order of rows, which rise.
func (b *block) add(s strip, columns int, rows []int32, values []sums) {
	var near [gather]lane
	for len(rows) > 0 {
		n := min(len(rows), gather)
		fetched, first := near[:n], int(rows[0])
		if int(rows[n-1])-first == n-1 {
			fetched = s[first : first+n]
		} else {
			for i, r := range rows[:n] {
				near[i&(gather-1)] = s[r]
			}
		}
		b.count(fetched, columns, values[:n])
		rows, values = rows[n:], values[n:]
	}
}

func (b *block) count(rows []lane, columns int, values []sums) {
	for at := 0; at < columns; at += 16 {
		part := (*narrow)(b[at:])
		switch left := columns - at; {
		case left > 8:
			part.add16(rows, at, values)
		case left > 4:
			part.add8(rows, at, values)
		default:
			part.add4(rows, at, values)
		}
	}
}

// The three below are where the time goes. All is laid out so that a bin is
// updated by one instruction that adds to memory at a fixed distance.

func (b *narrow) add16(rows []lane, at int, values []sums) {
	values = values[:len(rows)]
	for i := range rows {
		v, bins := values[i], rows[i][at&(width-16):]
		low, high := binary.LittleEndian.Uint64(bins), binary.LittleEndian.Uint64(bins[8:])
		b[0][uint8(low)] += v
		b[1][uint8(low>>8)] += v
		b[2][uint8(low>>16)] += v
		b[3][uint8(low>>24)] += v
		b[4][uint8(low>>32)] += v
		b[5][uint8(low>>40)] += v
		b[6][uint8(low>>48)] += v
		b[7][uint8(low>>56)] += v
		b[8][uint8(high)] += v
		b[9][uint8(high>>8)] += v
		b[10][uint8(high>>16)] += v
		b[11][uint8(high>>24)] += v
		b[12][uint8(high>>32)] += v
		b[13][uint8(high>>40)] += v
		b[14][uint8(high>>48)] += v
		b[15][uint8(high>>56)] += v
	}
}

func (b *narrow) add8(rows []lane, at int, values []sums) {
	values = values[:len(rows)]
	for i := range rows {
		v, bins := values[i], rows[i][at&(width-16):]
		low := binary.LittleEndian.Uint64(bins)
		b[0][uint8(low)] += v
		b[1][uint8(low>>8)] += v
		b[2][uint8(low>>16)] += v
		b[3][uint8(low>>24)] += v
		b[4][uint8(low>>32)] += v
		b[5][uint8(low>>40)] += v
		b[6][uint8(low>>48)] += v
		b[7][uint8(low>>56)] += v
	}
}

func (b *narrow) add4(rows []lane, at int, values []sums) {
	values = values[:len(rows)]
	for i := range rows {
		v, bins := values[i], rows[i][at&(width-16):]
		low := binary.LittleEndian.Uint32(bins)
		b[0][uint8(low)] += v
		b[1][uint8(low>>8)] += v
		b[2][uint8(low>>16)] += v
		b[3][uint8(low>>24)] += v
	}
}

// plus adds another block's first columns.
func (b *block) plus(other *block, columns int) {
	for c := range columns {
		mine, theirs := &b[c], &other[c]
		for i := range mine {
			mine[i] += theirs[i]
		}
	}
}

// minus turns the histogram of a parent into that of the other child.
func (b *block) minus(child *block, columns int) {
	for c := range columns {
		mine, theirs := &b[c], &child[c]
		for i := range mine {
			mine[i] -= theirs[i]
		}
	}
}
