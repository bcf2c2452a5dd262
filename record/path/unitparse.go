package path

import (
	"math/big"
	"strconv"
	"strings"
)

// unitParser reads one UCUM code.
type unitParser struct {
	text      string
	at        int
	unit      unit
	arbitrary []string
}

func (p *unitParser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// term reads components joined by . and /.
func (p *unitParser) term(sign, depth int) bool {
	for next := sign; ; {
		if !p.component(next, depth) {
			return false
		}
		switch p.peek() {
		case '.':
			next = sign
		case '/':
			next = -sign
		default:
			return true
		}
		p.at++
	}
}

func (p *unitParser) component(sign, depth int) bool {
	switch p.peek() {
	case '(':
		p.at++
		if depth > 4 || !p.term(sign, depth+1) || p.peek() != ')' {
			return false
		}
		p.at++
		return true
	case '{':
		return p.annotation()
	}
	symbol := p.symbol()
	return symbol != "" && p.add(symbol, sign) && (p.peek() != '{' || p.annotation())
}

// annotation skips {text}, which counts as 1.
func (p *unitParser) annotation() bool {
	end := strings.IndexByte(p.text[p.at:], '}')
	if end < 0 {
		return false
	}
	p.at += end + 1
	return true
}

// symbol reads up to the next operator outside square brackets.
func (p *unitParser) symbol() string {
	start, inside := p.at, false
	for ; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		switch {
		case c == '[':
			inside = true
		case c == ']':
			inside = false
		case !inside && strings.IndexByte("./(){}", c) >= 0:
			return p.text[start:p.at]
		}
	}
	return p.text[start:]
}

// add multiplies by a number or by an atom with its exponent.
func (p *unitParser) add(symbol string, sign int) bool {
	if allDigits(symbol) {
		n, ok := new(big.Int).SetString(symbol, 10)
		if !ok || n.Sign() == 0 {
			return false
		}
		p.unit.raise(&unit{factor: new(big.Rat).SetInt(n)}, sign)
		p.unit.terms = append(p.unit.terms, unitTerm{symbol, sign})
		return true
	}
	atom, power, ok := exponent(symbol)
	if !ok {
		return false
	}
	a, ok := atomOf(atom)
	if !ok {
		return false
	}
	power *= sign
	p.unit.raise(a, power)
	if a.offset != nil {
		p.unit.offset = a.offset
	}
	if a.arbitrary != "" {
		p.arbitrary = append(p.arbitrary, a.arbitrary+strconv.Itoa(power))
	}
	p.unit.terms = append(p.unit.terms, unitTerm{atom, power})
	return true
}

// exponent takes the exponent from the end of a symbol, as in cm2 or 10*-6.
func exponent(symbol string) (atom string, power int, ok bool) {
	end := len(symbol)
	for end > 0 && isDigit(symbol[end-1]) {
		end--
	}
	if end == len(symbol) {
		return symbol, 1, true
	}
	digits := end
	if end > 0 && (symbol[end-1] == '-' || symbol[end-1] == '+') {
		end--
	}
	power, err := strconv.Atoi(symbol[digits:])
	if symbol[end] == '-' {
		power = -power
	}
	return symbol[:end], power, err == nil && end > 0 && power <= mostPower && power >= -mostPower
}

// atomOf finds an atom, or a metric one behind its prefix.
func atomOf(symbol string) (*unit, bool) {
	if a, ok := atoms[symbol]; ok {
		return &a.unit, true
	}
	for _, width := range [...]int{1, 2} {
		if len(symbol) <= width {
			break
		}
		power, ok := prefixes[symbol[:width]]
		if !ok {
			continue
		}
		if a, found := atoms[symbol[width:]]; found && a.metric {
			u := a.unit
			u.factor = new(big.Rat).Mul(u.factor, power)
			return &u, true
		}
	}
	return nil, false
}
