package referral

import (
	"strconv"
	"strings"
)

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
