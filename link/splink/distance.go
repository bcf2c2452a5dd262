package splink

import (
	"unicode/utf8"

	"continuum/link/text"
)

// The string kernels below count bytes, as DuckDB's functions do. For the letters
// of most names that is the same as counting letters; for others a letter is two
// or more.

// maxText is the number of bytes of a text that distances take; their cost grows
// with the product of two lengths.
const maxText = 2000

// scratch is the working memory of distances, kept from pair to pair.
type scratch struct {
	row  []int32
	last [256]int32 // Damerau: the last row in which a byte stood
	wide [2][]rune
}

func (s *scratch) cells(n int) []int32 {
	if cap(s.row) < n {
		s.row = make([]int32, n+n/2)
	}
	return s.row[:n]
}

func jaro(s *scratch, a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	return text.Jaro(s.bytewise(0, a), s.bytewise(1, b))
}

func jaroWinkler(s *scratch, a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	return text.JaroWinkler(s.bytewise(0, a), s.bytewise(1, b))
}

// bytewise turns every byte of a text into one code point, which the kernels of
// package text count; ASCII is so already.
func (s *scratch) bytewise(i int, a string) string {
	for j := range len(a) {
		if a[j] >= utf8.RuneSelf {
			s.wide[i] = s.wide[i][:0]
			for k := range len(a) {
				s.wide[i] = append(s.wide[i], rune(a[k]))
			}
			return string(s.wide[i])
		}
	}
	return a
}

// trimEqual cuts what both texts begin and end with, which costs no edit.
func trimEqual(a, b string) (string, string) {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// levenshtein gives the least number of insertions, deletions and substitutions.
func levenshtein(s *scratch, a, b string) float64 {
	a, b = trimEqual(a, b)
	if a == "" || b == "" {
		return float64(len(a) + len(b))
	}
	row := s.cells(len(b) + 1)
	for j := range row {
		row[j] = int32(j)
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = int32(i + 1)
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return float64(row[len(b)])
}

// damerau is the unrestricted distance of Lowrance and Wagner (JACM 22, 1975,
// 177-183), in which neighbours may also change places.
func damerau(s *scratch, a, b string) float64 {
	a, b = trimEqual(a, b)
	if a == "" || b == "" {
		return float64(len(a) + len(b))
	}
	width := len(b) + 2
	d := s.cells((len(a) + 2) * width)
	far := int32(len(a) + len(b))
	d[0] = far
	for i := range len(a) + 1 {
		d[(i+1)*width], d[(i+1)*width+1] = far, int32(i)
	}
	for j := range len(b) + 1 {
		d[j+1], d[width+j+1] = far, int32(j)
	}
	for j := range len(b) {
		s.last[b[j]] = 0
	}
	for i := 1; i <= len(a); i++ {
		damerauRow(s, d, width, i, a[i-1], b)
		s.last[a[i-1]] = int32(i)
	}
	return float64(d[(len(a)+1)*width+len(b)+1])
}

// damerauRow fills the row of the i-th byte of the first text.
func damerauRow(s *scratch, d []int32, width, i int, c byte, b string) {
	above, here := d[i*width:(i+1)*width], d[(i+1)*width:(i+2)*width]
	column := 0 // the last one in which c stood
	for j := 1; j <= len(b); j++ {
		k, l := int(s.last[b[j-1]]), column
		cost := int32(1)
		if c == b[j-1] {
			cost, column = 0, j
		}
		swapped := d[k*width+l] + int32(i-k-1+j-l)
		here[j+1] = min(above[j]+cost, here[j]+1, above[j+1]+1, swapped)
	}
}

// jaccard is the share of the bytes found in either text that are in both.
func jaccard(_ *scratch, a, b string) float64 {
	var in [256]uint8
	for i := range len(a) {
		in[a[i]] |= 1
	}
	for i := range len(b) {
		in[b[i]] |= 2
	}
	shared, all := 0, 0
	for _, x := range in {
		if x == 3 {
			shared++
		}
		if x != 0 {
			all++
		}
	}
	return float64(shared) / float64(all)
}
