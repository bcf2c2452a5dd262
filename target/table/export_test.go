package table

// ParseNumber reads a number, for tests.
func ParseNumber(cell []byte) (float64, bool) {
	v, _, ok := parseNumber(cell)
	return v, ok
}

// ParseDate reads a date, for tests.
func ParseDate(cell []byte) (int, bool) { return parseDate(cell) }
