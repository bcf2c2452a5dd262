package page

import (
	"math"
	"strconv"
	"strings"

	"continuum/internal/stat/metric"
	"continuum/target/model"
)

// plot is one chart laid out. Places are hundredths of its width from the left and of its
// height from the top, so that it fits any screen while its words keep their size.
type plot struct {
	X, Y   []tick
	Line   string // the diagonal, or 0
	Dots   []dot
	Curves []curve
	Empty  bool
}

// full is the width and the height.
const full = 100.0

// tick is a line of the grid with its label.
type tick struct {
	At      string
	Label   string
	Between bool // the label may be left out where there is no room
}

// dot is a point with its interval.
type dot struct{ X, Y, Low, High, Words string }

// curve is a line through points.
type curve struct{ Class, Points string }

func at(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// axis lays values along a length by their square root, so that small forecasts, which
// most people have, do not lie on top of each other.
type axis struct{ most float64 }

func (a axis) share(v float64) float64 { return math.Sqrt(min(max(v, 0), a.most) / a.most) }

func (a axis) x(v float64) float64 { return full * a.share(v) }

func (a axis) y(v float64) float64 { return full * (1 - a.share(v)) }

// calibration plots what was observed against what was forecast, chances in per cent.
func (t Tell) calibration(bins []model.Bin, chance bool) plot {
	most := 0.0
	for _, b := range bins {
		most = max(most, b.Forecast, b.Observed, min(b.High, 1.3*b.Observed))
	}
	if most <= 0 {
		return plot{Empty: true}
	}
	a, p := axis{most * 1.04}, plot{}
	write := func(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
	if chance {
		write = percent
	}
	for i, v := range ticks(a.most) {
		p.X, p.Y = append(p.X, tick{at(a.x(v)), write(v), i%2 == 1}), append(p.Y, tick{At: at(a.y(v)), Label: write(v)})
	}
	p.Line = "0,100 100,0"
	for _, b := range bins {
		p.Dots = append(p.Dots, dot{
			at(a.x(b.Forecast)), at(a.y(b.Observed)), at(a.y(b.Low)), at(a.y(b.High)),
			write(b.Forecast) + " forecast, " + write(b.Observed) + " observed, " + t.Count(b.People) + " people",
		})
	}
	return p
}

// apart is how far ticks are from each other at least, as a part of the axis.
const apart = 0.12

// ticks are round values that lie apart on a square-root axis.
func ticks(most float64) []float64 {
	out, last := []float64{0}, 0.0
	for scale := math.Pow(10, math.Floor(math.Log10(most))-2); scale <= most; scale *= 10 {
		for _, step := range []float64{1, 2, 5} {
			v := scale * step
			if v > most || math.Sqrt(v/most)-math.Sqrt(last/most) < apart {
				continue
			}
			out, last = append(out, v), v
		}
	}
	return out
}

// decision plots the net benefit of helping those above a threshold.
func decision(all []metric.NetBenefit) plot {
	most := 0.0
	for _, b := range all {
		most = max(most, b.Model, b.TreatAll)
	}
	if most <= 0 || len(all) < 2 {
		return plot{Empty: true}
	}
	first, last := all[0].Threshold, all[len(all)-1].Threshold
	low := -most / 4
	x := func(t float64) float64 { return full * (t - first) / (last - first) }
	y := func(v float64) float64 { return full * (most - max(v, low)) / (most - low) }
	p := plot{Line: "0," + at(y(0)) + " " + at(full) + "," + at(y(0))}
	var chosen, everybody []string
	for _, b := range all {
		chosen = append(chosen, at(x(b.Threshold))+","+at(y(b.Model)))
		if b.TreatAll > low {
			everybody = append(everybody, at(x(b.Threshold))+","+at(y(b.TreatAll)))
		}
	}
	p.Curves = []curve{{"everybody", strings.Join(everybody, " ")}, {"chosen", strings.Join(chosen, " ")}}
	for i := 1; float64(i)/10 <= last+1e-9; i++ {
		p.X = append(p.X, tick{at(x(float64(i) / 10)), percent(float64(i) / 10), i%2 == 0})
	}
	for _, v := range []float64{0, most / 2, most} {
		p.Y = append(p.Y, tick{At: at(y(v)), Label: strconv.FormatFloat(1000*v, 'f', 0, 64)})
	}
	return p
}
