package table

import (
	"math"
	"strconv"
	"unsafe"
)

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseNumber reads a decimal number; ok is false of anything else, also of what
// is too large for a float32. padded tells of a whole number written with zeros
// in front, as codes are and amounts are not.
func parseNumber(cell []byte) (value float64, padded, ok bool) {
	at := 0
	if len(cell) > 0 && (cell[0] == '-' || cell[0] == '+') {
		at = 1
	}
	first, point, digits, m := at, -1, 0, uint64(0)
	for ; at < len(cell); at++ {
		switch c := cell[at]; {
		case c >= '0' && c <= '9':
			m = m*10 + uint64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = at
		default:
			return slowNumber(cell)
		}
	}
	if digits == 0 || digits > 15 {
		return slowNumber(cell)
	}
	padded = point < 0 && digits > 1 && cell[first] == '0'
	value = float64(m)
	if point >= 0 {
		value /= tens[len(cell)-1-point]
	}
	if cell[0] == '-' {
		value = -value
	}
	return value, padded, true
}

// slowNumber reads what has an exponent or many digits.
func slowNumber(cell []byte) (float64, bool, bool) {
	digits := false
	for _, c := range cell {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, false, false
		}
	}
	if !digits {
		return 0, false, false
	}
	v, err := strconv.ParseFloat(unsafe.String(unsafe.SliceData(cell), len(cell)), 64)
	if err != nil || math.Abs(v) > math.MaxFloat32 {
		return 0, false, false
	}
	return v, false, true
}
