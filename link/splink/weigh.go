package splink

import "math"

// weigher gives the weight of one level: what it says by itself and what the
// frequency of the value adds.
type weigher struct {
	gamma  int8
	weight float64
	// Term frequency; nil frequencies: none.
	frequencies []float64
	share       float64
	baseline    float64 // log2 of u of the exact level
	floor       float64
}

// weigh gives the weight of a pair at this level.
func (w *weigher) weigh(p *pair) float64 {
	if w.frequencies == nil {
		return w.weight
	}
	frequency := max(w.frequencies[p.left], w.frequencies[p.right])
	if frequency == 0 {
		return w.weight
	}
	return w.weight + w.share*(w.baseline-math.Log2(max(frequency, w.floor)))
}

// chances gives m and u of a level: its own, or Splink's starting values where it
// has not been trained. Those spread 0.05 of m over all levels but the highest, and
// space log2 of m/u evenly from -5 to 3, with 10 for the highest.
func (c *Comparison) chances(level int, gamma int8) (m, u float64) {
	m, u = c.Levels[level].M, c.Levels[level].U
	levels := c.graded()
	start, weight := 0.95, 10.0
	if int(gamma) < levels-1 {
		start, weight = 0.05/float64(levels-1), -5
		if levels > 2 {
			weight += 8 * float64(gamma) / float64(levels-2)
		}
	}
	if m == 0 {
		m = start
	}
	if u == 0 {
		u = start / math.Exp2(weight)
	}
	return m, u
}

// adjusts tells whether the frequency of a value counts at a level.
func (l *Level) adjusts() bool {
	return l.TFColumn != "" && l.TFWeight != 0 && !l.Null && !isElse(l.SQL)
}

// baseline finds the level whose u is replaced by a frequency: the first that asks
// for plain equality of the column, or the level itself where it says so; -1: none.
func (c *Comparison) baseline(level int, trees []*node) int {
	if c.Levels[level].TFOwnBaseline {
		return level
	}
	for i, tree := range trees {
		if tree == nil || c.Levels[i].Null {
			continue
		}
		if name, exact := tree.exactColumn(); exact && name == columnName(c.Levels[level].TFColumn) {
			return i
		}
	}
	return -1
}

// odds turns a chance into log2 odds.
func odds(p float64) float64 { return math.Log2(p / (1 - p)) }

// probability turns log2 odds into a chance.
func probability(weight float64) float64 {
	if weight >= 0 {
		return 1 / (1 + math.Exp2(-weight))
	}
	o := math.Exp2(weight)
	return o / (1 + o)
}
