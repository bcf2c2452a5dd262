package record

import (
	"iter"
	"strings"

	"continuum/internal/fault"
	"continuum/store"
)

// statement is SQL being written, with its arguments in order.
type statement struct {
	text    strings.Builder
	args    []any
	aliases int
	probing bool // one resource is asked about, so its rows are the way in, not a range of values
	part    part // which rows of an index are listed
	parted  bool // they are listed in parts
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

// Bounds of one statement: both engines would take four times as many arguments,
// but to bind them costs the square of their number on SQLite, half a second for
// these.
const (
	mostArguments = 8_000
	longestSQL    = 900_000
)

// fits refuses what an engine would not take.
func (s *statement) fits() error {
	if len(s.args) > mostArguments || s.text.Len() > longestSQL {
		return &fault.Error{Code: fault.Invalid, Reason: "too much is asked for in one search", Fix: "ask for fewer values, or name the types that chains lead to"}
	}
	return nil
}

// rows runs a query.
func (s *statement) rows(tx *store.Tx) iter.Seq2[store.Row, error] {
	if err := s.fits(); err != nil {
		return func(yield func(store.Row, error) bool) { yield(store.Row{}, err) }
	}
	return tx.Query(s.text.String(), s.args...)
}

// ordinals runs a query of ordinals.
func (s *statement) ordinals(tx *store.Tx) (all []int64, err error) {
	for row, err := range s.rows(tx) {
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
	if err := s.fits(); err != nil {
		return 0, err
	}
	err = tx.QueryRow(s.text.String(), s.args...).Scan(&n)
	return n, err
}

// in writes that an expression is one of some numbers.
func (s *statement) in(expression string, values []int64) *statement {
	switch len(values) {
	case 0:
		return s.put("1 = 0")
	case 1:
		return s.put(expression, " = ").arg(values[0])
	}
	s.put(expression, " IN ")
	list(s, values)
	return s
}

// either writes n conditions of which one must hold. They are nested by halves:
// the engines bound how deep an expression may be.
func (s *statement) either(n int, write func(i int)) {
	s.between(0, n, " OR ", write)
}

// every writes n conditions, one at least, that must all hold.
func (s *statement) every(n int, write func(i int)) {
	s.between(0, n, " AND ", write)
}

func (s *statement) between(from, to int, word string, write func(i int)) {
	switch to - from {
	case 0:
		s.put("1 = 0")
		return
	case 1:
		s.put("(")
		write(from)
		s.put(")")
		return
	}
	middle := (from + to) / 2
	s.put("(")
	s.between(from, middle, word, write)
	s.put(word)
	s.between(middle, to, word, write)
	s.put(")")
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
