package search

import (
	"math"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/index"
)

// Operand is one value that a filter asks for.
type Operand struct {
	Text   string // as given, without prefix and escapes
	Prefix Prefix

	// Token, and the unit of a quantity: what stands before and after the bar.
	System, Code       string
	AnySystem, AnyCode bool

	Low, High          int64   // of a date: microseconds since 1970, without High
	Value, Least, Most float64 // of a number: itself, and the range that its digits imply, without Most

	Target string // of a reference: "Type/id" or a URL; an id alone has no slash

	Place Place // of a special parameter: near where

	Parts []Operand // of a composite
}

// Prefix says how an ordered value compares.
type Prefix string

// The prefixes.
const (
	Equal    Prefix = "eq"
	NotEqual Prefix = "ne"
	Greater  Prefix = "gt"
	Less     Prefix = "lt"
	AtLeast  Prefix = "ge"
	AtMost   Prefix = "le"
	After    Prefix = "sa"
	Before   Prefix = "eb"
	About    Prefix = "ap"
)

var prefixes = map[Prefix]bool{Equal: true, NotEqual: true, Greater: true, Less: true, AtLeast: true, AtMost: true, After: true, Before: true, About: true}

// operandOf reads one value of a parameter, escapes still in it.
func operandOf(kind definition.SearchKind, modifier Modifier, components []definition.Component, s string) (Operand, error) {
	switch {
	case s == "":
		return Operand{}, fault.New(fault.Invalid, "no value is given")
	case modifier == Missing:
		return boolean(s)
	case kind == definition.Composite:
		return composite(components, s)
	case modifier == Identifier:
		return token(s)
	case modifier == OfType:
		return ofType(s)
	case modifier == In, modifier == NotIn, modifier == InText:
		return Operand{Text: unescape(s)}, nil
	}
	switch kind {
	case definition.Token:
		return token(s)
	case definition.Date:
		return date(s)
	case definition.Number, definition.Quantity:
		return quantity(s)
	case definition.Special:
		return near(s)
	case definition.Reference:
		text := unescape(s)
		return Operand{Text: text, Target: index.Target(text, "")}, nil
	}
	return Operand{Text: unescape(s)}, nil
}

func boolean(s string) (Operand, error) {
	if s != "true" && s != "false" {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: ":missing asks for true or false", Fix: "write :missing=true or :missing=false"}
	}
	return Operand{Text: s}, nil
}

func token(s string) (Operand, error) {
	parts := split(s, '|')
	o := Operand{Text: unescape(s), AnySystem: len(parts) == 1}
	if len(parts) > 1 {
		o.System = unescape(parts[0])
	}
	o.Code = unescape(parts[len(parts)-1])
	o.AnyCode = o.Code == "" && len(parts) > 1
	if len(parts) > 2 || o.AnyCode && o.System == "" {
		return o, &fault.Error{Code: fault.Invalid, Value: s, Reason: "not a code", Fix: `write it as code, system|code, |code (without a system) or system|; a bar in a code is \|`}
	}
	return o, nil
}

// ofType reads system|code|value: the type of an identifier and its value.
func ofType(s string) (Operand, error) {
	parts := split(s, '|')
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: ":of-type asks for the system and code of a type and a value", Fix: "write :of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|12345"}
	}
	return Operand{System: unescape(parts[0]), Code: unescape(parts[1]), Text: unescape(parts[2])}, nil
}

// prefixed parts a prefix from a value.
func prefixed(s string) (Prefix, string) {
	if len(s) > 2 && prefixes[Prefix(s[:2])] {
		return Prefix(s[:2]), s[2:]
	}
	return Equal, s
}

func date(s string) (Operand, error) {
	prefix, text := prefixed(unescape(s))
	low, high, ok := index.Interval(strings.ReplaceAll(text, " ", "+"))
	if !ok {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: "not a date", Fix: "write it as 2015, 2015-08, 2015-08-30 or 2015-08-30T12:00:00Z, after a prefix such as ge"}
	}
	return Operand{Text: text, Prefix: prefix, Low: low, High: high}, nil
}

func quantity(s string) (Operand, error) {
	parts := split(s, '|')
	prefix, text := prefixed(unescape(parts[0]))
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) || len(parts) > 3 {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: "not a number", Fix: "write it as 5.4, or as 5.4|http://unitsofmeasure.org|mg, after a prefix such as gt"}
	}
	half := halfOf(text)
	o := Operand{Text: text, Prefix: prefix, Value: value, Least: value - half, Most: value + half, AnySystem: true, AnyCode: true}
	if len(parts) > 1 {
		o.System = unescape(parts[1])
		o.Code = unescape(parts[len(parts)-1])
		if len(parts) == 2 {
			o.System, o.Code = "", unescape(parts[1])
		}
		o.AnySystem, o.AnyCode = o.System == "", o.Code == ""
	}
	return o, nil
}

// halfOf is half of the last digit of a number as it is written.
func halfOf(text string) float64 {
	mantissa, exponent := strings.ToLower(text), 0
	if m, e, is := strings.Cut(mantissa, "e"); is {
		exponent, _ = strconv.Atoi(e) // ParseFloat has read it
		mantissa = m
	}
	_, fraction, _ := strings.Cut(mantissa, ".")
	return 0.5 * math.Pow10(exponent-len(fraction))
}

func composite(components []definition.Component, s string) (Operand, error) {
	parts := split(s, '$')
	if len(parts) != len(components) {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: "a composite of " + strconv.Itoa(len(components)) + " values joined by $ is expected", Fix: "write it as a$b"}
	}
	o := Operand{Text: s}
	for i, part := range parts {
		one, err := operandOf(components[i].Parameter.Kind, None, nil, part)
		if err != nil {
			return Operand{}, err
		}
		o.Parts = append(o.Parts, one)
	}
	return o, nil
}

// split parts a value at a separator that no backslash stands before.
func split(s string, by byte) (parts []string) {
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case by:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// unescape takes away the backslash before , | $ and \.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\,`, ",", `\|`, "|", `\$`, "$", `\\`, `\`).Replace(s)
}
