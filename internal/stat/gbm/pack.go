package gbm

import "math"

// sums packs the sums of two derivatives over some rows into one word, so that a
// bin is updated by one addition: the first, signed, above; the second below.
// Scales are chosen for each tree so that no sum over rows can overflow. The
// words add up exactly, in any order, and can be subtracted.
type sums uint64

func pack(g int64, h uint32) sums { return sums(g<<32) + sums(h) }

func (s sums) first() int32   { return int32(s >> 32) }
func (s sums) second() uint32 { return uint32(s) }

// slope is the pair of derivatives of one row.
type slope struct{ g, h float32 }

// scale turns packed sums back into derivatives.
type scale struct {
	g, h    float64 // the value of one unit
	largest float64 // the greatest second derivative of a row
}

func (s *scale) of(p sums) (g, h float64) {
	return float64(p.first()) * s.g, float64(p.second()) * s.h
}

// packing rounds the derivatives of the rows of a tree to integers. What is
// rounded away is made up for on average: each is raised by a number between 0
// and 1 that depends on row and seed alone, then cut off.
func packing(rows []int32, slopes []slope, out []sums, seed uint64) scale {
	chunks := (len(rows) + chunk - 1) / chunk
	parts := make([][3]float64, chunks)
	eachChunk(len(rows), func(c, from, to int) {
		var g, h, largest float64
		for _, r := range rows[from:to] {
			s := slopes[r]
			g += math.Abs(float64(s.g))
			h += float64(s.h)
			largest = max(largest, float64(s.h))
		}
		parts[c] = [3]float64{g, h, largest}
	})
	var g, h, largest float64
	for _, p := range parts {
		g, h, largest = g+p[0], h+p[1], max(largest, p[2])
	}
	n := float64(len(rows))
	upG, upH := most(math.MaxInt32-n-1, g), most(math.MaxUint32-n-1, h)
	eachChunk(len(rows), func(_, from, to int) {
		for _, r := range rows[from:to] {
			s, dither := slopes[r], mix(seed+uint64(r))
			down := math.Floor(float64(s.g)*upG + float64(dither>>32)*0x1p-32)
			out[r] = pack(int64(down), uint32(float64(s.h)*upH+float64(uint32(dither))*0x1p-32))
		}
	})
	return scale{g: 1 / upG, h: 1 / upH, largest: largest}
}

// most is the scale at which a sum fills what a word can hold, with a little to
// spare for rounding; small sums are not blown up without end.
func most(room, sum float64) float64 {
	return min(room/max(sum, 1e-300)*(1-1e-9), 0x1p60)
}
