package path

import (
	"strconv"

	"continuum/record/resource"
)

// systemKinds is how FHIR primitives convert (fhirpath.html of R4, "Using FHIR types").
var systemKinds = map[string]Kind{
	"boolean": Boolean, "integer": Integer, "unsignedInt": Integer, "positiveInt": Integer, "integer64": Long,
	"decimal": Decimal, "string": String, "uri": String, "code": String, "oid": String, "id": String, "uuid": String,
	"markdown": String, "base64Binary": String, "canonical": String, "url": String, "xhtml": String,
	"date": Date, "dateTime": DateTime, "instant": DateTime, "time": Time,
}

// quantities are the types that convert to System.Quantity.
var quantities = map[string]bool{"Quantity": true, "Age": true, "Count": true, "Distance": true, "Duration": true, "SimpleQuantity": true, "MoneyQuantity": true}

// isPrimitive tells whether the JSON is that of a primitive value.
func (v Value) isPrimitive() bool {
	k := v.node.Kind()
	return k == resource.String || k == resource.Number || k == resource.Bool
}

// system converts an element to its System value.
func (v Value) system() Value {
	switch v.node.Kind() {
	case resource.Bool:
		return Bool(v.node.Bool())
	case resource.Number:
		return v.number()
	case resource.String:
		return v.text()
	case resource.Object:
		if quantities[v.typ] {
			return quantityOf(v.node)
		}
	}
	return Value{}
}

func (v Value) number() Value {
	text := v.node.Text()
	if systemKinds[v.typ] != Decimal {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return Int(n)
		}
	}
	if n, ok := ParseNumber(text); ok {
		return Num(n)
	}
	return Value{}
}

// text converts a JSON string by its type; what is no date stays a string.
func (v Value) text() Value {
	text := v.node.Text()
	switch kind := systemKinds[v.typ]; kind {
	case Date, DateTime, Time:
		if m, ok := parseMoment(text, kind); ok {
			return When(m)
		}
	}
	return Text(text)
}

// quantityOf reads a FHIR Quantity: the UCUM code, or else the unit as written.
func quantityOf(n resource.Node) Value {
	number, ok := ParseNumber(n.Get("value").Text())
	if !ok {
		return Value{}
	}
	unit := n.Get("code").Text()
	switch system := n.Get("system").Text(); {
	case system == calendarSystem:
		if u, ok := calendarUnits[unit]; ok {
			return Measure(Amount{number, u, true})
		}
	case unit == "" || system != "" && system != ucumSystem:
		unit = n.Get("unit").Text()
	}
	if unit == "" {
		unit = "1"
	}
	return Measure(Amount{Number: number, Unit: unit})
}

// String is the text of a primitive or System value, as toString() gives it; ""
// for other elements.
func (v Value) String() string {
	if v.kind == Element {
		if v.isPrimitive() {
			return v.node.Text()
		}
		v = v.system()
	}
	switch d := v.data.(type) {
	case bool:
		return strconv.FormatBool(d)
	case int64:
		return strconv.FormatInt(d, 10)
	case string:
		return d
	case Number:
		return d.String()
	case Moment:
		return d.String()
	case Amount:
		return d.String()
	case typeName:
		return d.String()
	}
	return ""
}

// asText finds the text of a string without boxing it.
func (v Value) asText() (string, bool) {
	switch {
	case v.kind == String:
		return v.data.(string), true
	case v.kind == Element && v.node.Kind() == resource.String:
		kind := systemKinds[v.typ]
		return v.node.Text(), kind == String || kind == Nothing
	}
	return "", false
}
