package resource

// number steps over a number in JSON's grammar.
func (p *parser) number() bool {
	start := p.pos
	at := start
	if p.at(at) == '-' {
		at++
	}
	whole := p.digits(at)
	switch {
	case whole == at && at == start:
		return p.noValue()
	case whole == at || p.text[at] == '0' && whole > at+1:
		return p.fail(start, "a number starts wrongly", "write it without a leading zero or a lone minus")
	}
	end := p.exponent(p.fraction(whole))
	if end < 0 {
		return p.fail(start, "digits are missing in a number", "write digits after the point and the exponent")
	}
	if end-start > p.limits.Number {
		return p.fail(start, "a number has too many characters", "send fewer digits")
	}
	p.pos = end
	return true
}

// fraction is where the fraction at a position ends, -1 where it has no digits.
func (p *parser) fraction(at int) int {
	if p.at(at) != '.' {
		return at
	}
	end := p.digits(at + 1)
	if end == at+1 {
		return -1
	}
	return end
}

// exponent is where the exponent at a position ends, -1 where it has no digits.
func (p *parser) exponent(at int) int {
	if at < 0 || p.at(at)|0x20 != 'e' {
		return at
	}
	at++
	if c := p.at(at); c == '+' || c == '-' {
		at++
	}
	end := p.digits(at)
	if end == at {
		return -1
	}
	return end
}

// at is the byte at a position, 0 after the end.
func (p *parser) at(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func (p *parser) digits(at int) int {
	for p.at(at)-'0' <= 9 {
		at++
	}
	return at
}
