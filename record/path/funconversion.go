package path

import "strings"

// conversion: section "Conversion". Each to… has its convertsTo….
var conversion = conversions(map[string]func(v Value, args []Value) Value{
	"Boolean":  toBoolean,
	"Integer":  toInteger,
	"Long":     toLong,
	"Decimal":  toDecimal,
	"String":   toString,
	"Date":     toDate,
	"DateTime": toDateTime,
	"Time":     toTime,
	"Quantity": toQuantity,
})

// formatted are the conversions with an argument: a format, or a unit.
var formatted = map[string]int{"Date": 1, "DateTime": 1, "Quantity": 1, "Time": 1}

func conversions(converters map[string]func(v Value, args []Value) Value) map[string]function {
	group := make(map[string]function)
	for name, convert := range converters {
		most := formatted[name]
		group["to"+name] = ofOne(0, most, 0, func(_ *run, _ call, in Value, args []Value) Value {
			return convert(in.System(), args)
		})
		group["convertsTo"+name] = testOfOne(0, most, 0, func(_ *run, _ call, in Value, args []Value) Value {
			return Bool(convert(in.System(), args).kind != Nothing)
		})
	}
	return group
}

var booleans = map[string]truth{
	"true": yes, "t": yes, "yes": yes, "y": yes, "1": yes, "1.0": yes,
	"false": no, "f": no, "no": no, "n": no, "0": no, "0.0": no,
}

func toBoolean(v Value, _ []Value) Value {
	switch d := v.data.(type) {
	case bool:
		return v
	case int64:
		return booleans[NewNumber(d).String()].value()
	case Number:
		return booleans[d.trimmed().String()].value()
	case string:
		return booleans[strings.ToLower(d)].value()
	}
	return Value{}
}

func toInteger(v Value, _ []Value) Value { return toWhole(v, Integer) }

func toLong(v Value, _ []Value) Value { return toWhole(v, Long) }

func toWhole(v Value, kind Kind) Value {
	switch d := v.data.(type) {
	case int64:
		return whole(kind, NewNumber(d))
	case bool:
		return Value{kind: kind, data: int64(truthOf(d) - no)}
	case string:
		if kind == Long {
			d = strings.TrimSuffix(d, "L")
		}
		if n, ok := ParseNumber(d); ok && !strings.ContainsAny(d, ".eE") {
			return whole(kind, n)
		}
	}
	return Value{}
}

func toDecimal(v Value, _ []Value) Value {
	switch d := v.data.(type) {
	case Number:
		return v
	case int64:
		return Num(NewNumber(d))
	case bool:
		n, _ := ParseNumber([...]string{"0.0", "1.0"}[truthOf(d)-no])
		return Num(n)
	case string:
		if n, ok := ParseNumber(strings.TrimSuffix(d, "L")); ok && !strings.ContainsAny(d, "eE") {
			return Num(n)
		}
	}
	return Value{}
}

func toString(v Value, _ []Value) Value {
	if v.kind == Nothing || v.kind == Type {
		return Value{}
	}
	return Text(v.String())
}

func toQuantity(v Value, args []Value) Value {
	var a Amount
	switch d := v.data.(type) {
	case Amount:
		a = d
	case string:
		parsed, ok := parseAmount(d)
		if !ok {
			return Value{}
		}
		a = parsed
	default:
		n, ok := toDecimal(v, nil).data.(Number)
		if !ok {
			return Value{}
		}
		a = Amount{Number: n, Unit: "1"}
	}
	if args[0].kind == Nothing {
		return Measure(a)
	}
	unit, _ := args[0].asText()
	return measured(a.In(unit))
}

func toDate(v Value, args []Value) Value {
	m, ok := momentFrom(v, args, Date)
	if !ok || m.kind == Time {
		return Value{}
	}
	m.kind, m.upTo, m.zoned, m.digits = Date, min(m.upTo, toDay), false, 0
	return When(m.cut())
}

func toDateTime(v Value, args []Value) Value {
	m, ok := momentFrom(v, args, DateTime)
	if !ok || m.kind == Time {
		return Value{}
	}
	m.kind = DateTime
	return When(m)
}

func toTime(v Value, args []Value) Value {
	m, ok := momentFrom(v, args, Time)
	if !ok || m.kind != Time {
		return Value{}
	}
	return When(m)
}

// momentFrom takes a moment as it is, and reads text by a format or as FHIR writes it.
func momentFrom(v Value, args []Value, kind Kind) (Moment, bool) {
	switch d := v.data.(type) {
	case Moment:
		return d, true
	case string:
		if format, ok := args[0].asText(); ok {
			return momentByFormat(d, format, kind)
		}
		if kind == Date && strings.Contains(d, "T") {
			kind = DateTime
		}
		return parseMoment(d, kind)
	}
	return Moment{}, false
}
