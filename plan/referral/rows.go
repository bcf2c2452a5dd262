package referral

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// read gives all rows of a question, each read by scan; doing says in an error what was
// being done.
func read[T any](rows iter.Seq2[store.Row, error], doing string, scan func(to *T, row store.Row) error) (all []T, err error) {
	for row, err := range rows {
		var one T
		if err == nil {
			err = scan(&one, row)
		}
		if err != nil {
			return nil, fault.Wrap(err, "%s", doing)
		}
		all = append(all, one)
	}
	return all, nil
}

// maybe is a moment that need not be; the zero time then.
func maybe(micros *int64) time.Time {
	if micros == nil {
		return time.Time{}
	}
	return time.UnixMicro(*micros).UTC()
}

func mark(n int) string { return "$" + strconv.Itoa(n) }

// marks gives $N for some parameters, from a number on.
func marks(n, first int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = mark(first + i)
	}
	return strings.Join(all, ", ")
}

// conditions are a WHERE clause in the making.
type conditions struct {
	text []string
	args []any
}

// arg adds an argument and gives its mark.
func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return mark(len(c.args))
}

// in is a column that has one of some values, of none of them FALSE.
func (c *conditions) in(column string, values []string) string {
	if len(values) == 0 {
		return "FALSE"
	}
	first := len(c.args) + 1
	for _, v := range values {
		c.args = append(c.args, v)
	}
	return column + " IN (" + marks(len(values), first) + ")"
}

func (c *conditions) add(condition string) { c.text = append(c.text, condition) }

func (c *conditions) where() string { return " WHERE " + strings.Join(c.text, " AND ") }
