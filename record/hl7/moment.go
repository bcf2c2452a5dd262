package hl7

import (
	"strings"
	"time"
)

// Moment is a time as precise as the sender tells it. The zero Moment was not told.
type Moment struct {
	Time      time.Time
	Precision Precision
}

// Precision is how much of a time was told.
type Precision uint8

// The precisions; from Hour on a time of day was told.
const (
	Unknown Precision = iota
	Year
	Month
	Day
	Hour
	Minute
	Second
	Fraction
)

// forms are how times are written, by their length without fraction and offset.
var forms = map[int]struct {
	layout    string
	precision Precision
}{
	4: {"2006", Year}, 6: {"200601", Month}, 8: {"20060102", Day},
	10: {"2006010215", Hour}, 12: {"200601021504", Minute}, 14: {"20060102150405", Second},
}

// Moment reads a time, YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]; where it
// names no offset it is wall time in the zone. What is absent or null gives the
// zero Moment.
func (v Value) Moment(zone *time.Location) (Moment, error) {
	text := v.Text()
	if text == "" {
		return Moment{}, nil
	}
	m, ok := moment(text, zone)
	if !ok {
		return Moment{}, v.Fault(WrongType, "no time of the form YYYYMMDDHHMMSS+ZZZZ stands there")
	}
	return m, nil
}

func moment(text string, zone *time.Location) (m Moment, ok bool) {
	if at := strings.IndexAny(text, "+-"); at >= 0 {
		offset, err := time.Parse("-0700", text[at:])
		if err != nil || at < 10 { // without a time of day an offset says nothing, but senders add it
			if err != nil {
				return m, false
			}
		} else {
			zone = offset.Location()
		}
		text = text[:at]
	}
	whole, fraction, fractional := strings.Cut(text, ".")
	form, is := forms[len(whole)]
	if !is || fractional && (form.precision != Second || len(fraction) < 1 || len(fraction) > 6) || !digits(whole+fraction) {
		return m, false
	}
	layout := form.layout
	if fractional {
		layout, whole = layout+".000000", whole+"."+(fraction + "000000")[:6]
		form.precision = Fraction
	}
	at, err := time.ParseInLocation(layout, whole, zone)
	if err != nil || at.Year() < 1800 {
		return m, false
	}
	return Moment{at, form.precision}, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// IsZero tells whether nothing was told.
func (m Moment) IsZero() bool { return m.Precision == Unknown }

// FHIR writes the moment as FHIR's dateTime, which has seconds and an offset where
// it has a time of day.
func (m Moment) FHIR() string {
	switch m.Precision {
	case Unknown:
		return ""
	case Year:
		return m.Time.Format("2006")
	case Month:
		return m.Time.Format("2006-01")
	case Day:
		return m.Time.Format(time.DateOnly)
	case Fraction:
		return m.Time.Format("2006-01-02T15:04:05.000Z07:00")
	}
	return m.Time.Format(time.RFC3339)
}

// Date writes the day of the moment, or less where less was told.
func (m Moment) Date() string {
	m.Precision = min(m.Precision, Day)
	return m.FHIR()
}
