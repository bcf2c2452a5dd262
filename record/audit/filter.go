package audit

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
)

// QueryOf maps FHIR's search of AuditEvent to a query: patient, agent, date, action,
// subtype, outcome and entity, each at most once but date. person gives the key of
// the person whom a Patient's key, Patient/ID, stands for. Parameters that begin
// with _ are left to the caller. Invalid for all others, and for values that say
// nothing.
func QueryOf(params url.Values, person func(patient string) (string, error)) (Query, error) {
	var q Query
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		values := params[name]
		if len(values) != 1 && name != "date" {
			return q, badFilter(name, "", "is there twice")
		}
		for _, value := range values {
			if err := q.filter(name, value, person); err != nil {
				return q, err
			}
		}
	}
	return q, nil
}

func badFilter(name, value, why string) error {
	return &fault.Error{Code: fault.Invalid, Column: cut(name, longest), Value: cut(value, longest), Reason: "the filter of AuditEvents " + why, Fix: "ask by patient, agent, date, action, subtype, outcome or entity"}
}

func (q *Query) filter(name, value string, person func(string) (string, error)) (err error) {
	switch name {
	case "patient", "patient:Patient":
		if !strings.Contains(value, "/") {
			value = "Patient/" + value
		}
		if !strings.HasPrefix(value, "Patient/") || !isKey(value) || value != unversioned(value) {
			return badFilter(name, value, "names no Patient")
		}
		q.Person, err = person(value)
		return err
	case "agent", "agent:identifier":
		q.Actor = value[strings.LastIndexByte(value, '|')+1:]
		return said(name, q.Actor)
	case "entity":
		q.Resource = value
		if !isKey(value) {
			return badFilter(name, value, "names no resource")
		}
	case "date":
		return q.date(value)
	case "action":
		return q.actions(value)
	case "subtype":
		return q.subtypes(value)
	case "outcome":
		return q.outcomes(value)
	default:
		return badFilter(name, "", "is not known")
	}
	return nil
}

func said(name, value string) error {
	if value == "" {
		return badFilter(name, value, "says nothing")
	}
	return nil
}

// actions takes C, R, U, D and E. All that is not known to be something else is
// executed, so E is asked by what it is not.
func (q *Query) actions(value string) error {
	asked := strings.Split(value, ",")
	for _, a := range asked {
		if len(a) != 1 || !strings.Contains("CRUDE", a) {
			return badFilter("action", value, "names none of C, R, U, D and E")
		}
	}
	executed := slices.Contains(asked, "E")
	var words []string
	for _, k := range kinds {
		if slices.Contains(asked, k.action) != executed {
			words = append(words, k.words...)
		}
	}
	if executed {
		q.Except = words
		return nil
	}
	q.only(words)
	return nil
}

// only narrows the actions that are wanted.
func (q *Query) only(words []string) {
	if q.Actions != nil {
		words = slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(q.Actions, w) })
	}
	if len(words) == 0 {
		words = []string{"-"} // which nothing is
	}
	q.Actions = words
}

// subtypes takes codes of FHIR, DICOM and our own, with or without their system.
func (q *Query) subtypes(value string) error {
	var words []string
	for _, v := range strings.Split(value, ",") {
		system, code, hasSystem := strings.Cut(v, "|")
		if !hasSystem {
			system, code = "", v
		}
		if err := said("subtype", code); err != nil {
			return err
		}
		for _, k := range kinds {
			for _, w := range k.words {
				if slices.ContainsFunc(k.subtypes(w), func(c coding) bool { return c.Code == code && (!hasSystem || c.System == system) }) {
					words = append(words, w)
				}
			}
		}
		if kindByWord[code] == nil && cmp.Or(system, actionSystem) == actionSystem && isWord(code) && code[0] > '9' {
			words = append(words, code)
		}
	}
	q.only(words)
	return nil
}

func (q *Query) outcomes(value string) error {
	for _, v := range strings.Split(value, ",") {
		v = v[strings.LastIndexByte(v, '|')+1:]
		found := false
		for o, code := range outcomeCodes {
			if code == v {
				q.Outcomes, found = append(q.Outcomes, o), true
			}
		}
		if !found && v != "12" {
			return badFilter("outcome", value, "names none of 0, 4, 8 and 12")
		}
	}
	if q.Outcomes == nil {
		q.only(nil) // nothing ends in a major failure
	}
	return nil
}

// date narrows the period by a value of FHIR's date, with a prefix or without.
func (q *Query) date(value string) error {
	prefix, text := "eq", value
	if len(value) > 2 && value[0] >= 'a' && value[0] <= 'z' {
		prefix, text = value[:2], value[2:]
	}
	from, to, ok := span(text)
	if !ok {
		return badFilter("date", value, "is no date")
	}
	switch prefix {
	case "eq":
		q.since(from)
		q.until(to)
	case "ge":
		q.since(from)
	case "gt", "sa":
		q.since(to)
	case "le":
		q.until(to)
	case "lt", "eb":
		q.until(from)
	default:
		return badFilter("date", value, "has a prefix that is not one of eq, ge, gt, sa, le, lt and eb")
	}
	return nil
}

func (q *Query) since(t time.Time) {
	if q.Since.IsZero() || q.Since.Before(t) {
		q.Since = t
	}
}

func (q *Query) until(t time.Time) {
	if q.Until.IsZero() || t.Before(q.Until) {
		q.Until = t
	}
}

// span is the time that a date of FHIR stands for: a year, a month, a day, a minute,
// a second or a fraction of one; without an offset in UTC.
func span(text string) (from, to time.Time, ok bool) {
	for _, f := range []struct {
		layout string
		next   func(t time.Time) time.Time
	}{
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04:05Z07:00", func(t time.Time) time.Time { return t.Add(fraction(text)) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(fraction(text)) }},
	} {
		if t, err := time.Parse(f.layout, text); err == nil && t.Year() >= 1 {
			return t.UTC(), f.next(t).UTC(), true
		}
	}
	return from, to, false
}

// fraction is how long the last digit of a time to the second or finer is.
func fraction(text string) time.Duration {
	_, rest, found := strings.Cut(text, ".")
	unit := time.Second
	for i := 0; found && i < len(rest) && rest[i] >= '0' && rest[i] <= '9' && unit > time.Microsecond; i++ {
		unit /= 10
	}
	return unit
}
