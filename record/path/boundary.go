package path

// Digits of a moment by precision, as precision() counts them and lowBoundary
// and highBoundary take them: @2014 has 4, a full DateTime 17, a full Time 9.
var (
	dateDigits  = map[int]precision{4: toYear, 6: toMonth, 8: toDay}
	stampDigits = map[int]precision{4: toYear, 6: toMonth, 8: toDay, 10: toHour, 12: toMinute, 14: toSecond, 17: toSecond}
	clockDigits = map[int]precision{2: toHour, 4: toMinute, 6: toSecond, 9: toSecond}
)

const (
	decimalDefault = 8  // digits after the point
	decimalMost    = 28 // more cannot be asked for
)

// digitCount is the number of digits of the moment's precision.
func (m Moment) digitCount() int {
	table := [...]int{0, 4, 6, 8, 10, 12, 14}
	n := table[m.upTo] + m.digits
	if m.kind == Time {
		n -= 8
	}
	return n
}

// edge is the first or the last moment that this one may mean, to so many
// digits (negative: all); false when the kind has no such precision. Where a
// zone is missing, FHIR's widest are taken: +14:00 first, -12:00 last.
func (m Moment) edge(digits int, high bool) (Moment, bool) {
	table, usual := stampDigits, 17
	switch m.kind {
	case Date:
		table, usual = dateDigits, 8
	case Time:
		table, usual = clockDigits, 9
	}
	if digits < 0 {
		digits = usual
	}
	upTo, ok := table[digits]
	if !ok {
		return m, false
	}
	if high {
		m.raise()
	}
	m.upTo, m.digits = upTo, 0
	if digits == usual && m.kind != Date {
		m.digits = 3
	}
	return m.cut().widest(high), true
}

// cut sets what the precision no longer tells to its first value.
func (m Moment) cut() Moment {
	for i := int(m.upTo); i < len(m.fields); i++ {
		m.fields[i] = firstFields[i]
	}
	step := 1_000_000_000
	if m.upTo == toSecond {
		for range m.digits {
			step /= 10
		}
	}
	m.nano -= m.nano % max(step, 1)
	return m
}

// raise sets what is unknown to its last value.
func (m *Moment) raise() {
	if m.kind == Time {
		end := m.end()
		m.set(end)
		m.fields[0], m.fields[1], m.fields[2] = 1, 1, 1
		return
	}
	m.set(m.end())
}

func (m Moment) widest(high bool) Moment {
	if m.kind != DateTime || m.zoned || m.upTo < toHour {
		return m
	}
	m.zoned, m.zone = true, eastMost
	if high {
		m.zone = westMost
	}
	return m
}

// edge is the lowest or highest number that rounds to this one, to so many
// digits after the point (negative: eight); false beyond 28.
func (n Number) edge(digits int, high bool) (Number, bool) {
	if digits < 0 {
		digits = decimalDefault
	}
	if digits > decimalMost {
		return n, false
	}
	if high {
		return n.plus(n.halfStep()).to(digits, up), true
	}
	return n.minus(n.halfStep()).to(digits, down), true
}
