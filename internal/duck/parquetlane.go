package duck

import (
	"context"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// lane makes row groups, one after another, beside other lanes.
type lane struct {
	file    *parquetFile
	block   *Block
	columns []columnWriter
	out     []byte
}

func (f *parquetFile) lane() (*lane, error) {
	press, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fault.Wrap(err, "compressing")
	}
	l := &lane{file: f, block: newBlock(f.columns), columns: make([]columnWriter, len(f.columns))}
	for i, c := range f.columns {
		l.columns[i] = columnWriter{encoder: newEncoder(c), press: press}
	}
	return l, nil
}

// run makes the row groups that no other lane has taken.
func (l *lane) run(ctx context.Context) error {
	for {
		n := int(l.file.taken.Add(1)) - 1
		if n >= l.file.count() {
			return nil
		}
		group, err := l.group(ctx, n*groupRows)
		if err != nil {
			return err
		}
		if err := l.file.put(n, group, l.out); err != nil {
			return err
		}
	}
}

// group makes the row group that begins with a row.
func (l *lane) group(ctx context.Context, from int) (rowGroup, error) {
	g := rowGroup{rows: min(groupRows, l.file.rows-from), chunks: make([]columnChunk, len(l.columns))}
	for at := from; at < from+g.rows; at += VectorRows {
		if err := ctx.Err(); err != nil {
			return g, err
		}
		l.block.begin(min(VectorRows, from+g.rows-at))
		if err := l.file.fill(at, l.block); err != nil {
			return g, err
		}
		if err := l.take(at); err != nil {
			return g, err
		}
	}
	l.out = l.out[:0]
	for i := range l.columns {
		l.out, g.chunks[i] = l.columns[i].end(l.out)
	}
	return g, nil
}

// take takes the block that was filled from a row on.
func (l *lane) take(from int) error {
	for i := range l.columns {
		c := &l.block.columns[i]
		if row, reason := c.wrong(l.file.columns[i], l.block.rows); reason != "" {
			return &fault.Error{
				Code: fault.Invalid, File: l.file.path, Line: int64(from+row) + 1, Column: l.file.columns[i].Name, Reason: reason,
				Fix: "mend the value where it comes from",
			}
		}
		l.columns[i].take(c, l.block.rows)
	}
	return nil
}

// wrong finds a value that cannot be written and says why; the reason is empty
// when there is none.
func (c *cells) wrong(column Column, rows int) (row int, reason string) {
	switch v := c.values.(type) {
	case *TextCells:
		if v.over {
			return 0, fmt.Sprintf("the texts of %d rows are longer than 1 GiB", rows)
		}
		if row := v.invalid(); row >= 0 {
			return row, "the text is not valid UTF-8"
		}
	case []uint16:
		for row, place := range v[:rows] {
			if int(place) >= len(column.Words) && c.has(row) {
				return row, fmt.Sprintf("there is no word %d among the column's %d", place, len(column.Words))
			}
		}
	}
	return 0, ""
}
