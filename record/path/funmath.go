package path

import (
	"math"
	"math/big"
	"strconv"
)

// mathematics: section "Math".
var mathematics = map[string]function{
	"abs":      ofNumber(Number.abs),
	"ceiling":  ofNumber(func(n Number) Number { return n.to(0, up) }),
	"floor":    ofNumber(func(n Number) Number { return n.to(0, down) }),
	"truncate": ofNumber(func(n Number) Number { return n.to(0, towardsZero) }),
	"round":    ofOne(0, 1, 0, round),
	"sqrt":     ofFloat(math.Sqrt),
	"exp":      ofFloat(math.Exp),
	"ln":       ofFloat(math.Log),
	"log":      ofOne(1, 1, 1, logarithm),
	"power":    ofOne(1, 1, 1, power),
}

// number of an item: whole numbers and decimals.
func (v Value) asNumber() (Number, bool) {
	n, ok := widened(v.System(), Decimal).data.(Number)
	return n, ok
}

func (r *run) noNumber(f call, v Value) Value {
	return r.fail(f.at, "give it a number", "%s() needs a number, not %s", f.text, typeText(v))
}

// ofNumber changes a number or the number of a quantity; whole numbers stay whole.
func ofNumber(change func(Number) Number) function {
	return ofOne(0, 0, 0, func(r *run, f call, in Value, _ []Value) Value {
		v := in.System()
		switch d := v.data.(type) {
		case int64:
			return whole(v.kind, change(NewNumber(d)))
		case Number:
			n := change(d)
			if f.text != "abs" {
				return whole(Integer, n)
			}
			return Num(n)
		case Amount:
			d.Number = change(d.Number)
			return Measure(d)
		}
		return r.noNumber(f, in)
	})
}

func round(r *run, f call, in Value, args []Value) Value {
	digits := int64(0)
	if args[0].kind != Nothing {
		n, ok := args[0].System().data.(int64)
		if !ok || n < 0 || n > mostDigits {
			return r.fail(f.at, "give a number of digits", "round() needs 0 digits or more")
		}
		digits = n
	}
	if a, ok := in.System().data.(Amount); ok {
		a.Number = rounded(a.Number, int(digits))
		return Measure(a)
	}
	n, ok := in.asNumber()
	if !ok {
		return r.noNumber(f, in)
	}
	return Num(rounded(n, int(digits)))
}

func rounded(n Number, digits int) Number { return n.to(min(digits, n.scale), halfAway) }

// ofFloat is a function that has no exact result; it is computed in binary
// floating point, of which 15 digits are kept.
func ofFloat(compute func(float64) float64) function {
	return ofOne(0, 0, 0, func(r *run, f call, in Value, _ []Value) Value {
		n, ok := in.asNumber()
		if !ok {
			return r.noNumber(f, in)
		}
		return fromFloat(compute(n.Float()))
	})
}

const floatDigits = 15

func fromFloat(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	n, ok := ParseNumber(strconv.FormatFloat(f, 'e', floatDigits-1, 64))
	if !ok {
		return Value{}
	}
	n = n.trimmed()
	if n.scale == 0 {
		n = n.to(1, halfAway)
	}
	return Num(n)
}

func logarithm(r *run, f call, in Value, args []Value) Value {
	n, ok := in.asNumber()
	base, fine := args[0].asNumber()
	if !ok || !fine {
		return r.noNumber(f, in)
	}
	switch base.Float() {
	case 2:
		return fromFloat(math.Log2(n.Float()))
	case 10:
		return fromFloat(math.Log10(n.Float()))
	}
	return fromFloat(math.Log(n.Float()) / math.Log(base.Float()))
}

const mostExponent = 1000 // for an exact power

// power is exact for whole exponents.
func power(r *run, f call, in Value, args []Value) Value {
	n, ok := in.asNumber()
	exponent, fine := args[0].asNumber()
	if !ok || !fine {
		return r.noNumber(f, in)
	}
	e, isWhole := exponent.Int64()
	if !isWhole || e > mostExponent || e < -mostExponent || n.coefficient.BitLen() > 256 {
		return fromFloat(math.Pow(n.Float(), exponent.Float()))
	}
	if e < 0 && n.Sign() == 0 {
		return Value{}
	}
	size := max(e, -e)
	p := Number{new(big.Int).Exp(n.coefficient, big.NewInt(size), nil), n.scale * int(size)}
	if e < 0 {
		p, _ = NewNumber(1).over(p)
	}
	return decimalOf(p)
}
