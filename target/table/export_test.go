package table

// ParseNumber reads a number, for tests.
func ParseNumber(cell []byte) (float64, bool) {
	v, _, ok := parseNumber(cell)
	return v, ok
}
