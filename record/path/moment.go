package path

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// precision is how far a moment is known.
type precision uint8

const (
	toYear precision = iota + 1
	toMonth
	toDay
	toHour
	toMinute
	toSecond // with the fraction of a second, if any
)

// Moment is a Date, DateTime or Time as far as it is known: @2014-01 has no day,
// and without a zone it is nobody's instant.
type Moment struct {
	kind       Kind
	upTo       precision
	fields     [6]int // year, month, day, hour, minute, second; those unknown are the least
	nano       int    // of the second
	digits     int    // of the second's fraction as written
	zoned      bool
	zone       int // minutes east of UTC
	zoneIsZulu bool
}

var firstFields = [6]int{1, 1, 1, 0, 0, 0}

const (
	fieldYear = iota
	fieldMonth
	fieldDay
	fieldHour
	fieldMinute
	fieldSecond
)

// ParseMoment reads a date, dateTime or instant as FHIR writes them (2014, 2014-01-25,
// 2014-01-25T14:30:00+01:00); one without a time is a Date.
func ParseMoment(s string) (Moment, bool) {
	if strings.Contains(s, "T") {
		return parseMoment(s, DateTime)
	}
	return parseMoment(s, Date)
}

// parseMoment reads a moment of a kind; a Time is read without its T or with it.
func parseMoment(s string, kind Kind) (Moment, bool) {
	m := Moment{kind: kind, fields: firstFields}
	if kind == Time {
		return m, m.readClock(strings.TrimPrefix(s, "T")) && !m.zoned
	}
	day, clock, timed := strings.Cut(s, "T")
	if !m.readDate(day) || timed && kind == Date {
		return Moment{}, false
	}
	if clock != "" && (m.upTo < toDay || !m.readClock(clock)) {
		return Moment{}, false
	}
	return m, true
}

func (m *Moment) readDate(s string) bool {
	widths := [...]int{4, 2, 2}
	for i, part := range strings.SplitN(s, "-", 4) {
		if i == len(widths) || len(part) != widths[i] || !m.field(i, part) {
			return false
		}
	}
	return m.fields[fieldDay] <= monthDays(m.fields[fieldYear], m.fields[fieldMonth])
}

var (
	least = [6]int{1, 1, 1, 0, 0, 0}
	most  = [6]int{9999, 12, 31, 23, 59, 59}
)

func (m *Moment) field(i int, text string) bool {
	n, err := strconv.Atoi(text)
	m.fields[i], m.upTo = n, precision(i+1)
	return err == nil && allDigits(text) && n >= least[i] && n <= most[i]
}

func (m *Moment) readClock(s string) bool {
	if i := strings.IndexAny(s, "Z+-"); i >= 0 {
		if !m.readZone(s[i:]) {
			return false
		}
		s = s[:i]
	}
	s, fraction, point := strings.Cut(s, ".")
	parts := strings.SplitN(s, ":", 4)
	for i, part := range parts {
		if i == 3 || len(part) != 2 || !m.field(fieldHour+i, part) {
			return false
		}
	}
	return !point || len(parts) == 3 && m.readFraction(fraction)
}

func (m *Moment) readFraction(s string) bool {
	if !allDigits(s) {
		return false
	}
	m.digits = min(len(s), 9)
	n, err := strconv.Atoi((s + "000000000")[:9])
	m.nano = n
	return err == nil
}

func (m *Moment) readZone(s string) bool {
	m.zoned = true
	if s == "Z" {
		m.zoneIsZulu = true
		return true
	}
	if len(s) != 6 || s[3] != ':' || !allDigits(s[1:3]) || !allDigits(s[4:]) {
		return false
	}
	hours, _ := strconv.Atoi(s[1:3])
	minutes, _ := strconv.Atoi(s[4:])
	m.zone = hours*60 + minutes
	if s[0] == '-' {
		m.zone = -m.zone
	}
	return hours <= 14 && minutes <= 59
}

func monthDays(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// MomentOf is a time as a DateTime with its zone, to the millisecond.
func MomentOf(t time.Time) Moment {
	_, offset := t.Zone()
	m := Moment{kind: DateTime, zoned: true, zone: offset / 60}
	m.set(t.Truncate(time.Millisecond))
	m.upTo, m.digits = toSecond, 3
	return m
}

// set takes the fields of a time, and leaves the precision.
func (m *Moment) set(t time.Time) {
	m.fields = [6]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	m.nano = t.Nanosecond()
}

// time is the moment's earliest instant as if its clock were UTC.
func (m Moment) time() time.Time {
	f := m.fields
	return time.Date(f[0], time.Month(f[1]), f[2], f[3], f[4], f[5], m.nano, time.UTC)
}

// String writes the moment as FHIR does, as far as it is known.
func (m Moment) String() string {
	var b strings.Builder
	separators := [...]string{"", "-", "-", "T", ":", ":"}
	for i := range int(m.upTo) {
		switch {
		case m.kind == Time && i < fieldHour:
		case i == 0:
			fmt.Fprintf(&b, "%04d", m.fields[i])
		case m.kind == Time && i == fieldHour:
			fmt.Fprintf(&b, "%02d", m.fields[i])
		default:
			fmt.Fprintf(&b, "%s%02d", separators[i], m.fields[i])
		}
	}
	if m.upTo == toSecond && m.digits > 0 {
		b.WriteString("." + fmt.Sprintf("%09d", m.nano)[:m.digits])
	}
	return b.String() + m.zoneText()
}

func (m Moment) zoneText() string {
	switch {
	case !m.zoned || m.upTo < toHour:
		return ""
	case m.zoneIsZulu:
		return "Z"
	case m.zone < 0:
		return fmt.Sprintf("-%02d:%02d", -m.zone/60, -m.zone%60)
	}
	return fmt.Sprintf("+%02d:%02d", m.zone/60, m.zone%60)
}
