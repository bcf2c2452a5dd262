package learn

import (
	"context"
	"fmt"
	"math"
	"sort"

	"continuum/internal/frame"
)

// split is rows to learn from and others, of other groups, to be judged on.
type split struct {
	data   *frame.Frame // with features as models read them
	target *target      // weight 0 of rows that are not learned from
	test   *frame.Frame
	truth  *target
	at     []int // place of each test row among all that validate
}

// proof is how candidates are judged: by splits whose test rows are all different.
type proof struct {
	how    string
	truth  *target // of all rows that validate
	fold   []int8  // of them, for a recalibration that does not see a row's own fold
	rows   []int   // of Data or the Holdout that they are
	count  int
	learns *target // rows that are learned from, where they are the same in all splits
	split  func(ctx context.Context, i int) (*split, error)
}

// byFolds judges every row by what was learned from the other folds.
func (w *work) byFolds() *proof {
	p := &proof{truth: w.target, fold: w.fold, count: folds, rows: every(w.data.Rows)}
	p.how = fmt.Sprintf("%d folds", folds)
	if w.Group != nil {
		p.how += " that keep groups together"
	}
	p.split = func(_ context.Context, i int) (*split, error) {
		learns := w.target.only(func(row int) bool { return int(w.fold[row]) != i })
		var at []int
		for row, f := range w.fold {
			if int(f) == i {
				at = append(at, row)
			}
		}
		data, _, err := w.features.learn(w.data, learns, w.inner)
		if err != nil {
			return nil, err
		}
		return &split{data, learns, data.Take(at), w.target.take(at), at}, nil
	}
	return p
}

func every(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// latestShare is the share of rows that validate along time.
const latestShare = 0.25

// byTime judges the latest rows by what was learned from earlier ones of other
// groups.
func (w *work) byTime() *proof {
	times := append([]float64(nil), w.Time...)
	sort.Float64s(times)
	from := times[int(float64(len(times))*(1-latestShare))]
	later := map[string]bool{}
	var at []int
	for i, t := range w.Time {
		if t >= from {
			at = append(at, i)
			if w.Group != nil {
				later[w.Group[i]] = true
			}
		}
	}
	learns := w.target.only(func(i int) bool { return w.Time[i] < from && (w.Group == nil || !later[w.Group[i]]) })
	p := &proof{how: "the latest quarter of the rows", truth: w.target.take(at), rows: at, count: 1, learns: learns}
	p.fold = foldsOf(takeWords(w.Group, at), len(at), w.Seed+2)
	p.split = func(context.Context, int) (*split, error) {
		data, _, err := w.features.learn(w.data, learns, w.inner)
		if err != nil {
			return nil, err
		}
		return &split{data, learns, data.Take(at), p.truth, every(len(at))}, nil
	}
	return p
}

// byHoldout judges the rows of a later period.
func (w *work) byHoldout() *proof {
	v := w.Valid
	learns := map[string]bool{}
	if v.Group != nil {
		for _, g := range w.Group {
			learns[g] = true
		}
	}
	var at []int
	for i := range v.Data.Rows {
		if v.Group == nil || !learns[v.Group[i]] {
			at = append(at, i)
		}
	}
	all := &target{kind: w.Kind, y: v.Outcome, w: v.Weight, off: v.Offset}
	p := &proof{how: "rows of a later period", truth: all.take(at), rows: at, count: 1}
	p.fold = foldsOf(takeWords(v.Group, at), len(at), w.Seed+2)
	p.split = func(ctx context.Context, _ int) (*split, error) {
		data, fs, err := w.features.learn(w.data, w.target, w.inner)
		if err != nil {
			return nil, err
		}
		test, err := fs.apply(v.Data.Take(at))
		if err != nil {
			return nil, err
		}
		return &split{data, w.target, test, p.truth, every(len(at))}, nil
	}
	return p
}

// meanLoss is the mean loss of raw scores.
func meanLoss(t *target, raw []float64) float64 {
	sum, rows := 0.0, 0.0
	for i := range t.y {
		sum += t.weight(i) * t.loss(i, raw[i])
		rows += t.weight(i)
	}
	if rows == 0 {
		return math.Inf(1)
	}
	return sum / rows
}
