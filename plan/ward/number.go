package ward

import (
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// Number is a measured value in thousandths of its unit, so that limits compare exactly:
// 37.1 degrees are 37100.
type Number int32

// Whole and Tenths make numbers of values as charts write them.
func Whole(n int) Number { return Number(n) * 1000 }

// Tenths makes 37.1 of 371.
func Tenths(n int) Number { return Number(n) * 100 }

// ParseNumber reads a decimal with at most three places, such as 96, 37.1 or -0.5.
func ParseNumber(s string) (Number, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, _ := strings.Cut(digits, ".")
	padded := (part + "000")[:3]
	n, err := strconv.ParseUint(whole+padded, 10, 31)
	if err != nil || whole == "" || len(part) > 3 || len(whole) > 6 || strings.HasSuffix(digits, ".") {
		return 0, &fault.Error{Code: fault.Invalid, Reason: "not a measured value", Value: s, Fix: "write a number with at most three decimal places, such as 37.1"}
	}
	if negative {
		return -Number(n), nil
	}
	return Number(n), nil
}

// String gives the decimal without needless zeros.
func (n Number) String() string {
	text := strconv.FormatFloat(float64(n)/1000, 'f', 3, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// MarshalJSON writes the decimal: 37.1, not thousandths.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads a decimal as ParseNumber does.
func (n *Number) UnmarshalJSON(data []byte) (err error) {
	*n, err = ParseNumber(string(data))
	return err
}
