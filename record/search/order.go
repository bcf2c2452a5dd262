package search

import (
	"math"

	"continuum/record/index"
)

// matchesDate compares two spans of time as R4 3.1.1.4.7 says: eq where the span
// asked for contains the other, the rest by the parts below and above.
func matchesDate(v *index.Value, o *Operand) bool {
	equal := o.Low <= v.Low && v.Low < max(o.High, o.Low+1) && v.High <= o.High // of a span that does not end before it begins
	switch o.Prefix {
	case NotEqual:
		return !equal
	case Greater:
		return v.High > o.High
	case Less:
		return v.Low < o.Low
	case AtLeast:
		return v.High > o.High || equal
	case AtMost:
		return v.Low < o.Low || equal
	case After:
		return v.Low >= o.High
	case Before:
		return v.Low < o.Low && v.High <= o.Low
	case About:
		low, high := o.About()
		return v.Low < high && v.High > low
	}
	return equal
}

// matchesNumber compares numbers: eq and ne by the precision in which the value
// was asked for, the rest by the value itself.
func matchesNumber(v *index.Value, o *Operand) bool {
	equal := v.Least >= o.Least && v.Most < o.Most
	switch o.Prefix {
	case NotEqual:
		return !equal
	case Greater, After:
		return v.Most > o.Value
	case Less, Before:
		return v.Least < o.Value
	case AtLeast:
		return v.Most >= o.Value
	case AtMost:
		return v.Least <= o.Value
	case About:
		tenth := math.Abs(o.Value) / 10
		return v.Least <= o.Value+tenth && v.Most >= o.Value-tenth
	}
	return equal
}

// matchesUnit compares the unit of a quantity: a code without a system may be the
// code or the unit as people write it.
func matchesUnit(v *index.Value, o *Operand) bool {
	switch {
	case !o.AnySystem && v.System != o.System:
		return false
	case o.AnyCode:
		return true
	case o.AnySystem:
		return v.Code == o.Code || v.Text == o.Code
	}
	return v.Code == o.Code
}
