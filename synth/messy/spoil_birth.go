package messy

import (
	"strconv"

	"continuum/synth/draw"
)

// spoilBirth makes at most one mistake in a date of birth. What is written is a
// year alone or a day that exists.
func (b *block) spoilBirth(c *card) {
	text := c.cells[birthDate]
	if text == "" {
		return
	}
	s, born := b.slip, readDay(text)
	y, m, d := born.parts()
	switch s.Pick(b.birthChances(c)...) {
	case 1:
		year := strconv.Itoa(y)
		c.turn(yearOnlySlip, birthDate, []string{year, year + "-01-01"}[s.Below(2)])
	case 2:
		if d <= 12 {
			c.turn(dayMonthSlip, birthDate, date(y, d, m).iso())
		}
	case 3:
		c.turn(digitSlip, birthDate, wrongDigit(s, text))
	case 4:
		off := []int{1, 2, 10, 5}[s.Pick(0.6, 0.15, 0.15, 0.1)]
		off *= 2*s.Below(2) - 1
		c.turn(yearOffSlip, birthDate, date(min(y+off, c.at.year()), m, d).real().iso())
	case 5:
		c.turn(anotherDateSlip, birthDate, birthday(s, min(y+s.Between(-6, 6), c.at.year())).iso())
	}
}

// birthChances are those of no mistake and of each kind.
func (b *block) birthChances(c *card) []float64 {
	w := []float64{1, usual.yearOnly, usual.dayMonth, usual.digit, usual.yearOff, usual.anotherDate}
	for i := 1; i < len(w); i++ {
		w[i] = float64(w[i] * c.reg.care)
		w[0] -= w[i]
	}
	return w
}

func readDay(iso string) day {
	n := func(from, to int) int {
		v, _ := strconv.Atoi(iso[from:to])
		return v
	}
	return date(n(0, 4), n(5, 7), n(8, 10))
}

// wrongDigit changes one digit of yyyy-mm-dd so that it stays a day of a year
// from 1900 to 2025, or gives it back when a few tries do not.
func wrongDigit(s *draw.Stream, iso string) string {
	for range 8 {
		i := []int{2, 3, 5, 6, 8, 9}[s.Below(6)]
		text := iso[:i] + string(rune('0'+s.Below(10))) + iso[i+1:]
		d := readDay(text)
		y, m, dom := d.parts()
		if text != iso && d.iso() == text && m >= 1 && dom <= lastOf(y, m) && y <= lastDay.year() {
			return text
		}
	}
	return iso
}
