package splink

import (
	"errors"
	"regexp"
)

// The functions below type what takes several kinds, or check literals.

func settleTruths(p *parser, n *node) {
	for i, a := range n.args {
		n.args[i] = p.convert(a, kTruth)
	}
}

func settleComparison(p *parser, n *node) {
	k, loose := p.unify(n.args)
	ordered := n.name != "=" && n.name != "<>"
	switch {
	case k == kList || ordered && k == kTruth:
		p.refuse(n.at, n.name, "values of this kind cannot be compared so: "+k.String(), "compare their length or parts")
	case ordered && loose && n.args[0].name != literal && n.args[1].name != literal:
		p.refuse(n.at, n.name, "it is not said whether text or numbers are ordered here", "CAST both sides AS DOUBLE, or AS VARCHAR")
	}
}

func settleIn(p *parser, n *node) {
	if k, _ := p.unify(n.args); k == kList {
		p.refuse(n.at, n.name, "a list cannot be looked up", "compare its length or parts")
	}
}

func settleArithmetic(p *parser, n *node) {
	a, b := n.args[0], n.args[1]
	if n.name == "-" && a.kind == kDate && b.kind == kDate {
		n.kind = kWhole
		return
	}
	for i, x := range n.args {
		if x.kind.time() {
			p.refuse(n.at, n.name, "arithmetic with days and times", "use epoch(...) for seconds or date_diff('day', ...)")
			return
		}
		n.args[i] = p.convert(x, kReal)
	}
	n.kind = max(n.args[0].kind, n.args[1].kind)
	if n.name == "/" && n.kind != kSingle {
		n.kind = kReal
	}
}

func settleSameNumber(p *parser, n *node) {
	n.args[0] = p.convert(n.args[0], kReal)
	n.kind = n.args[0].kind
}

// settleTexts joins values as text.
func settleTexts(p *parser, n *node) {
	for i, a := range n.args {
		if a.null || a.kind == kText {
			n.args[i] = p.convert(a, kText)
		} else {
			n.args[i] = p.castNode(a, "varchar", a.at, false)
		}
	}
}

func settleCoalesce(p *parser, n *node) { n.kind, n.loose = p.unify(n.args) }

// settleNullif gives the kind of the first argument as it is compared.
func settleNullif(p *parser, n *node) {
	loose := n.args[0].loose
	k, _ := p.unify(n.args)
	n.kind, n.loose = k, loose && k == kText
	if k == kList {
		p.refuse(n.at, n.name, "lists cannot be compared", "compare their length")
	}
}

// settleCase types the results of a CASE: every second argument, and the last
// one if it stands alone.
func (p *parser) settleCase(n *node) *node {
	var results []*node
	for i := 1; i < len(n.args); i += 2 {
		results = append(results, n.args[i])
	}
	odd := len(n.args)%2 == 1
	if odd {
		results = append(results, n.args[len(n.args)-1])
	}
	n.kind, n.loose = p.unify(results)
	for i := 1; i < len(n.args); i += 2 {
		n.args[i] = results[i/2]
	}
	if odd {
		n.args[len(n.args)-1] = results[len(results)-1]
	}
	return p.finish(n)
}

func settleLength(p *parser, n *node) {
	if n.args[0].kind == kList {
		n.name = "array_length"
		return
	}
	n.args[0] = p.convert(n.args[0], kText)
}

func settlePattern(p *parser, n *node) {
	_, err := regexp.Compile(n.args[1].text)
	p.checkLiteral(n.args[1], err, "write a pattern of RE2")
	if len(n.args) == 3 && (n.args[2].name != literal || n.args[2].value < 0 || n.args[2].value > 9) {
		p.refuse(n.args[2].at, n.name, "not the number of a group", "write one from 0 to 9")
	}
}

func settleFormat(p *parser, n *node) {
	_, err := parseFormat(n.args[1].text)
	p.checkLiteral(n.args[1], err, "use %Y %y %m %d %b %B %H %I %M %S %f %p and plain text")
}

// units gives the length of the units of date_diff that are of one length, and 0
// for the others.
var units = map[string]int64{"second": second, "minute": 60 * second, "hour": 3600 * second, "day": day, "month": 0, "year": 0}

func settleUnit(p *parser, n *node) {
	unit := n.args[0]
	if _, ok := units[unit.text]; !ok || unit.name != literal {
		p.checkLiteral(unit, errors.New("not a unit of time"), "write 'second', 'minute', 'hour', 'day', 'month' or 'year'")
	}
}
