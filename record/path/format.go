package path

import (
	"strconv"
	"strings"
)

// momentByFormat reads text by a template of the codes yyyy, MM, dd, hh, HH, mm,
// ss, S, a and Z (and their short forms); other letters and signs must stand in
// the text as they are.
func momentByFormat(text, format string, kind Kind) (Moment, bool) {
	p := formatReader{text: text, m: Moment{kind: kind, fields: firstFields}}
	for format != "" {
		code := format[:1]
		for len(code) < len(format) && isLetter(code[0]) && format[len(code)] == code[0] {
			code = format[:len(code)+1]
		}
		if !p.read(code) {
			return Moment{}, false
		}
		format = format[len(code):]
	}
	if p.text != "" || !p.settle() {
		return Moment{}, false
	}
	return p.m, true
}

type formatReader struct {
	text string
	m    Moment
	seen [6]bool
	pm   truth
}

func (p *formatReader) read(code string) bool {
	fields := map[byte]int{'y': fieldYear, 'M': fieldMonth, 'd': fieldDay, 'h': fieldHour, 'H': fieldHour, 'm': fieldMinute, 's': fieldSecond}
	if field, ok := fields[code[0]]; ok {
		return p.number(code, field)
	}
	switch code[0] {
	case 'S':
		digits := p.digits(len(code), len(code))
		return digits != "" && p.m.readFraction(digits)
	case 'a':
		return p.half()
	case 'Z':
		return p.zone()
	}
	rest, ok := strings.CutPrefix(p.text, code)
	p.text = rest
	return ok
}

// digits takes so many digits from the text, "" when they are not there.
func (p *formatReader) digits(least, most int) string {
	n := 0
	for n < most && n < len(p.text) && isDigit(p.text[n]) {
		n++
	}
	if n < least {
		return ""
	}
	digits := p.text[:n]
	p.text = p.text[n:]
	return digits
}

func (p *formatReader) number(code string, field int) bool {
	least, most := len(code), len(code)
	if most == 1 {
		most = 2
	}
	digits := p.digits(least, most)
	n, err := strconv.Atoi(digits)
	if err != nil || most > 4 || most == 3 {
		return false
	}
	if field == fieldYear && most == 2 {
		if n += 1900; n < 1950 {
			n += 100
		}
	}
	p.m.fields[field], p.seen[field] = n, true
	return true
}

func (p *formatReader) half() bool {
	for i, words := range [...]string{"AM", "PM"} {
		for width := 2; width > 0; width-- {
			if len(p.text) >= width && strings.EqualFold(p.text[:width], words[:width]) {
				p.text, p.pm = p.text[width:], no+truth(i)
				return true
			}
		}
	}
	return false
}

func (p *formatReader) zone() bool {
	text := p.text
	if len(text) >= 5 && text[0] != 'Z' && text[3] != ':' {
		text = text[:3] + ":" + text[3:]
		p.text = p.text[5:]
	} else {
		width := min(6, len(text))
		if text != "" && text[0] == 'Z' {
			width = 1
		}
		text, p.text = text[:width], p.text[width:]
	}
	return text != "" && p.m.readZone(text[:min(6, len(text))])
}

// settle checks the fields and finds how far the moment is known.
func (p *formatReader) settle() bool {
	m := &p.m
	switch hour := m.fields[fieldHour]; {
	case p.pm == yes && hour < 12:
		m.fields[fieldHour] += 12
	case p.pm == no && hour == 12:
		m.fields[fieldHour] = 0
	}
	first := fieldYear
	if m.kind == Time {
		first = fieldHour
	}
	for i := first; i < len(p.seen) && p.seen[i]; i++ {
		if m.fields[i] < least[i] || m.fields[i] > most[i] {
			return false
		}
		m.upTo = precision(i + 1)
	}
	return m.upTo > 0 && m.fields[fieldDay] <= monthDays(m.fields[fieldYear], m.fields[fieldMonth])
}
