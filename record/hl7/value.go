package hl7

import (
	"fmt"
	"strings"
)

// Value is a field, or a repetition, component or subcomponent of one.
type Value struct {
	text    string
	segment *Segment
	field   int
	level   level
}

// level is what a value is parted by.
type level uint8

const (
	repeats level = iota
	components
	subcomponents
	plain
)

// null is how a sender says: delete what you know.
const null = `""`

// There tells whether a segment is in the message.
func (s Segment) There() bool { return s.text != "" }

// Field gives a field by its number; the zero text where it is absent. MSH-1 is
// the field separator.
func (s Segment) Field(n int) Value {
	v := Value{segment: &s, field: n}
	if s.text == "" || n < 1 {
		return v
	}
	separator := string(rune(s.of.Field))
	if s.Name == "MSH" {
		if n <= 2 {
			v.level = plain
			v.text = [2]string{separator, s.of.encoding()}[n-1]
			return v
		}
		n--
	}
	rest := s.text
	for range n {
		_, after, more := strings.Cut(rest, separator)
		if !more {
			return v
		}
		rest = after
	}
	v.text, _, _ = strings.Cut(rest, separator)
	return v
}

// fault is an error at a field of the segment.
func (s *Segment) fault(field int, code Code, format string, args ...any) *Error {
	return &Error{Code: code, Segment: s.Name, Nth: s.Nth, Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Fault is an error at the value's field.
func (v Value) Fault(code Code, format string, args ...any) *Error {
	return v.segment.fault(v.field, code, format, args...)
}

func (e *Error) fix(how string) *Error {
	e.Fix = how
	return e
}

// Absent tells whether the sender says nothing of it.
func (v Value) Absent() bool { return v.text == "" }

// Null tells whether the sender says that there is nothing of it any more.
func (v Value) Null() bool { return v.text == null }

// Said tells whether there is a value, neither absent nor null, with anything
// between its delimiters.
func (v Value) Said() bool {
	if v.Null() {
		return false
	}
	d := v.delimiters()
	return strings.Trim(v.text, string([]rune{' ', rune(d.Repetition), rune(d.Component), rune(d.Subcomponent)})) != ""
}

func (v Value) delimiters() Delimiters {
	if v.segment == nil || v.segment.of == nil {
		return Usual
	}
	return v.segment.of.Delimiters
}

// Repeats gives the repetitions of a field that hold anything.
func (v Value) Repeats() []Value {
	var all []Value
	for part := range v.parts(v.delimiters().Repetition) {
		x := v
		x.text, x.level = part, components
		if x.Said() {
			all = append(all, x)
		}
	}
	return all
}

// Part gives a component of a field (of its first repetition) or repetition, or a
// subcomponent of a component, from 1.
func (v Value) Part(n int) Value {
	if v.level == repeats {
		first, _, _ := strings.Cut(v.text, string(rune(v.delimiters().Repetition)))
		v.text, v.level = first, components
	}
	var separator byte
	switch v.level {
	case components:
		separator = v.delimiters().Component
	case subcomponents:
		separator = v.delimiters().Subcomponent
	}
	i := 0
	x := v
	x.text, x.level = "", min(v.level+1, plain)
	for part := range v.parts(separator) {
		if i++; i == n {
			x.text = part
		}
	}
	return x
}

// parts cuts the text; a separator of zero leaves it whole.
func (v Value) parts(separator byte) func(func(string) bool) {
	if separator == 0 {
		return func(yield func(string) bool) { yield(v.text) }
	}
	return strings.SplitSeq(v.text, string(rune(separator)))
}

// Text gives the characters of a value without escapes; of one that has parts,
// those of its first. It is "" for what is absent or null.
func (v Value) Text() string {
	if v.Null() {
		return ""
	}
	for v.level < plain {
		v = v.Part(1)
	}
	if v.Null() {
		return ""
	}
	return strings.TrimSpace(v.unescaped())
}
