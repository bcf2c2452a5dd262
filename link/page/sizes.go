package page

import (
	"math"
	"strconv"

	"continuum/link"
)

// sizes is the histogram of how many records people have, on a log scale.
type sizes struct {
	Grid grid
	Bins []bin
}

type bin struct {
	Label   string
	Persons int
	Share   float64 // of all people
	Bar     bar

	from, to int
}

// edges are the last sizes of the bins: single sizes, then ever wider ranges.
var edges = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 10_000, math.MaxInt}

func sizesOf(r *link.Report) sizes {
	bins, most, all := fill(r.Sizes)
	if all == 0 {
		return sizes{}
	}
	decades := logScale(float64(most))
	for i := range bins {
		b := &bins[i]
		b.Label, b.Share = b.label(), float64(b.Persons)/float64(all)
		b.Bar = part(decades.at(float64(b.Persons)), 1)
	}
	return sizes{decades.grid(), bins}
}

// fill counts people by bin, up to the last bin that has any.
func fill(all []link.SizeReport) (bins []bin, most, persons int) {
	from, last := 1, 0
	for i, to := range edges {
		b := bin{from: from, to: to}
		for _, s := range all {
			if from <= s.Records && s.Records <= to {
				b.Persons += s.Persons
			}
		}
		if b.Persons > 0 {
			last = i + 1
		}
		bins = append(bins, b)
		most, persons, from = max(most, b.Persons), persons+b.Persons, to+1
	}
	return bins[:last], most, persons
}

func (b bin) label() string {
	switch {
	case b.from == b.to:
		return count(b.from)
	case b.to == math.MaxInt:
		return count(b.from) + " or more"
	}
	return count(b.from) + " to " + count(b.to)
}

// logScale lays counts up to a most along a chart by their logarithm; a count of
// one is still seen.
type logScale float64

const beforeOne = 0.25 // decades to the left of 1

func (most logScale) at(n float64) float64 {
	if n < 1 {
		return 0
	}
	return (math.Log10(n) + beforeOne) / (1.05*math.Log10(math.Max(float64(most), 2)) + beforeOne)
}

// grid draws a line at each power of ten, and names every other one when there
// are many.
func (most logScale) grid() grid {
	g := grid{ID: "sizes"}
	many := most >= 10_000
	for k, n := 0, 1.0; n <= float64(most); k, n = k+1, 10*n {
		l := line{At: shareOf(most.at(n)), Class: "tick"}
		if !many || k%2 == 0 {
			l.Label = thousands(n)
		}
		g.Lines = append(g.Lines, l)
	}
	return g
}

// thousands writes a power of ten briefly: 100, 1k, 10m.
func thousands(n float64) string {
	switch {
	case n >= 1e6:
		return strconv.Itoa(int(n/1e6)) + "m"
	case n >= 1000:
		return strconv.Itoa(int(n/1000)) + "k"
	}
	return strconv.Itoa(int(n))
}
