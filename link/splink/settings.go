package splink

import (
	"math"
	"slices"
	"strconv"

	"continuum/internal/fault"
)

// settings takes the settings out of one JSON object, by any of their names, and
// keeps the first mistake; what was not taken in the end is judged by keep.
type settings struct {
	file   string
	object *value
	taken  map[string]bool
	err    *fault.Error
}

func (s *settings) refuse(v *value, found, reason, fix string) {
	if s.err == nil {
		s.err = &fault.Error{Code: fault.Invalid, File: s.file, Line: v.line, Column: v.path, Value: found, Reason: reason, Fix: fix}
	}
}

// open takes the settings of an object.
func (s *settings) open(v *value) *settings {
	inner := &settings{file: s.file, object: v, taken: map[string]bool{}, err: s.err}
	if v.kind != '{' {
		inner.refuse(v, shown(v), "a JSON object is needed here", "write settings as Splink does")
	}
	return inner
}

// shown is a value as an error shows it.
func shown(v *value) string {
	switch v.kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return v.text
}

// find takes the setting of the first of some names that is there; null counts as
// left out.
func (s *settings) find(names ...string) *value {
	var found *value
	for i := range s.object.fields {
		f := &s.object.fields[i]
		if !slices.Contains(names, f.name) {
			continue
		}
		s.taken[f.name] = true
		if f.value.kind == 'n' {
			continue
		}
		if found != nil {
			s.refuse(&f.value, f.name, "a setting under two of its names", "keep one of "+found.path+" and "+f.value.path)
		}
		found = &f.value
	}
	return found
}

func (s *settings) text(names ...string) string {
	v := s.find(names...)
	if v == nil {
		return ""
	}
	if v.kind != '"' {
		s.refuse(v, shown(v), "a text is needed here", "write it in double quotes")
	}
	return v.text
}

func (s *settings) truth(names ...string) bool {
	v := s.find(names...)
	if v == nil {
		return false
	}
	if v.kind != 't' && v.kind != 'f' {
		s.refuse(v, shown(v), "true or false is needed here", "write one without quotes")
	}
	return v.kind == 't'
}

func (s *settings) number(otherwise float64, names ...string) float64 {
	v := s.find(names...)
	if v == nil {
		return otherwise
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if v.kind != '0' || err != nil {
		s.refuse(v, shown(v), "a number is needed here", "write one without quotes")
	}
	return x
}

// chance takes m or u: 0 if it is left out, which written out is refused.
func (s *settings) chance(names ...string) float64 {
	x := s.number(math.NaN(), names...)
	if x == 0 {
		s.refuse(s.find(names...), "0", "not a chance between 1e-300 and 1", "train the level again, or leave it out")
	}
	if math.IsNaN(x) {
		return 0
	}
	return x
}

func (s *settings) whole(otherwise int, names ...string) int {
	x := s.number(float64(otherwise), names...)
	if x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
		s.refuse(s.find(names...), decimal(x), "a whole number is needed here", "write one")
		return 0
	}
	return int(x)
}

// list takes a list of at most some values.
func (s *settings) list(most int, names ...string) []value {
	v := s.find(names...)
	if v == nil {
		return nil
	}
	if v.kind != '[' || len(v.items) > most {
		s.refuse(v, shown(v), "a list is needed here, of at most "+strconv.Itoa(most), "write one in square brackets")
		return nil
	}
	return v.items
}

// keep returns the settings that were not taken and change no result, leaves out
// those that only describe, and refuses all others.
func (s *settings) keep(kept, describes func(*field) bool) Kept {
	var out Kept
	for i := range s.object.fields {
		f := &s.object.fields[i]
		switch {
		case s.taken[f.name] || describes(f):
		case kept(f):
			if out == nil {
				out = Kept{}
			}
			out[f.name] = f.value.json()
		default:
			s.refuse(&f.value, f.name, "a setting that is not known and might change the result", "remove it, or mend its name")
		}
	}
	return out
}

// oneOf makes a judge of settings by their names.
func oneOf(names ...string) func(*field) bool {
	return func(f *field) bool { return slices.Contains(names, f.name) }
}
