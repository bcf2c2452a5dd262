package learn

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// forms of ranges: [70-80), (10,20], 70-79, 0_34, "70 to 79", 85+, >=90, <5, 95_GT.
var (
	rangeForm = regexp.MustCompile(`^[\[(]?\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|_|,|;|\.\.|to)\s*(-?\d+(?:\.\d+)?)\s*[\])]?$`)
	aboveForm = regexp.MustCompile(`^(?:>=?|≥)?\s*(-?\d+(?:\.\d+)?)\s*(?:\+|_?GT|plus| and over| or more|)$`)
	belowForm = regexp.MustCompile(`^(?:<=?|≤|under |below )\s*(-?\d+(?:\.\d+)?)$`)
	openForm  = regexp.MustCompile(`^(?:>=?|≥|\d+(?:\.\d+)?\s*(?:\+|_?GT|plus| and over| or more))`)
)

// intervalOf gives the place of a range on its scale: its middle, or the bound of
// one that is open. ranged tells that it is a range and not a plain number.
func intervalOf(word string) (middle float64, ranged, ok bool) {
	middle, ranged, ok = ranging(word)
	return middle, ranged, ok && math.Abs(middle) <= math.MaxFloat32
}

func ranging(word string) (middle float64, ranged, ok bool) {
	word = strings.TrimSpace(word)
	if m := rangeForm.FindStringSubmatch(word); m != nil {
		low, high := parse(m[1]), parse(m[2])
		return (low + high) / 2, true, low <= high
	}
	if m := belowForm.FindStringSubmatch(word); m != nil {
		return parse(m[1]), true, true
	}
	if m := aboveForm.FindStringSubmatch(word); m != nil {
		return parse(m[1]), openForm.MatchString(word), true
	}
	return 0, false, false
}

func parse(digits string) float64 {
	v, _ := strconv.ParseFloat(digits, 64) // its form was found to be a number's
	return v
}

// isInterval tells a range, or a plain number.
func isInterval(word string) bool {
	_, _, ok := intervalOf(word)
	return ok
}

// areIntervals tells levels that are all ranges, or plain numbers beside ranges.
func areIntervals(levels []string) bool {
	ranges := 0
	for _, l := range levels {
		_, ranged, ok := intervalOf(l)
		if !ok {
			return false
		}
		if ranged {
			ranges++
		}
	}
	return ranges >= 2
}
