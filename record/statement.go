package record

import "strings"

// statement is SQL being written, with its arguments in order.
type statement struct {
	text    strings.Builder
	args    []any
	aliases int
	probing bool // one resource is asked about, so its rows are the way in, not a range of values
}

// number writes a numeric column that ranges are asked of.
func (s *statement) number(column string) *statement {
	if s.probing {
		return s.put("+", column) // no index of this column then
	}
	return s.put(column)
}

// textual writes a column of texts that ranges are asked of.
func (s *statement) textual(column string) *statement {
	if s.probing {
		return s.put("(", column, " || '')")
	}
	return s.put(column)
}

// put writes SQL.
func (s *statement) put(parts ...string) *statement {
	for _, p := range parts {
		s.text.WriteString(p)
	}
	return s
}

// arg writes the parameter that stands for a value.
func (s *statement) arg(v any) *statement {
	s.args = append(s.args, v)
	return s.put(mark(len(s.args)))
}

// alias gives a name for a table that no other has.
func (s *statement) alias() string {
	s.aliases++
	return "t" + mark(s.aliases)[1:]
}

// list writes parameters for values in parentheses.
func list[T any](s *statement, values []T) {
	s.put("(")
	for i, v := range values {
		if i > 0 {
			s.put(", ")
		}
		s.arg(v)
	}
	s.put(")")
}
