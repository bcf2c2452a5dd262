package synth

import "time"

// Day counts days since 1970-01-01.
type Day int32

// Minute counts minutes since 1970-01-01T00:00, wall time of the place.
type Minute int64

// never is the Day of something that did not happen.
const never = Day(1 << 30)

// The window that every extract covers, fixed so that a seed always tells the
// same story: three financial-year-sized years from 1 November 2023.
var (
	WindowStart = date(2023, 11, 1)
	WindowEnd   = date(2026, 10, 31) // last day included
	yearStarts  = [3]Day{date(2023, 11, 1), date(2024, 11, 1), date(2025, 11, 1)}
)

const quarters = 12

// quarterStart[q] is the first day of quarter q; quarterStart[12] is the day after the window.
var quarterStart = func() (out [quarters + 1]Day) {
	for q := range out {
		out[q] = date(2023, 11+3*q, 1)
	}
	return out
}()

func date(y, m, d int) Day {
	return Day(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d Day) civil() (y, m, day int) {
	if i := int(d) - firstPacked; i >= 0 && i < len(packed) {
		p := packed[i]
		return int(p >> 9), int(p >> 5 & 15), int(p & 31)
	}
	if d == impossibleDay {
		return 1958, 2, 30
	}
	t := time.Unix(int64(d)*86400, 0).UTC()
	return t.Year(), int(t.Month()), t.Day()
}

// packed holds year, month and day of each day from 1900 to 2029, because
// tens of millions of dates are written.
var (
	firstPacked = int(date(1900, 1, 1))
	packed      = func() []uint32 {
		out := make([]uint32, int(date(2030, 1, 1))-int(date(1900, 1, 1)))
		for i := range out {
			t := time.Unix(int64(int(date(1900, 1, 1))+i)*86400, 0).UTC()
			out[i] = uint32(t.Year())<<9 | uint32(t.Month())<<5 | uint32(t.Day())
		}
		return out
	}()
)

func (d Day) year() int            { y, _, _ := d.civil(); return y }
func (d Day) at(minute int) Minute { return Minute(d)*1440 + Minute(minute) }
func (d Day) weekday() int         { return int(((d+3)%7 + 7) % 7) } // Monday is 0
func (m Minute) day() Day          { return Day(m / 1440) }
func (m Minute) clock() (h, min int) {
	t := int(m % 1440)
	return t / 60, t % 60
}

// workday moves a weekend day on to Monday.
func (d Day) workday() Day {
	if w := d.weekday(); w > 4 {
		return d + Day(7-w)
	}
	return d
}

// ageAt is the age in years, as a fraction, of someone born on birth.
func ageAt(birth, on Day) float64 { return float64(on-birth) / 365.25 }

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

func four(b []byte, n int) []byte { return two(two(b, n/100), n%100) }

// appendISO writes 2026-10-31.
func appendISO(b []byte, d Day) []byte {
	y, m, day := d.civil()
	return two(append(two(append(four(b, y), '-'), m), '-'), day)
}

// appendUK writes 31/10/2026.
func appendUK(b []byte, d Day) []byte {
	y, m, day := d.civil()
	return four(append(two(append(two(b, day), '/'), m), '/'), y)
}

// appendCompact writes 20261031.
func appendCompact(b []byte, d Day) []byte {
	y, m, day := d.civil()
	return two(two(four(b, y), m), day)
}

const monthNames = "JanFebMarAprMayJunJulAugSepOctNovDec"

// appendNamed writes 31-Oct-2026.
func appendNamed(b []byte, d Day) []byte {
	y, m, day := d.civil()
	b = append(two(b, day), '-')
	b = append(b, monthNames[3*m-3:3*m]...)
	return four(append(b, '-'), y)
}

// appendClock writes 14:05.
func appendClock(b []byte, m Minute) []byte {
	h, min := m.clock()
	return two(append(two(b, h), ':'), min)
}
