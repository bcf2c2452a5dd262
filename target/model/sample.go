package model

import (
	"math"
	"slices"

	"continuum/internal/frame"
	"continuum/target/learn"
)

// sample is people of a year with their outcome, as learning takes them.
type sample struct {
	Data    *frame.Frame
	Outcome []float64
	Group   []string // the person
	Weight  []float64
	Offset  []float64 // log of the years lived in the place
	rows    []int     // of the year
}

// sample takes some of a year's people. Of the chance those who left before the answer
// was known are represented by others; of the rate everybody counts by the time lived.
func (y *year) sample(kind learn.Kind, who func(person string) bool) *sample {
	stayed := y.stayed()
	s := &sample{}
	for i, id := range y.People {
		if !who(id) || kind == learn.Binary && stayed[i] <= 0 {
			continue
		}
		s.rows, s.Group = append(s.rows, i), append(s.Group, id)
		if kind == learn.Binary {
			s.Outcome, s.Weight = append(s.Outcome, float64(count(y.Yes[i]))), append(s.Weight, stayed[i])
		} else {
			s.Outcome, s.Offset = append(s.Outcome, y.Events[i]), append(s.Offset, math.Log(y.Days[i]/daysAYear))
		}
	}
	s.Data = y.Data.Take(s.rows)
	return s
}

// both stacks two samples of the same features.
func both(a, b *sample) *sample {
	return &sample{
		Data: stack(a.Data, b.Data), Outcome: slices.Concat(a.Outcome, b.Outcome), Group: slices.Concat(a.Group, b.Group),
		Weight: slices.Concat(a.Weight, b.Weight), Offset: slices.Concat(a.Offset, b.Offset),
	}
}

// stack puts one table under another; categories get the levels of both.
func stack(a, b *frame.Frame) *frame.Frame {
	out := &frame.Frame{Rows: a.Rows + b.Rows}
	for i := range a.Columns {
		x, y := &a.Columns[i], b.Column(a.Columns[i].Name)
		c := frame.Column{Name: x.Name, Kind: x.Kind}
		if x.Kind == frame.Category {
			c.Levels = slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.Levels, y.Levels))))
			c.Codes = slices.Concat(recoded(x, c.Levels), recoded(y, c.Levels))
		} else {
			c.Numbers = slices.Concat(x.Numbers, y.Numbers)
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}

func recoded(c *frame.Column, levels []string) []int32 {
	to := make([]int32, len(c.Levels))
	for i, l := range c.Levels {
		at, _ := slices.BinarySearch(levels, l)
		to[i] = int32(at)
	}
	out := make([]int32, len(c.Codes))
	for i, code := range c.Codes {
		if out[i] = -1; code >= 0 {
			out[i] = to[code]
		}
	}
	return out
}
