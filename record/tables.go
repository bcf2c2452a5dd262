package record

import (
	"cmp"
	"slices"
	"strings"

	"continuum/store"
)

// table says how rows of one kind are kept; the ordinal is the last column.
type table[T comparable] struct {
	name    string
	columns []string
	values  func(T) []any
	order   func(a, b entry[T]) int // of the primary key, in which many go in fastest
}

// entry is a row of a resource.
type entry[T comparable] struct {
	row     T
	ordinal int64
}

var (
	tokenTable = table[tokenRow]{
		"record_token",
		[]string{"parameter", "code", "system", "ordinal"},
		func(x tokenRow) []any { return []any{x.parameter, x.code, x.system} },
		func(a, b entry[tokenRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.row.code, b.row.code), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	textTable = table[textRow]{
		"record_text",
		[]string{"parameter", "plain", "exact", "ordinal"},
		func(x textRow) []any { return []any{x.parameter, x.plain, x.exact} },
		func(a, b entry[textRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	dateTable = table[dateRow]{
		"record_date",
		[]string{"parameter", "low", "high", "ordinal"},
		func(x dateRow) []any { return []any{x.parameter, x.low, x.high} },
		func(a, b entry[dateRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	quantityTable = table[quantityRow]{
		"record_quantity",
		[]string{"parameter", "least", "most", "code", "system", "unit", "ordinal"},
		func(x quantityRow) []any { return []any{x.parameter, x.least, x.most, x.code, x.system, x.unit} },
		func(a, b entry[quantityRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	uriTable = table[uriRow]{
		"record_uri",
		[]string{"parameter", "value", "ordinal"},
		func(x uriRow) []any { return []any{x.parameter, x.value} },
		func(a, b entry[uriRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.row.value, b.row.value), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	linkTable = table[linkRow]{
		"record_reference",
		[]string{"parameter", "target", "ordinal"},
		func(x linkRow) []any { return []any{x.parameter, x.target} },
		func(a, b entry[linkRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.row.target, b.row.target), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	measureTable = table[measureRow]{
		"record_measure",
		[]string{"parameter", "code", "system", "least", "most", "unit_code", "unit_system", "unit", "ordinal"},
		func(x measureRow) []any {
			return []any{x.parameter, x.code, x.system, x.least, x.most, x.unitCode, x.unitSystem, x.unit}
		},
		func(a, b entry[measureRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.row.code, b.row.code), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
	pairTable = table[pairRow]{
		"record_pair",
		[]string{"parameter", "code", "system", "code2", "system2", "ordinal"},
		func(x pairRow) []any { return []any{x.parameter, x.code, x.system, x.code2, x.system2} },
		func(a, b entry[pairRow]) int {
			return cmp.Or(cmp.Compare(a.row.parameter, b.row.parameter), cmp.Compare(a.row.code, b.row.code), cmp.Compare(a.row.code2, b.row.code2), cmp.Compare(a.ordinal, b.ordinal))
		},
	}
)

// linkRow is a reference whose target has an ordinal.
type linkRow struct{ parameter, target int64 }

// pending is rows of a table that a writer has not yet put in.
type pending[T comparable] struct {
	of   *table[T]
	rows []entry[T]
}

// change takes rows that are no more away, and notes those that are new.
func (p *pending[T]) change(tx *store.Tx, ordinal int64, before, after set[T]) error {
	for _, x := range without(before, after) {
		if _, err := tx.Exec(p.of.deletion(), append(p.of.values(x), ordinal)...); err != nil {
			return err
		}
	}
	for _, x := range without(after, before) {
		p.rows = append(p.rows, entry[T]{x, ordinal})
	}
	return nil
}

// flush puts in what was noted, in the order of the primary key.
func (p *pending[T]) flush(tx *store.Tx) error {
	slices.SortFunc(p.rows, p.of.order)
	all := make([][]any, len(p.rows))
	for i, x := range p.rows {
		all[i] = append(p.of.values(x.row), x.ordinal)
	}
	p.rows = p.rows[:0]
	return tx.Insert(p.of.name, p.of.columns, all)
}

// deletion is the statement that takes one row.
func (t *table[T]) deletion() string {
	var b strings.Builder
	b.WriteString("DELETE FROM " + t.name + " WHERE ")
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(c + " = " + mark(i+1))
	}
	return b.String()
}

// without gives what of some rows others are not.
func without[T comparable](some, others set[T]) set[T] {
	if len(others) == 0 {
		return some
	}
	var out set[T]
	if len(others) > shortSet {
		there := make(map[T]bool, len(others))
		for _, y := range others {
			there[y] = true
		}
		for _, x := range some {
			if !there[x] {
				out = append(out, x)
			}
		}
		return out
	}
next:
	for _, x := range some {
		for _, y := range others {
			if x == y {
				continue next
			}
		}
		out = append(out, x)
	}
	return out
}
