package path

import "time"

// between computes from two moments and the name of a unit; empty when either is
// less precise than the unit.
func between(count func(from, to Moment, unit string) int64) scalar {
	return func(r *run, f call, in Value, args []Value) Value {
		from, to := aligned(in, args[0])
		a, okA := from.data.(Moment)
		b, okB := to.data.(Moment)
		unit, _ := args[1].asText()
		step, known := steps[calendarUnits[unit]]
		if !okA || !okB || !known || a.kind != b.kind || !fits(a.kind, step.field) {
			return r.fail(f.at, "give two dates or times and a unit such as 'day'", "%s() cannot count %s between %s and %s", f.text, unit, typeText(in), typeText(args[0]))
		}
		if int(a.upTo) <= step.field || int(b.upTo) <= step.field {
			return Value{}
		}
		if a.zoned && b.zoned && step.field >= fieldHour {
			a, b = a.utc(), b.utc()
		}
		return Value{kind: Integer, data: count(a, b, calendarUnits[unit])}
	}
}

func fits(kind Kind, field int) bool {
	return kind == DateTime || kind == Date && field <= fieldDay || kind == Time && field >= fieldHour
}

// wholePeriods counts the whole periods from one moment to another.
func wholePeriods(from, to Moment, unit string) int64 {
	s := steps[unit]
	if s.nano > 0 {
		return int64(to.time().Sub(from.time())) / s.nano
	}
	if s.field == fieldDay {
		return int64(to.time().Sub(from.time())/(24*time.Hour)) / s.times
	}
	months := monthCount(to) - monthCount(from)
	if moved, _ := from.addMonths(months); months > 0 && moved.time().After(to.time()) {
		months--
	} else if months < 0 && moved.time().Before(to.time()) {
		months++
	}
	if unit == "year" {
		return months / 12
	}
	return months
}

func monthCount(m Moment) int64 { return int64(m.fields[fieldYear])*12 + int64(m.fields[fieldMonth]) }

// crossedBoundaries counts the starts of periods between two moments; weeks
// start on Sunday.
func crossedBoundaries(from, to Moment, unit string) int64 {
	switch unit {
	case "year":
		return int64(to.fields[fieldYear] - from.fields[fieldYear])
	case "month":
		return monthCount(to) - monthCount(from)
	case "week":
		return sundays(to) - sundays(from)
	case "day":
		return days(to) - days(from)
	}
	nano := time.Duration(steps[unit].nano)
	return int64(to.time().Truncate(nano).Sub(from.time().Truncate(nano)) / nano)
}

const daySeconds = 86_400

// days counts from the first day of the year 1, a Monday.
func days(m Moment) int64 {
	t := time.Date(m.fields[0], time.Month(m.fields[1]), m.fields[2], 0, 0, 0, 0, time.UTC)
	return (t.Unix() - time.Time{}.Unix()) / daySeconds
}

func sundays(m Moment) int64 { return (days(m) + 1) / 7 }
