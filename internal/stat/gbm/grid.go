package gbm

import "continuum/internal/frame"

// width is how many columns stand side by side: a row's bins of so many columns are
// one line of the cache.
const width = 64

// strip holds the bins of up to 64 columns, row after row.
type (
	lane  [width]uint8
	strip []lane
)

// grid is a frame in bins, column by column, by which rows are parted, and once
// more side by side in strips, from which histograms are counted.
type grid struct {
	rows    int
	columns []column
	bins    [][]uint8 // by column, one a row
	strips  []strip   // only of a table that is learned from
}

// gridOf puts a frame into bins.
func gridOf(f *frame.Frame, columns []column) (*grid, error) {
	read, err := readers(f, columns)
	if err != nil {
		return nil, err
	}
	g := &grid{rows: f.Rows, columns: columns, bins: make([][]uint8, len(columns))}
	each(len(columns), func(i int) {
		g.bins[i] = make([]uint8, f.Rows)
		read[i](g.bins[i])
	})
	return g, nil
}

// lay puts the bins side by side.
func (g *grid) lay() {
	g.strips = make([]strip, (len(g.columns)+width-1)/width)
	for s := range g.strips {
		g.strips[s] = make(strip, g.rows)
	}
	eachChunk(g.rows, func(_, first, last int) {
		for from := first; from < last; from += gather {
			to := min(from+gather, last)
			for c, bins := range g.bins {
				lanes, place := g.strips[c/width][from:to], c%width
				for i, bin := range bins[from:to] {
					lanes[i][place] = bin
				}
			}
		}
	})
}

// reader fills the bins of a column.
type reader func(out []uint8)

func readers(f *frame.Frame, columns []column) ([]reader, error) {
	names := make([]Column, len(columns))
	for i := range columns {
		names[i] = columns[i].Column
	}
	bound, err := bind(f, names)
	if err != nil {
		return nil, err
	}
	out := make([]reader, len(columns))
	for i := range columns {
		if columns[i].Kind == frame.Category {
			out[i] = categories(bound[i], columns[i].levels)
		} else {
			out[i] = numbers(bound[i].numbers, columns[i].cuts)
		}
	}
	return out, nil
}

func numbers(values, cuts []float32) reader {
	ladder := ladderOf(cuts)
	return func(out []uint8) {
		for r, v := range values {
			out[r] = ladder.bin(v)
		}
	}
}

func categories(b binding, levels []uint8) reader {
	return func(out []uint8) {
		for r := range out {
			bin := uint8(none)
			if l := b.level(r); l >= 0 {
				bin = levels[l]
			}
			out[r] = 2*bin + halfOf(r)
		}
	}
}
