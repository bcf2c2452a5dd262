package learn

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/metric"
)

const (
	tells    = 0.99 // AUC of one column alone from which on it is taken to be the outcome itself
	suspect  = 0.90 // from which on it is told
	leakRows = 100_000
	leakBins = 32
)

var laterName = regexp.MustCompile(`(?i)(^|[_ .-])(outcome|label|target|readmi\w*|died|death|dod|deceased|next|future|after|later|follow_?up)([_ .-]|\d|$)`)

// leaks finds columns that tell the outcome so well by themselves that they can
// only have been known afterwards. Of each, values are taken together in bins,
// missing ones too, and every row is judged by what happened to the others of its
// bin in other folds.
func (r *Request) leaks(ctx context.Context, fs Features) ([]Notice, error) {
	var notices []Notice
	rows := sampled(r.Data.Rows, leakRows)
	t := r.target().take(rows)
	label := happened(t.y)
	t.y = label
	t.kind = Binary
	t.off = nil
	inner := foldsOf(takeWords(r.Group, rows), len(rows), r.Seed+1)
	found := make([]float64, len(fs))
	err := eachAlone(ctx, len(fs), func(i int) (err error) {
		found[i], err = fs[i].alone(r.Data, rows, t, label, inner)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, auc := range found {
		switch allowed := slices.Contains(r.Allow, fs[i].Name); {
		case auc >= tells && !allowed:
			return nil, &fault.Error{
				Code: fault.Invalid, Column: fs[i].Name,
				Reason: fmt.Sprintf("it tells the outcome nearly perfectly by itself (AUC %.3f), so it is the outcome or was known only afterwards", auc),
				Fix:    "ignore the column, or allow it where it is known beforehand",
			}
		case auc >= suspect && !allowed:
			notices = append(notices, Notice{fs[i].Name, fmt.Sprintf("it tells much of the outcome by itself (AUC %.3f): see that it is known beforehand", auc)})
		case laterName.MatchString(fs[i].Name):
			notices = append(notices, Notice{fs[i].Name, "its name sounds like something known only afterwards: see that it is known beforehand"})
		}
	}
	return notices, nil
}

// alone is the AUC of one feature by itself.
func (f *Feature) alone(data *frame.Frame, rows []int, t *target, label []float64, inner []int8) (float64, error) {
	whole, err := f.columnOf(data)
	if err != nil {
		return 0, err
	}
	sample := frame.Frame{Rows: data.Rows, Columns: []frame.Column{*whole}}
	c := &sample.Take(rows).Columns[0]
	if c.Kind == frame.Number {
		c = binned(c)
	}
	c = withMissing(c)
	_, scored := learnEncoding(Category, c, t, inner)
	score := make([]float64, len(rows))
	for i, v := range scored.Numbers {
		score[i] = float64(v)
	}
	return metric.AUC(score, label)
}

// binned puts numbers into bins of about equal size; equal numbers share one.
func binned(c *frame.Column) *frame.Column {
	order := make([]int, 0, len(c.Numbers))
	for i, v := range c.Numbers {
		if v == v {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.Numbers[a], c.Numbers[b]) })
	out := &frame.Column{Kind: frame.Category, Codes: make([]int32, len(c.Numbers))}
	for i := range out.Codes {
		out.Codes[i] = -1
	}
	size, bin, from := max(1, len(order)/leakBins), int32(0), 0
	for k, i := range order {
		if k-from >= size && c.Numbers[i] != c.Numbers[order[k-1]] {
			bin, from = bin+1, k
		}
		out.Codes[i] = bin
	}
	for b := range bin + 1 {
		out.Levels = append(out.Levels, fmt.Sprint(b))
	}
	return out
}

// withMissing makes missing values a level of their own.
func withMissing(c *frame.Column) *frame.Column {
	out := &frame.Column{Kind: frame.Category, Codes: slices.Clone(c.Codes), Levels: append(slices.Clone(c.Levels), "")}
	for i, code := range out.Codes {
		if code < 0 {
			out.Codes[i] = int32(len(c.Levels))
		}
	}
	return out
}

// sampled are evenly spread rows, at most so many.
func sampled(rows, most int) []int {
	n := min(rows, most)
	out := make([]int, n)
	for i := range out {
		out[i] = int(int64(i) * int64(rows) / int64(n))
	}
	return out
}

func takeWords(words []string, rows []int) []string {
	if words == nil {
		return nil
	}
	out := make([]string, len(rows))
	for k, i := range rows {
		out[k] = words[i]
	}
	return out
}
