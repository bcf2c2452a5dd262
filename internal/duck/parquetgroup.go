package duck

// rowGroup is what the end of a file says of some rows, whose columns lie
// together in it.
type rowGroup struct {
	rows   int
	chunks []columnChunk
}

// columnChunk is one column of a row group.
type columnChunk struct {
	words     int64 // where its dictionary begins; -1 when it has none
	data      int64 // where its first page begins
	size      int64 // bytes in the file
	full      int64 // bytes before they were compressed
	nulls     int   // rows without a value
	low, high []byte
}

// shift says that the row group's pages lie so much further on.
func (g *rowGroup) shift(by int64) {
	for i := range g.chunks {
		c := &g.chunks[i]
		c.data += by
		if c.words >= 0 {
			c.words += by
		}
	}
}

func (g *rowGroup) describe(out *compact, columns []Column) {
	var size, full int64
	out.open()
	out.list(1, len(columns), thriftStruct)
	for i := range g.chunks {
		g.chunks[i].describe(out, columns[i], g.rows)
		size += g.chunks[i].size
		full += g.chunks[i].full
	}
	out.int64(2, full)
	out.int64(3, int64(g.rows))
	out.int64(5, g.chunks[0].start())
	out.int64(6, size)
	out.close()
}

func (c *columnChunk) start() int64 {
	if c.words >= 0 {
		return c.words
	}
	return c.data
}

func (c *columnChunk) describe(out *compact, column Column, rows int) {
	out.open()
	out.int64(2, 0) // where this is written once more: nowhere
	out.openField(3)
	out.int32(1, column.Kind.physical())
	out.encodings(c.words >= 0)
	out.list(3, 1, thriftBinary)
	out.element(column.Name)
	out.int32(4, codecZstd)
	out.int64(5, int64(rows))
	out.int64(6, c.full)
	out.int64(7, c.size)
	out.int64(9, c.data)
	if c.words >= 0 {
		out.int64(11, c.words)
	}
	out.openField(12)
	c.describeBounds(out)
	out.close()
	out.close()
	out.close()
}

func (c *columnChunk) describeBounds(out *compact) {
	out.int64(3, int64(c.nulls))
	if c.low == nil {
		return
	}
	out.text(5, string(c.high))
	out.text(6, string(c.low))
	out.bool(7, true) // they occur
	out.bool(8, true)
}

// encodings lists those of a column's pages.
func (c *compact) encodings(places bool) {
	list := []byte{encodingPlain, encodingLevels, encodingPlaces}
	if !places {
		list = list[:2]
	}
	c.list(2, len(list), thriftInt32)
	for _, e := range list {
		c.out = append(c.out, e<<1) // zigzag
	}
}
