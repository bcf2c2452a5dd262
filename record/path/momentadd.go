package path

import (
	"math/big"
	"time"
)

// steps are how the units of time arithmetic count; a calendar unit has the
// field that it changes and how many of that field it is.
var steps = map[string]struct {
	field int
	times int64
	nano  int64 // of one, for hours and less
}{
	"year": {fieldYear, 1, 0}, "month": {fieldMonth, 1, 0}, "week": {fieldDay, 7, 0}, "day": {fieldDay, 1, 0},
	"hour": {fieldHour, 1, int64(time.Hour)}, "minute": {fieldMinute, 1, int64(time.Minute)},
	"second": {fieldSecond, 1, int64(time.Second)}, "millisecond": {fieldSecond, 1, int64(time.Millisecond)},
}

// ucumSteps are the UCUM units that date arithmetic takes for calendar units;
// 'a' and 'mo' are not among them.
var ucumSteps = map[string]string{"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second", "ms": "millisecond"}

// add moves the moment by an amount of time; the reason tells why it cannot.
func (m Moment) add(a Amount) (result Moment, reason string) {
	unit := a.Unit
	if !a.Calendar {
		unit = ucumSteps[unit]
	}
	step, ok := steps[unit]
	switch {
	case !ok:
		return m, "a date and a quantity that is no calendar duration"
	case m.kind == Time && step.field < fieldHour, m.kind == Date && step.field > fieldDay:
		return m, "a " + m.kind.String() + " and an amount in " + a.Unit
	}
	n := a.Number
	if step.field != fieldSecond {
		n = n.to(0, towardsZero)
	}
	if int(m.upTo) <= step.field {
		return m.addPartial(n, unit)
	}
	return m.addWhole(n, step.field, step.times, step.nano)
}

const mostStep = 1 << 40 // of any unit; far beyond the years 1 to 9999

func (m Moment) addWhole(n Number, field int, times, nano int64) (Moment, string) {
	if n.abs().Compare(NewNumber(mostStep)) > 0 {
		return m, outOfRange
	}
	if nano > 0 {
		return m.addClock(n.times(NewNumber(nano)))
	}
	count, _ := n.Int64()
	count *= times
	if field == fieldDay {
		if count > mostDays || count < -mostDays {
			return m, outOfRange
		}
		m.set(m.time().AddDate(0, 0, int(count)))
		return m.inRange()
	}
	if field == fieldYear {
		count *= 12
	}
	return m.addMonths(count)
}

const (
	outOfRange = "a date and an amount that lead beyond the years 1 to 9999"
	mostDays   = 4_000_000
	dayNanos   = int64(24 * time.Hour)
)

func (m Moment) inRange() (Moment, string) {
	if y := m.fields[fieldYear]; y < 1 || y > 9999 {
		return m, outOfRange
	}
	return m, ""
}

// addMonths keeps to the last day of a shorter month.
func (m Moment) addMonths(count int64) (Moment, string) {
	months := int64(m.fields[fieldYear])*12 + int64(m.fields[fieldMonth]-1) + count
	if months < 12 || months >= 10_000*12 {
		return m, outOfRange
	}
	m.fields[fieldYear], m.fields[fieldMonth] = int(months/12), int(months%12)+1
	m.fields[fieldDay] = min(m.fields[fieldDay], monthDays(m.fields[fieldYear], m.fields[fieldMonth]))
	return m, ""
}

// addClock adds nanoseconds; a Time goes round the clock.
func (m Moment) addClock(nanos Number) (Moment, string) {
	total := nanos.to(0, towardsZero).coefficient
	days, rest := new(big.Int).QuoRem(total, big.NewInt(dayNanos), new(big.Int))
	if m.kind != Time && new(big.Int).Abs(days).Cmp(big.NewInt(mostDays)) > 0 {
		return m, outOfRange
	}
	t := m.time()
	if m.kind != Time {
		t = t.AddDate(0, 0, int(days.Int64()))
	}
	t = t.Add(time.Duration(rest.Int64()))
	if fraction := t.Nanosecond(); fraction%int(time.Millisecond) != 0 || fraction != 0 && m.digits == 0 {
		m.digits = max(m.digits, fractionDigits(fraction))
	}
	m.set(t)
	if m.kind == Time {
		m.fields[0], m.fields[1], m.fields[2] = 1, 1, 1
		return m, ""
	}
	return m.inRange()
}

// fractionDigits is 3, 6 or 9: as many as the nanoseconds need.
func fractionDigits(nano int) int {
	switch {
	case nano%1_000_000 == 0:
		return 3
	case nano%1000 == 0:
		return 6
	}
	return 9
}

// perCoarser is how many of a unit make one of the next coarser that a partial
// date may end with (conversion factors of calendar durations).
var perCoarser = map[string]struct {
	coarser string
	count   int64
}{
	"millisecond": {"second", 1000}, "second": {"minute", 60}, "minute": {"hour", 60}, "hour": {"day", 24}, "day": {"month", 30},
}

// addPartial converts an amount finer than the moment to the moment's last
// field and drops what remains.
func (m Moment) addPartial(n Number, unit string) (Moment, string) {
	if unit == "week" {
		n, unit = n.times(NewNumber(7)), "day"
	}
	for int(m.upTo) <= steps[unit].field {
		next := perCoarser[unit]
		switch {
		case unit == "month":
			next.coarser, next.count = "year", 12
		case unit == "day" && m.upTo == toYear:
			next.coarser, next.count = "year", 365
		}
		n, _, _ = n.whole(NewNumber(next.count))
		unit = next.coarser
	}
	s := steps[unit]
	return m.addWhole(n.to(0, towardsZero), s.field, s.times, s.nano)
}
