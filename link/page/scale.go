package page

import (
	"math"
	"strconv"
)

// share is a place along a chart, or a length of it, as SVG writes it: "12.5%".
// Charts are drawn in shares of their width, so that they fit any screen while
// their words keep their size.
type share string

func shareOf(x float64) share {
	return share(strconv.FormatFloat(math.Round(x*10_000)/100, 'f', -1, 64) + "%")
}

// line is a vertical line of a chart with what stands above it.
type line struct {
	At      share
	Class   string // of the stylesheet: "tick", "zero" or "threshold"
	Label   string // may be empty
	Between bool   // the label may be left out where there is no room
}

// grid is the lines behind every row of a chart. ID tells the grids of a page
// apart.
type grid struct {
	ID    string
	Lines []line
}

// bar is a bar from one place to another.
type bar struct {
	X, Width   share
	Start, End share  // where a step begins and ends, whichever way it goes
	Class      string // of the stylesheet: "for", "against" or "plain"
}

// scale lays weights along a chart. It always holds 0.
type scale struct{ low, high float64 }

// scaleOf spans the finite ones of some weights, with a little room beside.
func scaleOf(values []float64) scale {
	var s scale
	for _, v := range values {
		if finite(v) {
			s.low, s.high = min(s.low, v), max(s.high, v)
		}
	}
	if s.low == s.high {
		s.low, s.high = -1, 1
	}
	room := 0.04 * (s.high - s.low)
	return scale{s.low - room, s.high + room}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// at gives the place of a weight as a part of the width; what lies outside stands
// at the edge.
func (s scale) at(v float64) float64 {
	if math.IsNaN(v) {
		v = 0
	}
	return min(max((v-s.low)/(s.high-s.low), 0), 1)
}

// bar draws from one weight to another: blue to the right, orange to the left.
func (s scale) bar(from, to float64) bar {
	a, b := s.at(from), s.at(to)
	out := bar{X: shareOf(min(a, b)), Width: shareOf(math.Abs(b - a)), Start: shareOf(a), End: shareOf(b), Class: "for"}
	if b < a {
		out.Class = "against"
	}
	return out
}

// grid draws lines at round weights, at most about six of them.
func (s scale) grid(id string) grid {
	g := grid{ID: id}
	step := s.step()
	for n := int(math.Ceil(s.low / step)); float64(n)*step <= s.high; n++ {
		v := float64(n) * step
		l := line{At: shareOf(s.at(v)), Class: "tick", Label: plainWeight(v), Between: n%2 != 0}
		if n == 0 {
			l.Class = "zero"
		}
		g.Lines = append(g.Lines, l)
	}
	return g
}

func (s scale) step() float64 {
	step := 1.0
	for _, next := range []float64{2, 2.5, 2} {
		if (s.high-s.low)/step <= 6 {
			return step
		}
		step *= next
	}
	for (s.high-s.low)/step > 6 {
		step *= 2
	}
	return step
}

// plainWeight writes a round weight for an axis.
func plainWeight(v float64) string {
	switch s := strconv.FormatFloat(math.Abs(v), 'f', -1, 64); {
	case v < 0:
		return minus + s
	case v > 0:
		return "+" + s
	default:
		return "0"
	}
}

// part draws a bar for a part of a whole from the left edge; what there is at
// all can be seen.
func part(n, whole float64) bar {
	if n <= 0 || whole <= 0 || math.IsNaN(n) {
		return bar{X: "0%", Width: "0%", Class: "plain"}
	}
	return bar{X: "0%", Width: shareOf(min(max(n/whole, 0.004), 1)), Class: "plain"}
}
