package record

// apartClause is rows that answer one of several conditions. Listed, each is asked
// on its own: the engines' indexes lead to one range at a time, and joined by OR
// they would be read whole.
type apartClause struct {
	rowsClause
	each []clause
}

func (c apartClause) all(s *statement) {
	for i, one := range c.each {
		if i > 0 {
			s.put(" UNION ALL ")
		}
		one.all(s)
	}
}

// rowsAnswering makes a clause of the rows of an index that answer one of some conditions.
func rowsAnswering(table string, numbers []int64, where []func(*statement)) clause {
	whole := rowsClause{table, func(s *statement) {
		s.in("parameter", numbers).put(" AND ")
		s.either(len(where), func(i int) { where[i](s) })
	}}
	if len(where) == 1 || !ranged(table) {
		return whole
	}
	c := apartClause{whole, nil}
	for i := range where {
		c.each = append(c.each, rowsAnswering(table, numbers, where[i:i+1]))
	}
	return c
}

// ranged tells whether an index is asked for ranges of values.
func ranged(table string) bool {
	switch table {
	case textTable.name, dateTable.name, quantityTable.name, uriTable.name, measureTable.name:
		return true
	}
	return false
}
