package path

import (
	"math/big"
	"strings"
)

// In converts the amount to another unit, a UCUM code or a calendar word; false
// where the units measure different things.
func (a Amount) In(unit string) (Amount, bool) {
	if word, ok := calendarUnits[unit]; ok {
		return a.inCalendar(word)
	}
	if a.Calendar {
		word, ok := codeCalendars[unit]
		if !ok {
			return a.coded().In(unit)
		}
		c, ok := a.inCalendar(word)
		return c.coded(), ok
	}
	if a.Unit == unit {
		return a, true
	}
	u, okU := parseUnit(a.Unit)
	v, okV := parseUnit(unit)
	if !okU || !okV || !u.commensurable(v) {
		return a, false
	}
	return Amount{Number: exactly(v.fromBase(u.toBase(a.Number.rat()))), Unit: unit}, true
}

func (a Amount) inCalendar(word string) (Amount, bool) {
	if !a.Calendar {
		c, ok := a.In(calendarCodes[word])
		return Amount{c.Number, word, true}, ok
	}
	if a.Unit == word {
		return a, true
	}
	n := new(big.Rat).Mul(a.Number.rat(), calendarRatio(a.Unit, word))
	return Amount{exactly(n), word, true}, true
}

// plus adds in the more granular unit; mixed calendar and UCUM units give a
// calendar amount, and years and months are added only to their like.
func (a Amount) plus(b Amount) (Amount, bool) {
	if a.Unit == b.Unit && a.Calendar == b.Calendar {
		a.Number = a.Number.plus(b.Number)
		return a, true
	}
	if a.uneven() || b.uneven() || !a.Comparable(b) {
		return a, false
	}
	calendar := a.Calendar || b.Calendar
	a, b = a.coded(), b.coded()
	if !special(a.Unit) && !special(b.Unit) {
		return a.plusCoded(b, calendar)
	}
	return a, false
}

func (a Amount) plusCoded(b Amount, calendar bool) (Amount, bool) {
	fine, coarse := b, a
	if !a.coarser(b) {
		fine, coarse = a, b
	}
	c, ok := coarse.In(fine.Unit)
	sum := Amount{Number: c.Number.plus(fine.Number), Unit: fine.Unit}
	if word := codeCalendars[sum.Unit]; calendar && word != "" {
		sum.Unit, sum.Calendar = word, true
	}
	return sum, ok
}

func (a Amount) negated() Amount {
	a.Number = a.Number.negated()
	return a
}

// times multiplies numbers and units; false for calendar and special units.
func (a Amount) times(b Amount) (Amount, bool) {
	unit, ok := joined(a, b, 1)
	return Amount{Number: a.Number.times(b.Number), Unit: unit}, ok
}

// over divides numbers and units; false by zero, and for calendar and special units.
func (a Amount) over(b Amount) (Amount, bool) {
	unit, ok := joined(a, b, -1)
	n, fine := a.Number.over(b.Number)
	return Amount{Number: n, Unit: unit}, ok && fine
}

func joined(a, b Amount, sign int) (string, bool) {
	u, okU := parseUnit(a.Unit)
	v, okV := parseUnit(b.Unit)
	if a.Calendar || b.Calendar || !okU || !okV || u.offset != nil || v.offset != nil {
		return "", false
	}
	return u.joined(v, sign), true
}

// parseAmount reads what toQuantity() takes: 4 days, 10 'mg', 5.
func parseAmount(s string) (Amount, bool) {
	end := 0
	for end < len(s) && (isDigit(s[end]) || s[end] == '.' || end == 0 && (s[0] == '+' || s[0] == '-')) {
		end++
	}
	n, ok := ParseNumber(s[:end])
	if !ok {
		return Amount{}, false
	}
	unit := trim(s[end:])
	if word, ok := calendarUnits[strings.Trim(unit, "'")]; ok {
		return Amount{n, word, true}, true
	}
	if unit == "" {
		return Amount{Number: n, Unit: "1"}, true
	}
	if len(unit) < 3 || unit[0] != '\'' || unit[len(unit)-1] != '\'' {
		return Amount{}, false
	}
	return Amount{Number: n, Unit: unit[1 : len(unit)-1]}, true
}
