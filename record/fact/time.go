package fact

import "time"

// Extracts give wall time. A time of midnight is what becomes of a date, so it is
// told as the date: a precision nobody gave would be made up.

// moment is a dateTime in the place's time zone.
func (m *mapper) moment(t time.Time) value {
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 {
		return day(t)
	}
	return text(m.instant(t).Format("2006-01-02T15:04:05-07:00"))
}

// instant is wall time of the place as a point in time; zero stays zero.
func (m *mapper) instant(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, m.zone)
}

// day is a date.
func day(t time.Time) value {
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return text(t.Format(time.DateOnly))
}

func (m *mapper) period(from, to time.Time) value {
	return object("start", m.moment(from), "end", m.moment(to))
}
