package learn

import (
	"fmt"
	"math"

	"continuum/internal/frame"
)

// sentinels tells of numbers that often stand for what is not known, such as -999 for
// an age, where they lie farther from all other values than these are apart.
func (w *work) sentinels() {
	for i := range w.features {
		if c := w.Data.Column(w.features[i].Name); w.features[i].Role == Number && c.Kind == frame.Number {
			if v, rows, low, high := sentinel(c.Numbers); rows > 0 {
				w.notice(c.Name, "%v in %d rows lies far from all other values (%v to %v): where it stands for what is not known, leave it empty", v, rows, low, high)
			}
		}
	}
}

// sentinel finds the value that may stand for nothing, in how many rows it is, and the
// range of the others; no rows where there is none.
func sentinel(values []float32) (value float32, rows int, low, high float32) {
	least, most, _ := reach(values, nothing)
	for _, v := range []float32{least, most} {
		if !nines(v) {
			continue
		}
		low, high, rows = reach(values, v)
		if low < high && max(low-v, v-high) > high-low {
			return v, rows, low, high
		}
	}
	return 0, 0, 0, 0
}

// reach is the range of values, but for one, and how many are that one.
func reach(values []float32, but float32) (low, high float32, rows int) {
	low, high = math.MaxFloat32, -math.MaxFloat32
	for _, v := range values {
		if v == but {
			rows++
			continue
		}
		if v == v { // not missing
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high, rows
}

// nines tells -9, -99, 999, 9999 and so on; 9 and 99 may well be meant.
func nines(v float32) bool {
	text := fmt.Sprintf("%.0f", math.Abs(float64(v)))
	for _, digit := range text {
		if digit != '9' {
			return false
		}
	}
	return v < 0 || len(text) >= 3
}
