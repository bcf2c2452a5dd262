package path

import "math/big"

// level gives both coefficients at the larger scale.
func level(a, b Number) (x, y *big.Int, scale int) {
	switch {
	case a.scale < b.scale:
		return new(big.Int).Mul(a.coefficient, power10(b.scale-a.scale)), b.coefficient, b.scale
	case a.scale > b.scale:
		return a.coefficient, new(big.Int).Mul(b.coefficient, power10(a.scale-b.scale)), a.scale
	}
	return a.coefficient, b.coefficient, a.scale
}

// Compare is -1, 0 or 1; zeros at the end of a fraction do not count.
func (n Number) Compare(other Number) int {
	x, y, _ := level(n, other)
	return x.Cmp(y)
}

func (n Number) plus(other Number) Number {
	x, y, scale := level(n, other)
	return Number{new(big.Int).Add(x, y), scale}
}

func (n Number) minus(other Number) Number { return n.plus(other.negated()) }

func (n Number) negated() Number { return Number{new(big.Int).Neg(n.coefficient), n.scale} }

func (n Number) abs() Number { return Number{new(big.Int).Abs(n.coefficient), n.scale} }

func (n Number) times(other Number) Number {
	return Number{new(big.Int).Mul(n.coefficient, other.coefficient), n.scale + other.scale}
}

// over divides; false by zero.
func (n Number) over(other Number) (Number, bool) {
	if other.Sign() == 0 {
		return Number{}, false
	}
	return exactly(new(big.Rat).Quo(n.rat(), other.rat())), true
}

// whole is the quotient without its fraction, and the remainder.
func (n Number) whole(other Number) (q, r Number, ok bool) {
	if other.Sign() == 0 {
		return Number{}, Number{}, false
	}
	x, y, scale := level(n, other)
	quo, rem := new(big.Int).QuoRem(x, y, new(big.Int))
	return Number{quo, 0}, Number{rem, scale}, true
}

// rounding says what becomes of the digits cut off.
type rounding uint8

const (
	halfAway rounding = iota
	down              // towards minus infinity
	up                // towards infinity
	towardsZero
)

// quotient divides by a positive number and rounds.
func quotient(n, by *big.Int, how rounding) *big.Int {
	q, r := new(big.Int).QuoRem(n, by, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	away := big.NewInt(int64(r.Sign()))
	switch how {
	case down:
		if r.Sign() < 0 {
			return q.Sub(q, one)
		}
	case up:
		if r.Sign() > 0 {
			return q.Add(q, one)
		}
	case halfAway:
		if new(big.Int).Lsh(r.Abs(r), 1).Cmp(by) >= 0 {
			return q.Add(q, away)
		}
	}
	return q
}

// to gives the number at a scale, with zeros added or digits rounded off.
func (n Number) to(scale int, how rounding) Number {
	if scale >= n.scale {
		return Number{new(big.Int).Mul(n.coefficient, power10(scale-n.scale)), scale}
	}
	return Number{quotient(n.coefficient, power10(n.scale-scale), how), scale}
}

// halfStep is half of the last digit: what a number of this scale may hide.
func (n Number) halfStep() Number { return Number{big.NewInt(5), n.scale + 1} }

// equivalent compares at the scale of the less precise number.
func (n Number) equivalent(other Number) bool {
	a, b := n.trimmed(), other.trimmed()
	scale := min(a.scale, b.scale)
	return a.to(scale, halfAway).Compare(b.to(scale, halfAway)) == 0
}
