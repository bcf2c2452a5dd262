package messy

import "strconv"

// day counts days in a calendar whose months all have 31 of them. It orders
// dates as the real calendar does and is taken apart without a table; days that
// do not exist are never drawn.
type day int32

func date(year, month, d int) day { return day(year*372 + (month-1)*31 + d - 1) }

func (d day) parts() (year, month, dom int) {
	return int(d) / 372, int(d)/31%12 + 1, int(d)%31 + 1
}

func (d day) year() int { return int(d) / 372 }

// later is the day so many years on, whole or in part.
func (d day) later(years float64) day { return (d + day(years*372)).real() }

// real moves a day that does not exist to the last one of its month.
func (d day) real() day {
	y, m, dom := d.parts()
	return date(y, m, min(dom, lastOf(y, m)))
}

func lastOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// iso writes yyyy-mm-dd.
func (d day) iso() string {
	y, m, dom := d.parts()
	b := strconv.AppendInt(make([]byte, 0, 10), int64(y), 10)
	b = append(b, '-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+dom/10), byte('0'+dom%10))
	return string(b)
}

// The years in which the registers were kept.
var (
	firstDay = date(1996, 1, 1)
	lastDay  = date(2025, 12, 31)
)
