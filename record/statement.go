package record

import (
	"strings"

	"continuum/store"
)

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

// ordinals runs a query of ordinals.
func (s *statement) ordinals(tx *store.Tx) (all []int64, err error) {
	for row, err := range tx.Query(s.text.String(), s.args...) {
		var ordinal int64
		if err == nil {
			err = row.Scan(&ordinal)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, ordinal)
	}
	return all, nil
}

// one reads the only number that a query gives.
func (s *statement) one(tx *store.Tx) (n int64, err error) {
	err = tx.QueryRow(s.text.String(), s.args...).Scan(&n)
	return n, err
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
