package gbm

const (
	missing  = 255     // the bin of missing values
	cutsFrom = 1 << 18 // rows from which cuts are taken, evenly spaced, where there are more
)

// cutsOf finds where to cut a number into bins: bin b holds values above
// cuts[b-1] and at most cuts[b]; the last bin has no upper end. Every value has
// its own bin where there are few; otherwise bins hold about equally many rows,
// and a value that fills one by itself has it alone. Cuts lie half-way between
// values seen.
func cutsOf(values []float32, rows []int32, most int) []float32 {
	sorted := sample(values, rows)
	if len(sorted) == 0 {
		return nil
	}
	distinct, counts := tally(sorted)
	return cutTallied(distinct, counts, len(sorted), most)
}

func cutTallied(distinct []float32, counts []int, rows, most int) []float32 {
	if len(distinct) <= most {
		return between(distinct, func(int) bool { return true })
	}
	return equalCount(distinct, counts, rows, most)
}

// sample takes the values that are there, at most cutsFrom of them, sorted.
func sample(values []float32, rows []int32) []float32 {
	step := (len(rows) + cutsFrom - 1) / cutsFrom
	keys := make([]uint32, 0, len(rows)/max(step, 1)+1)
	for i := 0; i < len(rows); i += step {
		if v := values[rows[i]]; v == v {
			keys = append(keys, keyOf(v))
		}
	}
	keys = radixSort(keys)
	out := make([]float32, len(keys))
	for i, k := range keys {
		out[i] = valueOf(k)
	}
	return out
}

func tally(sorted []float32) (distinct []float32, counts []int) {
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			distinct, counts = append(distinct, v), append(counts, 0)
		}
		counts[len(counts)-1]++
	}
	return distinct, counts
}

// between gives the cuts after those distinct values for which cut says so.
func between(distinct []float32, cut func(i int) bool) []float32 {
	cuts := []float32{}
	for i := 0; i+1 < len(distinct); i++ {
		if cut(i) {
			cuts = append(cuts, halfway(distinct[i], distinct[i+1]))
		}
	}
	return cuts
}

// halfway is at least a and below b, whatever is rounded.
func halfway(a, b float32) float32 {
	mid := float32((float64(a) + float64(b)) / 2)
	if mid >= b {
		return a
	}
	return mid
}

// equalCount closes a bin when it holds its share of the rows that are still to
// come and not in heavy values, after each heavy value, and before one when the
// bin is at least half full.
func equalCount(distinct []float32, counts []int, rows, most int) []float32 {
	heavy, light, bins := make([]bool, len(counts)), rows, most
	for i, n := range counts {
		if n*most >= rows {
			heavy[i] = true
			light -= n
			bins--
		}
	}
	made, held := 0, 0
	share := float64(light) / float64(max(bins, 1))
	return between(distinct, func(i int) bool {
		if !heavy[i] {
			held += counts[i]
			light -= counts[i]
		}
		full := heavy[i] || float64(held) >= share || heavy[i+1] && float64(held) >= share/2
		if !full || made == most-1 {
			return false
		}
		if !heavy[i] {
			bins--
		}
		made, held, share = made+1, 0, float64(light)/float64(max(bins, 1))
		return true
	})
}
