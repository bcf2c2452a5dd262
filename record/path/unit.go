package path

import (
	"math/big"
	"sort"
	"strconv"
	"strings"
)

// unit is a UCUM unit taken apart: its dimension over the seven base units, its
// factor to them, and the atoms it was written with.
type unit struct {
	dimension [7]int
	factor    *big.Rat
	offset    *big.Rat // to kelvin, for degrees on scales with another zero
	arbitrary string   // units such as [iU] compare with nothing but themselves
	terms     []unitTerm
}

type unitTerm struct {
	symbol string
	power  int
}

func (u *unit) commensurable(v *unit) bool {
	return u.dimension == v.dimension && u.arbitrary == v.arbitrary
}

func (u *unit) toBase(n *big.Rat) *big.Rat {
	if u.offset != nil {
		n = new(big.Rat).Add(n, u.offset)
	}
	return new(big.Rat).Mul(n, u.factor)
}

func (u *unit) fromBase(n *big.Rat) *big.Rat {
	n = new(big.Rat).Quo(n, u.factor)
	if u.offset != nil {
		n.Sub(n, u.offset)
	}
	return n
}

func special(code string) bool {
	u, ok := parseUnit(code)
	return ok && u.offset != nil
}

// joined writes the product (sign 1) or quotient (sign -1) of two units.
func (u *unit) joined(v *unit, sign int) string {
	var symbols []string
	powers := make(map[string]int)
	add := func(t unitTerm, sign int) {
		if _, seen := powers[t.symbol]; !seen {
			symbols = append(symbols, t.symbol)
		}
		powers[t.symbol] += t.power * sign
	}
	for _, t := range u.terms {
		add(t, 1)
	}
	for _, t := range v.terms {
		add(t, sign)
	}
	var b strings.Builder
	writePowers(&b, symbols, powers, 1)
	writePowers(&b, symbols, powers, -1)
	if b.Len() == 0 {
		return "1"
	}
	return b.String()
}

// writePowers writes the units above the line (sign 1) or below it.
func writePowers(b *strings.Builder, symbols []string, powers map[string]int, sign int) {
	for _, s := range symbols {
		p := powers[s] * sign
		if p <= 0 || s == "1" {
			continue
		}
		switch {
		case sign < 0:
			b.WriteByte('/')
		case b.Len() > 0:
			b.WriteByte('.')
		}
		b.WriteString(s)
		if p > 1 {
			b.WriteString(strconv.Itoa(p))
		}
	}
}

const (
	mostUnit  = 100 // bytes of a unit's code
	mostPower = 20  // of one unit
	mostTerms = 20  // of one unit, each atom counted
)

// parseUnit reads a UCUM code (c/s syntax); false for what is not in the table.
func parseUnit(code string) (*unit, bool) {
	if code == "" || len(code) > mostUnit {
		return nil, false
	}
	p := unitParser{text: code, unit: unit{factor: big.NewRat(1, 1)}}
	sign := 1
	if code[0] == '/' {
		p.at, sign = 1, -1
	}
	if !p.term(sign, 0) || p.at != len(code) || len(p.unit.terms) > mostTerms {
		return nil, false
	}
	if p.unit.offset != nil && (len(p.unit.terms) != 1 || p.unit.terms[0].power != 1) {
		return nil, false
	}
	sort.Strings(p.arbitrary)
	p.unit.arbitrary = strings.Join(p.arbitrary, ".")
	return &p.unit, true
}

// raise multiplies the unit by another to a power.
func (u *unit) raise(a *unit, power int) {
	for i := range u.dimension {
		u.dimension[i] += a.dimension[i] * power
	}
	factor := a.factor
	if power < 0 {
		factor = new(big.Rat).Inv(factor)
	}
	for range max(power, -power) {
		u.factor.Mul(u.factor, factor)
	}
}
