package instrument

import (
	"strings"

	"continuum/internal/fault"
)

// Weights are published with a few decimals. They are kept and added in millionths,
// so that 7.1 + 4.4 is 11.5 whatever the order, and a band's bound is met exactly.
const million = 1_000_000

const maxWhole = 9 // digits before the point

// micro reads a decimal number of up to six decimals in millionths.
func micro(text string) (int64, error) {
	rest, negative := strings.CutPrefix(text, "-")
	whole, part, dotted := strings.Cut(rest, ".")
	if whole == "" || len(whole) > maxWhole || dotted && part == "" || len(part) > 6 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, &fault.Error{Code: fault.Invalid, Value: text, Reason: "is not a number of up to six decimals", Fix: "write it as 7.1 or -4"}
	}
	var n int64
	for _, c := range []byte(whole + (part + "000000")[:6]) {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, nil
}
