package sqltext

import (
	"slices"
	"strings"
)

// Named is a WITH query.
type Named struct {
	Name string // as it is written
	At   int    // offset of the name
	Body string // between its brackets
	From int    // offset of the body
}

// Mentions tells whether a name stands in the code of a text as a word, also quoted, in
// any case.
func Mentions(sql, name string) bool {
	var code strings.Builder
	for i := 0; i < len(sql); {
		end := quoted(sql, i)
		switch {
		case end == i:
			end = i + 1
			code.WriteByte(sql[i])
		case sql[i] == '"' && strings.EqualFold(strings.Trim(sql[i:end], `"`), name):
			return true
		default:
			code.WriteByte(' ')
		}
		i = end
	}
	words := strings.FieldsFunc(code.String(), func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80
	})
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, name) })
}

// With parts a text into its WITH queries and what follows them: head is all up to the
// bracket that closes the last one, tail the rest. A text that does not begin with WITH
// has none.
func With(sql string) (queries []Named, head, tail string) {
	s := scan{sql: sql}
	if !strings.EqualFold(s.word(), "with") {
		return nil, "", sql
	}
	for {
		name, at := s.name()
		if strings.EqualFold(name, "recursive") && len(queries) == 0 {
			name, at = s.name()
		}
		from, ok := s.body()
		if name == "" || !ok {
			return nil, "", sql
		}
		queries = append(queries, Named{name, at, sql[from : s.at-1], from})
		end := s.at
		if s.next() != ',' {
			return queries, sql[:end], sql[end:]
		}
		s.at++
	}
}

// scan reads a text from a place on.
type scan struct {
	sql string
	at  int
}

// next skips blanks and comments and gives the byte there, 0 at the end.
func (s *scan) next() byte {
	for s.at < len(s.sql) {
		c := s.sql[s.at]
		if end := quoted(s.sql, s.at); end > s.at && c != '"' && c != '\'' {
			s.at = end
		} else if strings.IndexByte(" \t\r\n", c) >= 0 {
			s.at++
		} else {
			return c
		}
	}
	return 0
}

func (s *scan) word() string {
	s.next()
	n := wordAt(s.sql[s.at:])
	s.at += n
	return s.sql[s.at-n : s.at]
}

// name reads a name, also a quoted one, and where it stands.
func (s *scan) name() (name string, at int) {
	if s.next() != '"' {
		name = s.word()
		return name, s.at - len(name)
	}
	at = s.at
	s.at = quoted(s.sql, at)
	return strings.Trim(s.sql[at:s.at], `"`), at
}

// body goes behind the bracket that closes the next one with AS before it, and gives
// where what is between them begins.
func (s *scan) body() (from int, ok bool) {
	depth := 0
	for i, c := range Code(s.sql[s.at:]) {
		switch {
		case c == '(' && depth == 0:
			depth, from = 1, s.at+i+1
		case c == '(':
			depth++
		case c == ')' && depth > 1:
			depth--
		case c == ')':
			if depth = 0; from > 0 && hasAS(s.sql[s.at:from-1]) {
				s.at += i + 1
				return from, true
			}
		}
	}
	return 0, false
}

// hasAS tells whether AS stands in code outside brackets: else they name columns.
func hasAS(sql string) bool {
	var flat strings.Builder
	depth := 0
	for _, c := range Code(sql) {
		switch {
		case c == '(':
			depth++
			flat.WriteByte(' ')
		case c == ')':
			depth--
		case depth == 0:
			flat.WriteByte(c)
		}
	}
	for _, word := range strings.Fields(flat.String()) {
		if strings.EqualFold(word, "as") {
			return true
		}
	}
	return false
}

// Plain is a text in small letters, with one blank between its words and without
// comments: by it a SELECT is compared with one that holds no quotations, whatever its
// layout. Texts that differ only within quotations may have the same one.
func Plain(sql string) string {
	var b strings.Builder
	for i := 0; i < len(sql); {
		end := quoted(sql, i)
		switch rest := sql[i:]; {
		case end == i:
			b.WriteByte(sql[i])
			end++
		case strings.HasPrefix(rest, "--") || strings.HasPrefix(rest, "/*"):
			b.WriteByte(' ')
		default:
			b.WriteString(sql[i:end])
		}
		i = end
	}
	return strings.ToLower(strings.Join(strings.Fields(b.String()), " "))
}
