package path

import (
	"math/big"
	"strconv"
	"strings"
)

// Number is an exact decimal: coefficient times ten to the power of minus scale.
// The scale keeps the digits as written (1.0 and 1.00 differ in it), as
// lowBoundary, precision and equivalence need. Numbers are never changed.
type Number struct {
	coefficient *big.Int
	scale       int // digits after the point, never negative
}

const (
	mostDigits   = 1000 // digits of a number that is read, exponent applied
	quotientSize = 28   // significant digits of a quotient that does not end
)

var (
	one = big.NewInt(1)
	ten = big.NewInt(10)
)

// NewNumber is a whole number.
func NewNumber(n int64) Number { return Number{big.NewInt(n), 0} }

// ParseNumber reads a decimal as FHIR and JSON write it, exponent included;
// false when it is none or has more than a thousand digits.
func ParseNumber(s string) (Number, bool) {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > mostDigits || e < -mostDigits {
			return Number{}, false
		}
		mantissa, exponent = s[:i], e
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if len(s) > mostDigits || point && !allDigits(fraction) || !allDigits(strings.TrimLeft(whole, "+-")) {
		return Number{}, false
	}
	c, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return Number{}, false
	}
	n := Number{c, len(fraction) - exponent}
	if n.scale < 0 {
		n = Number{new(big.Int).Mul(c, power10(-n.scale)), 0}
	}
	return n, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func power10(n int) *big.Int { return new(big.Int).Exp(ten, big.NewInt(int64(n)), nil) }

// String writes the number with all the digits of its scale.
func (n Number) String() string {
	digits := new(big.Int).Abs(n.coefficient).String()
	if missing := n.scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if n.scale > 0 {
		digits = digits[:len(digits)-n.scale] + "." + digits[len(digits)-n.scale:]
	}
	if n.coefficient.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// Scale is the number of digits after the point as written.
func (n Number) Scale() int { return n.scale }

// Sign is -1, 0 or 1.
func (n Number) Sign() int { return n.coefficient.Sign() }

// Int64 is the number when it is whole and fits.
func (n Number) Int64() (int64, bool) {
	t := n.trimmed()
	if t.scale > 0 || !t.coefficient.IsInt64() {
		return 0, false
	}
	return t.coefficient.Int64(), true
}

// Float is the nearest binary floating-point number.
func (n Number) Float() float64 {
	f, _ := n.rat().Float64()
	return f
}

func (n Number) rat() *big.Rat { return new(big.Rat).SetFrac(n.coefficient, power10(n.scale)) }

// ofRat rounds a ratio, half away from zero, to a scale.
func ofRat(r *big.Rat, scale int) Number {
	scaled := new(big.Int).Mul(r.Num(), power10(scale))
	return Number{quotient(scaled, r.Denom(), halfAway), scale}
}

// exactly gives a ratio with as many digits as it needs, or rounded to
// quotientSize significant digits, without zeros at its end.
func exactly(r *big.Rat) Number {
	whole := len(new(big.Int).Quo(r.Num(), r.Denom()).String())
	scale := max(quotientSize-whole, 0)
	if r.Sign() != 0 && whole == 1 {
		scale += max(0, len(r.Denom().String())-len(r.Num().String()))
	}
	return ofRat(r, scale).trimmed()
}

// trimmed is the number without zeros at the end of its fraction.
func (n Number) trimmed() Number {
	c, scale, rest := n.coefficient, n.scale, new(big.Int)
	for scale > 0 {
		q, r := new(big.Int).QuoRem(c, ten, rest)
		if r.Sign() != 0 {
			break
		}
		c, scale = q, scale-1
	}
	return Number{c, scale}
}
