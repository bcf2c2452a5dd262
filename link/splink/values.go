package splink

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text compiles an expression of text.
func (c *compiler) text(n *node) evaluator[string] { return hoist(c, n, c.textOf) }

func (c *compiler) textOf(n *node) evaluator[string] {
	switch n.name {
	case literal:
		return always(n.text)
	case column:
		return c.column(n)
	case cast:
		return c.castText(n)
	case "||":
		return apply2(c.text(n.args[0]), c.text(n.args[1]), func(a, b string) string { return a + b })
	case "concat":
		return concat(compileAll(n.args, c.text))
	case "substr":
		return c.substr(n)
	case "regexp_extract":
		return c.pattern(n)
	case "lower":
		return apply(c.text(n.args[0]), strings.ToLower)
	case "upper":
		return apply(c.text(n.args[0]), upper)
	case "trim":
		return apply(c.text(n.args[0]), trim)
	}
	return choose(c, n, c.text)
}

// upper gives capitals; that of ß is the capital ẞ.
func upper(s string) string { return strings.ReplaceAll(strings.ToUpper(s), "ß", "ẞ") }

// trim cuts blanks of every width off both ends, but no tabs or new lines.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.Is(unicode.Zs, r) })
}

func runes(s string) float64 { return float64(utf8.RuneCountInString(s)) }

// concat joins what is not NULL.
func concat(args []evaluator[string]) evaluator[string] {
	return func(p *pair) (string, bool) {
		var b strings.Builder
		for _, a := range args {
			if s, known := a(p); known {
				b.WriteString(s)
			}
		}
		return b.String(), true
	}
}

func (c *compiler) substr(n *node) evaluator[string] {
	s, from := c.text(n.args[0]), c.number(n.args[1])
	length := always[float64](wholeLimit)
	if len(n.args) == 3 {
		length = c.number(n.args[2])
	}
	return func(p *pair) (string, bool) {
		a, known := s(p)
		i, also := from(p)
		l, too := length(p)
		if !known || !also || !too {
			return "", false
		}
		return substring(a, int(i), int(l)), true
	}
}

// substring gives length characters from one counted from 1, or from the end if
// negative; a negative length takes those before it. Places before the text count,
// as in DuckDB's function for Unicode; its one for ASCII passes over them.
func substring(s string, from, length int) string {
	if from < 0 {
		from += utf8.RuneCountInString(s)
	} else {
		from--
	}
	to := from + length
	if length < 0 {
		from, to = to, from
	}
	start, stop := len(s), len(s)
	i := 0
	for at := range s {
		if i == max(from, 0) {
			start = at
		}
		if i == max(to, 0) {
			stop = at
			break
		}
		i++
	}
	return s[min(start, stop):stop]
}

// pattern gives the part of a text that a regular expression, or a group of it,
// meets first: empty if none does.
func (c *compiler) pattern(n *node) evaluator[string] {
	expression := regexp.MustCompile(n.args[1].text)
	group := 0
	if len(n.args) == 3 {
		group = int(n.args[2].value)
	}
	return apply(c.text(n.args[0]), func(s string) string {
		found := expression.FindStringSubmatch(s)
		if group >= len(found) {
			return ""
		}
		return found[group]
	})
}

// moment compiles an expression of days or moments.
func (c *compiler) moment(n *node) evaluator[int64] { return hoist(c, n, c.momentOf) }

func (c *compiler) momentOf(n *node) evaluator[int64] {
	switch n.name {
	case cast:
		return c.castMoment(n)
	case "strptime", "try_strptime":
		return c.parseMoment(n)
	}
	return choose(c, n, c.moment)
}

func (c *compiler) parseMoment(n *node) evaluator[int64] {
	s := c.text(n.args[0])
	format, _ := parseFormat(n.args[1].text) // it was checked with the condition
	must := n.name == "strptime"
	return func(p *pair) (int64, bool) {
		a, known := s(p)
		if !known {
			return 0, false
		}
		t, ok := strptime(a, format)
		if !ok && must {
			p.fail(a, "not a date of the format "+n.args[1].text, "mend the value, or use try_strptime to make it NULL")
		}
		return t, ok
	}
}

// list compiles an expression of lists.
func (c *compiler) list(n *node) evaluator[list] { return hoist(c, n, c.listOf) }

func (c *compiler) listOf(n *node) evaluator[list] {
	switch n.name {
	case cast:
		return c.castList(n)
	case "list_intersect":
		return meet(c.list(n.args[0]), c.list(n.args[1]), list.intersect)
	case "string_split":
		return c.split(n)
	case "coalesce":
		return coalesce(compileAll(n.args, c.list))
	}
	return cases(c, n, c.list)
}

// size gives the length of a list; of an intersection without making it.
func (c *compiler) size(n *node) evaluator[float64] {
	if n.name == "list_intersect" && n.side == both {
		return meet(c.list(n.args[0]), c.list(n.args[1]), list.overlap)
	}
	return apply(c.list(n), func(l list) float64 { return float64(l.size) })
}

// meet brings two lists together; as in DuckDB, a second one that is NULL has
// nothing in common with the first.
func meet[T any](a, b evaluator[list], f func(list, list) T) evaluator[T] {
	return func(p *pair) (out T, known bool) {
		x, known := a(p)
		if !known {
			return out, false
		}
		y, known := b(p)
		if !known {
			y = list{}
		}
		return f(x, y), true
	}
}

func (c *compiler) split(n *node) evaluator[list] {
	s, separator := c.text(n.args[0]), n.args[1].text
	return func(p *pair) (list, bool) {
		a, known := s(p)
		if !known {
			return list{}, false
		}
		l, ok := listOf(strings.Split(a, separator), 0)
		if !ok {
			p.fail("", "a list of too many elements", "cut the text before it is split")
		}
		return l, ok
	}
}
