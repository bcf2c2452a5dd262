package learn

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"continuum/internal/frame"
)

// Spread is how the values of a column lie, kept so that it is seen when people to
// be scored are others than those learned from.
type Spread struct {
	Missing float64            `json:"missing"`          // share of rows
	Cuts    []float64          `json:"cuts,omitempty"`   // of numbers: tenths of the rows that have one, rising
	Within  []float64          `json:"within,omitempty"` // of numbers: share of all rows up to each cut and above the last
	Levels  map[string]float64 `json:"levels,omitempty"` // of words: share of all rows, the commonest
}

const (
	spreadLevels = 50
	tenths       = 10
	spreadRows   = 100_000 // looked at while learning
	driftRows    = 50_000  // looked at while scoring
)

func spreadOf(c *frame.Column) Spread {
	if c.Kind == frame.Number {
		return numberSpread(c)
	}
	counts := make([]int, len(c.Levels))
	s := Spread{Levels: map[string]float64{}}
	missing := 0
	for _, code := range c.Codes {
		if code < 0 {
			missing++
		} else {
			counts[code]++
		}
	}
	rows := float64(max(1, len(c.Codes)))
	order := make([]int, 0, len(counts))
	for i, n := range counts {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(c.Levels[a], c.Levels[b]))
	})
	for _, i := range order[:min(len(order), spreadLevels)] {
		s.Levels[c.Levels[i]] = float64(counts[i]) / rows
	}
	s.Missing = float64(missing) / rows
	return s
}

func numberSpread(c *frame.Column) Spread {
	var known []float64
	rows := sampled(len(c.Numbers), spreadRows)
	for _, i := range rows {
		if v := float64(c.Numbers[i]); v == v {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	s := Spread{Missing: float64(len(rows)-len(known)) / float64(max(1, len(rows)))}
	for k := 1; k < tenths && len(known) > 0; k++ {
		cut := known[(len(known)-1)*k/tenths]
		if len(s.Cuts) == 0 || cut > s.Cuts[len(s.Cuts)-1] {
			s.Cuts = append(s.Cuts, cut)
		}
	}
	s.Within = within(s.Cuts, known, len(rows))
	return s
}

// within are the shares of the rows up to each cut and above the last.
func within(cuts, known []float64, rows int) []float64 {
	out := make([]float64, len(cuts)+1)
	for _, v := range known {
		at, _ := slices.BinarySearch(cuts, v)
		out[at] += 1 / float64(max(1, rows))
	}
	return out
}

// Drift is how far the values of a column have moved.
type Drift struct {
	Column string  `json:"column"`
	Index  float64 `json:"index"` // population stability index
	Unseen int     `json:"unseen_rows"`
	Word   string  `json:"unseen,omitempty"` // the first unseen one
}

// The usual bounds of the population stability index (Siddiqi 2006, Credit Risk
// Scorecards): from Moved on people are others than those learned from.
const (
	Moved      = 0.25
	leastDrift = 200 // rows; of fewer the index is mostly chance
)

// Drift compares the columns of a frame with those learned from, in the order of
// the model's. Of a frame of fewer than 200 rows only unseen words are told.
func (m *Model) Drift(ctx context.Context, data *frame.Frame) ([]Drift, error) {
	if absent := m.absent(data); len(absent) > 0 {
		return nil, absentFault(absent)
	}
	out := make([]Drift, len(m.Features))
	err := eachAlone(ctx, len(out), func(i int) error {
		f := &m.Features[i]
		c, err := f.columnOf(data)
		if err != nil {
			return err
		}
		out[i].Column = f.Name
		out[i].Unseen, out[i].Word = f.unseen(c)
		if data.Rows >= leastDrift {
			out[i].Index = f.Spread.index(c)
		}
		return nil
	})
	return out, err
}

// unseen counts the rows whose word the model has not met.
func (f *Feature) unseen(c *frame.Column) (rows int, word string) {
	if c.Kind != frame.Category {
		return 0, ""
	}
	unmet := make([]bool, len(c.Levels))
	for i, level := range c.Levels {
		switch {
		case f.Role == Interval:
			_, _, ok := intervalOf(level)
			unmet[i] = !ok
		case f.Encoding != nil:
			unmet[i] = !f.Encoding.knows(level)
		default:
			_, known := slices.BinarySearch(f.Levels, level)
			unmet[i] = !known
		}
	}
	for _, code := range c.Codes {
		if code >= 0 && unmet[code] {
			if rows == 0 {
				word = c.Levels[code]
			}
			rows++
		}
	}
	return rows, word
}

// index is the population stability index of a column.
func (s *Spread) index(c *frame.Column) float64 {
	if c.Kind == frame.Number {
		return s.numberIndex(c)
	}
	now := spreadOf(c)
	sum := moved(s.Missing, now.Missing)
	was, is := 1-s.Missing, 1-now.Missing
	for _, level := range slices.Sorted(maps.Keys(s.Levels)) {
		sum += moved(s.Levels[level], now.Levels[level])
		was -= s.Levels[level]
		is -= now.Levels[level]
	}
	return sum + moved(max(0, was), max(0, is))
}

func (s *Spread) numberIndex(c *frame.Column) float64 {
	var known []float64
	rows := sampled(len(c.Numbers), driftRows)
	for _, i := range rows {
		if v := float64(c.Numbers[i]); v == v {
			known = append(known, v)
		}
	}
	sum := moved(s.Missing, float64(len(rows)-len(known))/float64(max(1, len(rows))))
	for i, share := range within(s.Cuts, known, len(rows)) {
		sum += moved(s.Within[i], share)
	}
	return sum
}

// leastShare stands for a share of nobody, of which no logarithm is.
const leastShare = 1e-3

func moved(was, is float64) float64 {
	was, is = max(was, leastShare), max(is, leastShare)
	return (is - was) * math.Log(is/was)
}
