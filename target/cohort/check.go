package cohort

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/sqltext"
	"continuum/place"
)

// reserved are words that stand where the id of a cohort may.
var reserved = []string{Everybody, "list", "segments", "pyramid"}

// check judges a file but for what its SQL touches.
func (c *Cohort) check() (out []place.Problem) {
	bad := func(key, value, reason, fix string) { out = append(out, c.At.Problem(key, value, reason, fix)) }
	if slices.Contains(reserved, c.ID) {
		out = append(out, place.Problem{File: c.File, Value: c.ID, Reason: "a cohort cannot have this name: commands and pages mean something else by it", Fix: "rename the file"})
	}
	if sqltext.Mentions(c.SQL, "recursive") {
		line := c.Line + strings.Count(c.SQL[:strings.Index(strings.ToLower(c.SQL), "recursive")], "\n")
		out = append(out, place.Problem{File: c.File, Line: line, Value: "RECURSIVE", Reason: "a query that reads itself may never end", Fix: "write the steps of it one after the other"})
	}
	queries, head, tail := sqltext.With(c.SQL)
	seen := map[string]bool{}
	for i := range c.Steps {
		s, key := &c.Steps[i], fmt.Sprintf("steps[%d].name", i)
		s.file = c.File
		at := slices.IndexFunc(queries, func(q sqltext.Named) bool { return strings.EqualFold(q.Name, s.Name) })
		switch {
		case s.Name == "":
		case at < 0:
			bad(key, s.Name, fmt.Sprintf("step %q is no WITH query of the file", s.Name), place.Suggest(s.Name, names(queries)))
		case seen[s.Name]:
			bad(key, s.Name, fmt.Sprintf("step %q is declared twice", s.Name), "keep one of them")
		default:
			s.line = c.Line + strings.Count(c.SQL[:queries[at].At], "\n")
			s.sql, s.from = c.alone(queries, at, head)
		}
		seen[s.Name] = true
		if s.Why != "" && !s.Exclude {
			bad(fmt.Sprintf("steps[%d].why", i), s.Why, "says why people are left out, but the step leaves nobody out", "add `exclude: true` if the query gives those to leave out")
		}
	}
	if len(c.Steps) == 0 || len(out) > 0 {
		return append(out, c.checkSegment()...)
	}
	if want := c.choice(); sqltext.Plain(tail) != want {
		line := c.Line + strings.Count(head, "\n") + strings.Count(tail[:len(tail)-len(strings.TrimLeft(tail, " \t\r\n"))], "\n")
		out = append(out, place.Problem{
			File: c.File, Line: line, Reason: "the last SELECT does not choose those whom the steps choose, so the file would say two things",
			Fix: "write it as: " + want,
		})
	}
	return append(out, c.checkSegment()...)
}

// alone is the query of a step by itself, and the line on which it begins. Where it
// mentions no other query it stands without them, so that steps which say the same in
// several cohorts are asked once.
func (c *Cohort) alone(queries []sqltext.Named, at int, head string) (sql string, line int) {
	q := queries[at]
	for _, other := range queries {
		if sqltext.Mentions(q.Body, other.Name) {
			return head + "\nSELECT * FROM " + duck.Ident(q.Name), c.Line
		}
	}
	body := strings.TrimLeft(q.Body, " \t\r\n")
	return strings.TrimRight(body, " \t\r\n"), c.Line + strings.Count(c.SQL[:q.From+len(q.Body)-len(body)], "\n")
}

// choice is the SELECT that chooses those whom the steps choose, in plain SQL: the file
// can then be run as it is by any engine.
func (c *Cohort) choice() string {
	var in, not []string
	for _, s := range c.Steps {
		query := "select person_id from " + s.Name
		if s.Exclude {
			not = append(not, query)
		} else {
			in = append(in, query)
		}
	}
	if len(in) == 0 {
		in = []string{"select person_id from person"}
	}
	text := strings.Join(in, " intersect ")
	for _, query := range not {
		text += " except " + query
	}
	return text
}

func names(queries []sqltext.Named) []string {
	out := make([]string, len(queries))
	for i, q := range queries {
		out[i] = q.Name
	}
	return out
}

// checkWithin: the cohort that another lies in is there, and does not lie in it.
func (s *Set) checkWithin(c *Cohort) []place.Problem {
	if c.Within == Everybody || c.Within == "" {
		return nil
	}
	known := slices.DeleteFunc(s.IDs(), func(id string) bool { return id == c.ID })
	if !slices.Contains(known, c.Within) {
		return []place.Problem{c.At.Problem("within", c.Within, fmt.Sprintf("there is no other cohort %q to lie within", c.Within), place.Suggest(c.Within, append(known, Everybody)))}
	}
	for at, n := s.Within(c), 0; at != nil && n <= len(s.All); at, n = s.Within(at), n+1 {
		if at == c {
			return []place.Problem{c.At.Problem("within", c.Within, "the cohort lies within itself", "let the widest of them say `within: "+Everybody+"`")}
		}
	}
	return nil
}

// checkSegment judges what a file says of itself as a segment.
func (c *Cohort) checkSegment() (out []place.Problem) {
	bad := func(key, value, reason, fix string) { out = append(out, c.At.Problem(key, value, reason, fix)) }
	switch {
	case c.Set == "" && c.Precedence != 0:
		bad("precedence", fmt.Sprint(c.Precedence), "a precedence without a set of segments", "name the set with `segments: NAME`, or leave precedence out")
	case c.Set == "" && c.Else:
		bad("everybody_else", "true", "only a segment can be for everybody else", "name the set with `segments: NAME`")
	case c.Set != "" && c.Precedence < 1:
		bad("segments", c.Set, "a segment without a precedence", "add `precedence: N`: everybody is put into the segment with the smallest that fits")
	}
	return out
}

// checkSegments: each set ends with a segment for everybody else.
func (s *Set) checkSegments() (out []place.Problem) {
	for _, set := range s.Sets() {
		all := s.Segments(set)
		last := all[len(all)-1]
		for i, c := range all {
			switch {
			case c.Else && c != last && !all[i+1].Else:
				out = append(out, c.At.Problem("everybody_else", "true", "the segment for everybody else is not the last of "+set, fmt.Sprintf("give it a precedence above %d, that of %s", last.Precedence, last.File)))
			case c.Else && c != last:
				out = append(out, c.At.Problem("everybody_else", "true", "a second segment for everybody else", "keep one: the other is "+all[i+1].File))
			}
		}
		if !slices.ContainsFunc(all, func(c *Cohort) bool { return c.Else }) {
			out = append(out, last.At.Problem("precedence", fmt.Sprint(last.Precedence), "no segment of "+set+" is for everybody else, so somebody could be left out",
				"add a last one with `everybody_else: true` whose SQL is SELECT person_id FROM person"))
		}
	}
	return out
}

func unknown(what, name string, known []string) error {
	return &fault.Error{Code: fault.NotFound, Value: name, Reason: "the place has no " + what + " of this name", Fix: place.Suggest(name, known)}
}
