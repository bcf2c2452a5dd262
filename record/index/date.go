package index

import (
	"time"

	"continuum/record/definition"
	"continuum/record/path"
	"continuum/record/resource"
)

// dates gives the time that an element spans.
func dates(v path.Value, yield func(Value)) {
	var low, high int64
	var ok bool
	switch n := v.Node(); v.Type() {
	case "Period":
		low, high, ok = period(n)
	case "Timing":
		low, high, ok = timing(n)
	default:
		low, high, ok = Interval(textOf(v))
	}
	if ok {
		yield(Value{Kind: definition.Date, Low: low, High: high})
	}
}

// Interval is the time that a date, dateTime or instant spans, in microseconds
// since 1970; without a zone it is read as UTC.
func Interval(s string) (low, high int64, ok bool) {
	m, ok := path.ParseMoment(s)
	if !ok {
		return 0, 0, false
	}
	from, to := m.Bounds(time.UTC)
	return from.UnixMicro(), to.UnixMicro(), true
}

// period spans from its start to its end; what is not given is open.
func period(n resource.Node) (low, high int64, ok bool) {
	low, high = Beginning, End
	start, end := n.Get("start").Text(), n.Get("end").Text()
	if l, _, is := Interval(start); is {
		low, ok = l, true
	}
	if _, h, is := Interval(end); is {
		high, ok = h, true
	}
	return low, high, ok
}

// timing spans its events, or the bounds of what repeats.
func timing(n resource.Node) (low, high int64, ok bool) {
	for event := range n.Get("event").Items() {
		l, h, is := Interval(event.Text())
		switch {
		case !is:
		case !ok:
			low, high, ok = l, h, true
		default:
			low, high = min(low, l), max(high, h)
		}
	}
	if ok {
		return low, high, true
	}
	return period(n.Get("repeat").Get("boundsPeriod"))
}
