package record

import "strconv"

// What ends after a time may have begun at any time before it, so an index of
// beginnings alone would be read from its start. But hardly anything lasts longer
// than a day, and hardly any quantity is a range. So such questions are listed in
// two parts: what begins late enough or is no range, by the index of beginnings,
// and the rest by a small index of ends that holds nothing else.

// part is what of an index's rows a list asks for.
type part uint8

const (
	wholePart part = iota
	shortPart      // what begins no earlier than a day before, or is no range
	longPart       // the rest
)

// longest is how long, in microseconds, what is found by its beginning lasts; the
// partial index record_date_long says the same.
const longest = 86_400_000_000

// aDayInSQL is the same as a literal: the engines use the partial index only where
// its words stand.
var aDayInSQL = strconv.Itoa(longest)

// ends writes that a time ends after an instant.
func (s *statement) ends(after int64) *statement {
	switch s.part {
	case shortPart:
		s.parted = true
		return s.put("low > ").arg(after - longest).put(" AND high > ").arg(after)
	case longPart:
		s.parted = true
		return s.put("high > low + ", aDayInSQL, " AND +low <= ").arg(after - longest).put(" AND high > ").arg(after)
	}
	return s.number("high").put(" > ").arg(after)
}

// most writes that the greater end of a quantity compares so (> or >=) with a number.
func (s *statement) most(compares string, x float64) {
	switch s.part {
	case shortPart:
		s.parted = true
		s.put("least ", compares, " ").arg(x)
	case longPart:
		s.parted = true
		s.put("most > least AND NOT (+least ", compares, " ").arg(x).put(") AND most ", compares, " ").arg(x)
	default:
		s.number("most").put(" ", compares, " ").arg(x)
	}
}
