package index

import (
	"math"
	"strconv"

	"continuum/record/definition"
	"continuum/record/path"
	"continuum/record/resource"
)

// quantities gives the numbers of an element with their units.
func quantities(kind definition.SearchKind, v path.Value, yield func(Value)) {
	switch n := v.Node(); v.Type() {
	case "Quantity", "Age", "Duration", "Count", "Distance", "SimpleQuantity", "MoneyQuantity":
		one(kind, n, n, yield)
	case "Money":
		if x, ok := number(n.Get("value")); ok {
			yield(Value{Kind: kind, Least: x, Most: x, System: "urn:iso:std:iso:4217", Code: n.Get("currency").Text(), Text: n.Get("currency").Text()})
		}
	case "Range":
		one(kind, n.Get("low"), n.Get("high"), yield)
	default:
		if x, err := strconv.ParseFloat(textOf(v), 64); err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
			yield(Value{Kind: kind, Least: x, Most: x})
		}
	}
}

// one gives a quantity from low to high; an end not given is open.
func one(kind definition.SearchKind, low, high resource.Node, yield func(Value)) {
	unit := low
	if low.Missing() {
		unit = high
	}
	v := Value{Kind: kind, System: unit.Get("system").Text(), Code: unit.Get("code").Text(), Text: unit.Get("unit").Text(), Least: math.Inf(-1), Most: math.Inf(1)}
	least, isLow := number(low.Get("value"))
	most, isHigh := number(high.Get("value"))
	if isLow {
		v.Least = least
	}
	if isHigh {
		v.Most = most
	}
	if isLow || isHigh {
		yield(v)
	}
}

func number(n resource.Node) (float64, bool) {
	x, err := strconv.ParseFloat(n.Text(), 64)
	return x, err == nil && n.Kind() == resource.Number && !math.IsInf(x, 0)
}

// positions gives where on the earth a place is.
func positions(v path.Value, yield func(Value)) {
	latitude, north := number(v.Node().Get("latitude"))
	longitude, east := number(v.Node().Get("longitude"))
	if north && east {
		yield(Value{Kind: definition.Special, Latitude: latitude, Longitude: longitude})
	}
}
