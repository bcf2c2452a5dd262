package impact

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"continuum/internal/frame"
)

// modifier is something by which the effect may differ between people. Its value is
// centred at the average over expected events, so that the effect at 0 is the
// average effect. Yes and no lie 1 apart; numbers are divided by two standard
// deviations, likewise over expected events (Gelman 2008), and kept within limits.
type modifier struct {
	name   string
	column string // "" is the log rate itself
	level  int32  // of a category
	kind   modifierKind
	log    bool
	mean   float64
	scale  float64
}

type modifierKind int

const (
	flag   modifierKind = iota // a number of two values
	amount                     // any other number
	level1                     // a level of a category
	risk                       // the log of the expected events
)

const (
	farthest      = 1.5   // two-deviation units from the average
	leastShare    = 0.002 // of expected events, with a flag or without
	mostModifiers = 120
	skew          = 1.0 // from which an amount is taken by its log
)

// modifiers are found in the pilot's columns; logs are the log rates of its people.
// Where there are too many, those that split events least are left out.
func modifiers(f *frame.Frame, logs []float64) (all []modifier, notice string) {
	weight := make([]float64, len(logs))
	for i, l := range logs {
		weight[i] = math.Exp(l)
	}
	var spread []float64
	add := func(m modifier, c *frame.Column) {
		if v := m.learn(c, logs, weight); v > 0 {
			all, spread = append(all, m), append(spread, v)
		}
	}
	for i := range f.Columns {
		c := &f.Columns[i]
		switch c.Kind {
		case frame.Number:
			m := modifier{name: c.Name, column: c.Name, kind: amount}
			if twoValued(c) {
				m.kind = flag
			}
			add(m, c)
		case frame.Category:
			for k, level := range c.Levels {
				add(modifier{name: c.Name + "=" + level, column: c.Name, kind: level1, level: int32(k)}, c)
			}
		}
	}
	add(modifier{name: "expected events", kind: risk}, nil)
	return fewer(all, spread)
}

func fewer(all []modifier, spread []float64) ([]modifier, string) {
	if len(all) <= mostModifiers {
		return all, ""
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(spread[b], spread[a]) })
	keep := order[:mostModifiers]
	slices.Sort(keep)
	var out []modifier
	for _, i := range keep {
		out = append(out, all[i])
	}
	return out, fmt.Sprintf("the effect was let differ by %d characteristics; %d that split events least were left out", mostModifiers, len(all)-mostModifiers)
}

func twoValued(c *frame.Column) bool {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range c.Numbers {
		if v == v {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, v := range c.Numbers {
		if v == v && v != low && v != high {
			return false
		}
	}
	return low == 0 && high == 1
}

// learn sets mean and scale; it gives the spread over expected events, 0 where the
// modifier cannot be told.
func (m *modifier) learn(c *frame.Column, logs, weight []float64) float64 {
	mean, variance := m.moments(c, logs, weight)
	if m.kind == amount && m.skewed(c, mean, variance, weight) {
		m.log = true
		mean, variance = m.moments(c, logs, weight)
	}
	m.mean, m.scale = mean, 1
	if !(variance > 1e-12) {
		return 0
	}
	if m.kind == amount || m.kind == risk {
		m.scale = 2 * math.Sqrt(variance)
		return 0.25
	}
	if variance < leastShare {
		return 0
	}
	return variance
}

func (m *modifier) moments(c *frame.Column, logs, weight []float64) (mean, variance float64) {
	var total, squares float64
	for i, w := range weight {
		if v := m.raw(c, i, logs); v == v {
			total += w
			d := v - mean
			mean += d * w / total
			squares += w * d * (v - mean)
		}
	}
	return mean, squares / total
}

// skewed tells amounts of which none is below 0 and some are far above the rest.
func (m *modifier) skewed(c *frame.Column, mean, variance float64, weight []float64) bool {
	var third, total float64
	for i, v := range c.Numbers {
		if v < 0 {
			return false
		}
		if v == v {
			d := float64(v) - mean
			third += weight[i] * d * d * d
			total += weight[i]
		}
	}
	return third/total > skew*math.Pow(variance, 1.5)
}

// raw is the value of a row before it is centred; NaN is missing.
func (m *modifier) raw(c *frame.Column, row int, logs []float64) float64 {
	switch m.kind {
	case risk:
		return logs[row]
	case level1:
		if c.Codes[row] < 0 {
			return math.NaN()
		}
		return yes(c.Codes[row] == m.level)
	}
	v := float64(c.Numbers[row])
	if m.log {
		return math.Log1p(max(0, v))
	}
	return v
}

// reading reads a modifier from one frame. Missing values stand at the average.
type reading struct {
	modifier
	column *frame.Column
}

func (r *reading) value(row int, logs []float64) float64 {
	v := (r.raw(r.column, row, logs) - r.mean) / r.scale
	if v != v {
		return 0
	}
	if r.kind == amount || r.kind == risk {
		return max(-farthest, min(farthest, v))
	}
	return v
}

// bind finds the columns of modifiers in a frame; levels are found by their names.
func bind(all []modifier, learned, f *frame.Frame) []reading {
	out := make([]reading, len(all))
	for i, m := range all {
		out[i] = reading{modifier: m}
		if m.kind == risk {
			continue
		}
		c := f.Column(m.column)
		if m.kind == level1 {
			name := learned.Column(m.column).Levels[m.level]
			out[i].level = int32(slices.Index(c.Levels, name))
			if out[i].level < 0 {
				out[i].level = int32(len(c.Levels)) // nobody here has it
			}
		}
		out[i].column = c
	}
	return out
}

// values sets out to 1 and the values of all modifiers of a row.
func values(all []reading, row int, logs, out []float64) {
	out[0] = 1
	for i := range all {
		out[i+1] = all[i].value(row, logs)
	}
}
