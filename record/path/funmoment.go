package path

import "time"

// momentFunctions: boundaries, precision, components and intervals of dates and times.
var momentFunctions = map[string]function{
	"lowBoundary":      ofOne(0, 1, 0, boundary(false)),
	"highBoundary":     ofOne(0, 1, 0, boundary(true)),
	"precision":        ofOne(0, 0, 0, precisionOf),
	"yearOf":           component(fieldYear),
	"monthOf":          component(fieldMonth),
	"dayOf":            component(fieldDay),
	"hourOf":           component(fieldHour),
	"minuteOf":         component(fieldMinute),
	"secondOf":         component(fieldSecond),
	"millisecondOf":    ofMoment(func(m Moment) Value { return has(m.digits > 0, int64(m.nano/int(time.Millisecond))) }),
	"timezoneOffsetOf": ofMoment(zoneHours),
	"dateOf": ofMoment(func(m Moment) Value {
		if m.kind == Time {
			return Value{}
		}
		return When(m.date())
	}),
	"timeOf": ofMoment(func(m Moment) Value {
		if m.kind == Date || m.upTo < toHour {
			return Value{}
		}
		return When(m.clock())
	}),
	"duration":   ofOne(2, 2, 2, between(wholePeriods)),
	"difference": ofOne(2, 2, 2, between(crossedBoundaries)),
}

// date is the moment without its time.
func (m Moment) date() Moment {
	m.kind, m.upTo, m.zoned, m.zone, m.zoneIsZulu, m.digits = Date, min(m.upTo, toDay), false, 0, false, 0
	return m.cut()
}

// clock is the moment's time without its date.
func (m Moment) clock() Moment {
	m.kind, m.zoned, m.zone, m.zoneIsZulu = Time, false, 0, false
	m.fields[fieldYear], m.fields[fieldMonth], m.fields[fieldDay] = 1, 1, 1
	return m
}

func boundary(high bool) scalar {
	return func(r *run, f call, in Value, args []Value) Value {
		digits := -1
		if args[0].kind != Nothing {
			n, ok := args[0].System().data.(int64)
			if !ok {
				return r.fail(f.at, "give a number of digits", "%s() needs a precision that is an Integer", f.text)
			}
			if n < 0 || n > decimalMost {
				return Value{}
			}
			digits = int(n)
		}
		return edgeOf(r, f, in.System(), digits, high)
	}
}

func edgeOf(r *run, f call, v Value, digits int, high bool) Value {
	var ok bool
	switch d := v.data.(type) {
	case int64:
		n, fine := NewNumber(d).edge(digits, high)
		v, ok = Num(n), fine
	case Number:
		n, fine := d.edge(digits, high)
		v, ok = Num(n), fine
	case Amount:
		d.Number, ok = d.Number.edge(digits, high)
		v = Measure(d)
	case Moment:
		m, fine := d.edge(digits, high)
		v, ok = When(m), fine
	default:
		return r.fail(f.at, "give it a number, a quantity, a date or a time", "%s() needs a value with a precision, not %s", f.text, typeText(v))
	}
	if !ok {
		return Value{}
	}
	return v
}

func precisionOf(r *run, f call, in Value, _ []Value) Value {
	switch d := in.System().data.(type) {
	case int64:
		return Int(0)
	case Number:
		return Int(int64(d.scale))
	case Moment:
		return Int(int64(d.digitCount()))
	}
	return r.fail(f.at, "give it a number, a date or a time", "precision() needs a value with a precision, not %s", typeText(in))
}

func ofMoment(take func(Moment) Value) function {
	return ofOne(0, 0, 0, func(_ *run, _ call, in Value, _ []Value) Value {
		if m, ok := in.System().data.(Moment); ok {
			return take(m)
		}
		return Value{}
	})
}

func component(field int) function {
	return ofMoment(func(m Moment) Value {
		return has(int(m.upTo) > field && (m.kind != Time || field >= fieldHour), int64(m.fields[field]))
	})
}

func has(known bool, n int64) Value {
	if !known {
		return Value{}
	}
	return Int(n)
}

func zoneHours(m Moment) Value {
	if !m.zoned {
		return Value{}
	}
	hours, _ := NewNumber(int64(m.zone)).over(NewNumber(60))
	return Num(hours.to(max(1, hours.scale), halfAway))
}
