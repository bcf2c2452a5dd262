package record

import (
	"math"
	"strings"

	"continuum/record/index"
	"continuum/record/search"
)

// code compares the columns code and system, which an ending may follow.
func code(s *statement, ending string, o *search.Operand) {
	if o.AnyCode {
		s.put("system", ending, " = ").arg(hashOf(o.System))
		return
	}
	s.put("code", ending, " = ").arg(hashOf(o.Code))
	system(s, ending, o)
}

// system compares the column system, if a code of one is asked for.
func system(s *statement, ending string, o *search.Operand) {
	switch {
	case o.AnySystem:
	case o.System != "":
		s.put(" AND system", ending, " IN ")
		list(s, []int64{hashOf(o.System), anySystem})
	default:
		s.put(" AND system", ending, " = 0")
	}
}

// afterAll is greater than any character of a text.
const afterAll = "\U0010FFFF"

func plainText(s *statement, modifier search.Modifier, o *search.Operand) {
	plain := cutText(index.Plain(o.Text))
	switch modifier {
	case search.Exact:
		s.put("plain = ").arg(plain).put(" AND exact = ").arg(hashOf(o.Text))
	case search.Contains:
		s.put("plain LIKE ").arg("%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(plain) + "%").put(` ESCAPE '\'`)
	default:
		s.textual("plain").put(" >= ").arg(plain).put(" AND ").textual("plain").put(" < ").arg(plain + afterAll)
	}
}

// span compares the columns low and high as search.Operand's prefix says, in a
// form that an index on one of the two serves.
func span(s *statement, o *search.Operand) {
	beyond := max(o.High, o.Low+1) // where no span begins that lies within; some end before they begin
	switch o.Prefix {
	case search.NotEqual:
		s.put("(").number("low").put(" < ").arg(o.Low).put(" OR ").number("high").put(" > ").arg(o.High).put(" OR ").number("low").put(" >= ").arg(beyond).put(")")
	case search.Greater:
		s.ends(o.High)
	case search.Less:
		s.number("low").put(" < ").arg(o.Low)
	case search.AtLeast:
		s.ends(o.Low).put(" AND (").number("high").put(" > ").arg(o.High).put(" OR ").number("low").put(" >= ").arg(o.Low).put(" AND ").number("low").put(" < ").arg(beyond).put(")")
	case search.AtMost:
		s.number("low").put(" < ").arg(o.High).put(" AND (").number("low").put(" < ").arg(o.Low).put(" OR ").number("high").put(" <= ").arg(o.High).put(")")
	case search.After:
		s.number("low").put(" >= ").arg(o.High)
	case search.Before:
		s.number("low").put(" < ").arg(o.Low).put(" AND ").number("high").put(" <= ").arg(o.Low)
	case search.About:
		low, high := o.About()
		s.number("low").put(" < ").arg(high).put(" AND ").ends(low)
	default:
		s.number("low").put(" >= ").arg(o.Low).put(" AND ").number("low").put(" < ").arg(beyond).put(" AND ").number("high").put(" <= ").arg(o.High)
	}
}

// millisecond in microseconds.
const millisecond = 1000

// updated compares when a resource was written, told to the millisecond.
func updated(s *statement, o *search.Operand) {
	switch o.Prefix {
	case search.NotEqual:
		s.put("(at < ").arg(o.Low).put(" OR at + 1000 > ").arg(o.High).put(")")
	case search.Greater:
		s.put("at > ").arg(o.High - millisecond)
	case search.Less:
		s.put("at < ").arg(o.Low)
	case search.AtLeast:
		s.put("at >= ").arg(o.Low)
	case search.AtMost:
		s.put("at <= ").arg(o.High - millisecond)
	case search.After:
		s.put("at >= ").arg(o.High)
	case search.Before:
		s.put("at <= ").arg(o.Low - millisecond)
	case search.About:
		low, high := o.About()
		s.put("at < ").arg(high).put(" AND at > ").arg(low - millisecond)
	default:
		s.put("at >= ").arg(o.Low).put(" AND at <= ").arg(o.High - millisecond)
	}
}

// amount compares the columns least and most, and those of the unit, whose names
// have a beginning.
func amount(s *statement, beginning string, o *search.Operand) {
	tenth := math.Abs(o.Value) / 10
	switch o.Prefix {
	case search.NotEqual:
		s.put("(").number("least").put(" < ").arg(o.Least).put(" OR ").number("most").put(" >= ").arg(o.Most).put(")")
	case search.Greater, search.After:
		s.most(">", o.Value)
	case search.Less, search.Before:
		s.number("least").put(" < ").arg(o.Value)
	case search.AtLeast:
		s.most(">=", o.Value)
	case search.AtMost:
		s.number("least").put(" <= ").arg(o.Value)
	case search.About:
		s.number("least").put(" <= ").arg(o.Value+tenth).put(" AND ").most(">=", o.Value-tenth)
	default:
		s.number("least").put(" >= ").arg(o.Least).put(" AND ").number("least").put(" < ").arg(o.Most).put(" AND ").number("most").put(" < ").arg(o.Most)
	}
	if !o.AnySystem {
		s.put(" AND ", beginning, "system = ").arg(hashOf(o.System))
	}
	switch {
	case o.AnyCode:
	case o.AnySystem:
		s.put(" AND (", beginning, "code = ").arg(hashOf(o.Code)).put(" OR unit = ").arg(hashOf(o.Code)).put(")")
	default:
		s.put(" AND ", beginning, "code = ").arg(hashOf(o.Code))
	}
}

// address compares a URI; a canonical one may have a version.
func address(s *statement, modifier search.Modifier, o *search.Operand) {
	asked := cutText(o.Text)
	switch modifier {
	case search.Below:
		s.put("value >= ").arg(asked).put(" AND value < ").arg(asked + afterAll)
	case search.Above:
		s.put("value IN ")
		list(s, beginnings(asked))
	default:
		s.put("(value = ").arg(asked).put(" OR value >= ").arg(asked + "|").put(" AND value < ").arg(asked + "}").put(")")
	}
}

// beginnings gives the texts that a text begins with, itself among them, in whole
// characters.
func beginnings(s string) (all []string) {
	for i := range s {
		all = append(all, s[:i])
	}
	return append(all, s)
}
