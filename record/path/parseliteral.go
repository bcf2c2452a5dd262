package path

import "strconv"

func literal(t token, v Value) *node {
	return &node{op: opLiteral, text: t.text, at: t.at, value: v, height: 1}
}

// literal reads a value as it is written; a number before a unit is a quantity.
func (p *parser) literal() (*node, *Error) {
	t := p.take()
	switch t.kind {
	case str:
		return literal(t, Text(t.text)), nil
	case integer, decimal:
		return p.number(t)
	case long:
		n, err := strconv.ParseInt(t.text, 10, 64)
		if err != nil {
			return nil, failure(Syntax, p.text, t.at, "write a smaller number", "the number does not fit a Long")
		}
		return literal(t, Value{kind: Long, data: n}), nil
	}
	return p.moment(t)
}

func (p *parser) number(t token) (*node, *Error) {
	n, ok := ParseNumber(t.text)
	if !ok {
		return nil, failure(Syntax, p.text, t.at, "write fewer digits", "the number has more than %d digits", mostDigits)
	}
	next := p.peek()
	if word, ok := calendarUnits[next.text]; ok && (next.kind == wordToken || next.kind == str) {
		p.take()
		return literal(t, Measure(Amount{n, word, true})), nil
	}
	if next.kind == str {
		p.take()
		return literal(t, Measure(Amount{Number: n, Unit: next.text})), nil
	}
	if i, ok := n.Int64(); ok && t.kind == integer && i == int64(int32(i)) {
		return literal(t, Int(i)), nil
	}
	return literal(t, Num(n)), nil
}

// moment reads a date or time; the lexer saw to its form, but not to its range.
func (p *parser) moment(t token) (*node, *Error) {
	kinds := map[tokenKind]Kind{date: Date, dateTime: DateTime, clock: Time}
	m, ok := parseMoment(t.text, kinds[t.kind])
	if !ok {
		return nil, failure(Syntax, p.text, t.at, "write a day or time that the calendar has", "there is no such date or time")
	}
	return literal(t, When(m)), nil
}
