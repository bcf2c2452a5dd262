package glm

import (
	"slices"

	"continuum/internal/frame"
)

// Side is one of the two columns, cut into a few groups: a number at quantiles, a
// category into its common levels. The last group is what has none.
type Side struct {
	Column   string    `json:"column"`
	Kind     string    `json:"kind"`
	Cuts     []float64 `json:"cuts,omitempty"` // a number's groups start at these
	Category *Category `json:"category,omitempty"`
}

const (
	sideCuts   = 4   // of a number
	sideGroups = 200 // of a category: more make nearly empty cells
)

// groups is how many groups the side has, with that of what has none.
func (s *Side) groups() int {
	if s.Category != nil {
		return len(s.Category.Groups) + 1
	}
	return len(s.Cuts) + 2
}

// codes gives the group of each row of a column; nil is a column of missing values.
func (s *Side) codes(c *frame.Column, rows int) []int32 {
	out := make([]int32, rows)
	none := int32(s.groups() - 1)
	switch {
	case s.Category != nil:
		for i, at := range s.Category.codes(c, rows) {
			if out[i] = at; at < 0 {
				out[i] = none
			}
		}
	case c == nil:
		for i := range out {
			out[i] = none
		}
	default:
		for i, v := range c.Numbers {
			if out[i] = none; v == v {
				out[i] = s.cut(float64(v))
			}
		}
	}
	return out
}

func (s *Side) cut(v float64) int32 {
	at, exact := slices.BinarySearch(s.Cuts, v)
	if exact {
		at++
	}
	return int32(at)
}

// newSide cuts a column; not ok where it is of one group only.
func newSide(c *frame.Column, least int) (side Side, ok bool) {
	side = Side{Column: c.Name, Kind: string(c.Kind)}
	switch c.Kind {
	case frame.Number:
		side.Cuts = cuts(c)
		return side, len(side.Cuts) > 0
	case frame.Category:
		term, _ := learnCategory(c, nil, DesignOptions{LeastRows: max(least, len(c.Codes)/sideGroups), Prefixes: true})
		if term == nil {
			return side, false
		}
		side.Category = term.Category
		return side, true
	}
	return side, false
}

// cuts are the distinct quantiles of a number above its smallest value.
func cuts(c *frame.Column) (out []float64) {
	known := make([]float64, 0, len(c.Numbers))
	for _, v := range c.Numbers {
		if v == v {
			known = append(known, float64(v))
		}
	}
	if len(known) == 0 {
		return nil
	}
	slices.Sort(known)
	last := known[0]
	for i := 1; i <= 2*sideCuts; i++ { // the upper half is cut finer
		share := float64(i) / (sideCuts + 1)
		if i > sideCuts {
			share = 1 - 0.2/float64(int(1)<<(i-sideCuts))
		}
		if at := quantile(known, share); at > last {
			out, last = append(out, at), at
		}
	}
	return out
}
