package path

import "math/big"

// Amount is a System.Quantity: a number in a UCUM unit, or in a calendar unit
// (year, month, week, day, hour, minute, second, millisecond), which is not the
// same: a year has 12 months or 365 days, an 'a' 365.25 'd'.
type Amount struct {
	Number   Number
	Unit     string // a UCUM code, or the singular word of a calendar unit
	Calendar bool
}

const (
	ucumSystem     = "http://unitsofmeasure.org"
	calendarSystem = "http://hl7.org/fhirpath/CodeSystem/calendar-units"
)

// calendarUnits gives the singular of each calendar word.
var calendarUnits = map[string]string{
	"year": "year", "years": "year", "month": "month", "months": "month", "week": "week", "weeks": "week",
	"day": "day", "days": "day", "hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute",
	"second": "second", "seconds": "second", "millisecond": "millisecond", "milliseconds": "millisecond",
}

// calendarCodes are the UCUM units that correspond to calendar units; year and
// month are only equivalent to theirs, the others are equal.
var calendarCodes = map[string]string{
	"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s", "millisecond": "ms",
}

var codeCalendars = func() map[string]string {
	m := make(map[string]string)
	for word, code := range calendarCodes {
		m[code] = word
	}
	return m
}()

// calendarMilliseconds are the conversion factors of calendar units, but for
// years and months among themselves, which count 12.
var calendarMilliseconds = map[string]int64{
	"year": 365 * 86_400_000, "month": 30 * 86_400_000, "week": 7 * 86_400_000, "day": 86_400_000,
	"hour": 3_600_000, "minute": 60_000, "second": 1000, "millisecond": 1,
}

// String writes the amount as FHIRPath: 4.5 'mg', 1 week, 4 days.
func (a Amount) String() string {
	if !a.Calendar {
		return a.Number.String() + " '" + a.Unit + "'"
	}
	if a.Number.Compare(NewNumber(1)) == 0 {
		return a.Number.String() + " " + a.Unit
	}
	return a.Number.String() + " " + a.Unit + "s"
}

// uneven tells whether the unit is a calendar year or month.
func (a Amount) uneven() bool { return a.Calendar && (a.Unit == "year" || a.Unit == "month") }

// coded is the amount in the UCUM unit that corresponds to its calendar unit.
func (a Amount) coded() Amount {
	if a.Calendar {
		return Amount{Number: a.Number, Unit: calendarCodes[a.Unit]}
	}
	return a
}

// calendarRatio is how many of one calendar unit make another.
func calendarRatio(from, to string) *big.Rat {
	switch {
	case from == "year" && to == "month":
		return big.NewRat(12, 1)
	case from == "month" && to == "year":
		return big.NewRat(1, 12)
	}
	return big.NewRat(calendarMilliseconds[from], calendarMilliseconds[to])
}

// values gives the numbers of both amounts in one unit; false when no unit fits both.
func values(a, b Amount) (x, y *big.Rat, ok bool) {
	switch {
	case a.Unit == b.Unit && a.Calendar == b.Calendar:
		return a.Number.rat(), b.Number.rat(), true
	case a.Calendar && b.Calendar:
		x := new(big.Rat).Mul(a.Number.rat(), calendarRatio(a.Unit, b.Unit))
		return x, b.Number.rat(), true
	case a.uneven() || b.uneven():
		return nil, nil, false
	}
	u, okU := parseUnit(a.coded().Unit)
	v, okV := parseUnit(b.coded().Unit)
	if !okU || !okV || !u.commensurable(v) {
		return nil, nil, false
	}
	return u.toBase(a.Number.rat()), v.toBase(b.Number.rat()), true
}

// Compare is -1, 0 or 1 where the units can be compared.
func (a Amount) Compare(b Amount) (order int, known bool) {
	x, y, ok := values(a, b)
	if !ok {
		return 0, false
	}
	return x.Cmp(y), true
}

// Comparable tells whether the units can be compared.
func (a Amount) Comparable(b Amount) bool {
	_, _, ok := values(a, b)
	return ok
}

// equivalent compares in the less granular unit, at the precision of the less
// precise number; calendar years and months stand for 'a' and 'mo'.
func (a Amount) equivalent(b Amount) (same, known bool) {
	if a.Calendar != b.Calendar {
		a, b = a.coded(), b.coded()
	}
	if c, ok := b.In(a.Unit); ok && a.coarser(b) {
		return a.Number.equivalent(c.Number), true
	}
	c, ok := a.In(b.Unit)
	return ok && c.Number.equivalent(b.Number), ok
}

// coarser tells whether the unit of a is the larger one, or the same.
func (a Amount) coarser(b Amount) bool {
	if a.Calendar {
		return calendarMilliseconds[a.Unit] >= calendarMilliseconds[b.Unit]
	}
	u, okU := parseUnit(a.Unit)
	v, okV := parseUnit(b.Unit)
	return a.Unit == b.Unit || okU && okV && u.factor.Cmp(v.factor) >= 0
}
