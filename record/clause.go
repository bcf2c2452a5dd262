package record

import "slices"

// clause is a set of resources in SQL. It can be listed, where few are in it, or
// asked whether one is in it, where few are asked for.
type clause interface {
	// all writes a query of the ordinals in the set, perhaps with repeats.
	all(s *statement)
	// holds writes a condition: the resource whose ordinal is the expression is in
	// the set.
	holds(s *statement, ordinal string)
	// listed says that all can be written.
	listed() bool
}

// rowsClause is the resources that have a row in an index that answers where.
type rowsClause struct {
	table string
	where func(s *statement)
}

func (c rowsClause) listed() bool { return true }

func (c rowsClause) all(s *statement) {
	if s.probing {
		s.put("SELECT ordinal FROM ", c.table, " WHERE ")
		c.where(s)
		return
	}
	s.part, s.parted = shortPart, false
	s.put("SELECT ordinal FROM ", c.table, " WHERE ")
	c.where(s)
	if s.parted {
		s.part = longPart
		s.put(" UNION ALL SELECT ordinal FROM ", c.table, " WHERE ")
		c.where(s)
	}
	s.part = wholePart
}

func (c rowsClause) holds(s *statement, ordinal string) {
	a, before := s.alias(), s.probing
	s.put("EXISTS (SELECT 1 FROM ", c.table, " ", a, " WHERE ")
	s.probing = true
	c.where(s)
	s.probing = before
	s.put(" AND ", a, ".ordinal = ", ordinal, " LIMIT 1)") // which keeps it from being joined
}

// chainClause is the resources that point, by one of some parameters, at one of
// some sets.
type chainClause struct {
	parameters []int64
	targets    clause
}

func (c chainClause) listed() bool { return c.targets.listed() }

func (c chainClause) all(s *statement) {
	s.put("SELECT ordinal FROM record_reference WHERE ").in("parameter", c.parameters).put(" AND target IN (")
	c.targets.all(s)
	s.put(")")
}

func (c chainClause) holds(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_reference ", a, " WHERE ", a, ".ordinal = ", ordinal, " AND ").in(a+".parameter", c.parameters).put(" AND ")
	c.targets.holds(s, a+".target")
	s.put(")")
}

// hasClause is the resources that one of a set points at by a parameter.
type hasClause struct {
	parameter int64
	sources   clause
}

func (c hasClause) listed() bool { return c.sources.listed() }

func (c hasClause) all(s *statement) {
	s.put("SELECT DISTINCT target AS ordinal FROM record_reference WHERE parameter = ").arg(c.parameter).put(" AND ordinal IN (")
	c.sources.all(s)
	s.put(")")
}

func (c hasClause) holds(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_reference ", a, " WHERE ", a, ".target = ", ordinal, " AND ", a, ".parameter = ").arg(c.parameter).put(" AND ")
	c.sources.holds(s, a+".ordinal")
	s.put(")")
}

// theseClause is resources that are known already.
type theseClause []int64

func (c theseClause) listed() bool { return true }

func (c theseClause) all(s *statement) {
	s.put("SELECT ordinal FROM record_resource WHERE ").in("ordinal", c)
}

func (c theseClause) holds(s *statement, ordinal string) { s.in(ordinal, c) }

// anyClause is the resources of one of some sets.
type anyClause []clause

// oneOf joins sets to one.
func oneOf(some ...clause) clause {
	if len(some) == 1 {
		return some[0]
	}
	return anyClause(some)
}

func (c anyClause) listed() bool {
	return !slices.ContainsFunc(c, func(one clause) bool { return !one.listed() })
}

func (c anyClause) all(s *statement) {
	for i, one := range c {
		if i > 0 {
			s.put(" UNION ")
		}
		one.all(s)
	}
}

func (c anyClause) holds(s *statement, ordinal string) {
	s.either(len(c), func(i int) { c[i].holds(s, ordinal) })
}

// thereClause is the resources of a set that are there and of some types.
type thereClause struct {
	types []int64
	of    clause
}

// ofType leaves of a set what is there and of some types, where not all of it is.
func ofType(types []int64, c clause) clause {
	if isOwn(c) {
		return c
	}
	return thereClause{types, c}
}

// isOwn tells whether what is in a set by its own rows is there and of the type
// that was asked: rows of an index are taken away with the resource.
func isOwn(c clause) bool {
	switch c := c.(type) {
	case rowsClause:
		return c.table != resourceTable
	case havingClause, chainClause, apartClause:
		return true
	case seenClause:
		return isOwn(c.of)
	case anyClause:
		return !slices.ContainsFunc(c, func(one clause) bool { return !isOwn(one) })
	}
	return false
}

func (c thereClause) listed() bool { return c.of.listed() }

func (c thereClause) all(s *statement) {
	a := s.alias()
	s.put("SELECT ", a, ".ordinal FROM (")
	c.of.all(s)
	s.put(") AS ", a, " WHERE ")
	c.check(s, a+".ordinal")
}

func (c thereClause) holds(s *statement, ordinal string) {
	c.check(s, ordinal)
	s.put(" AND ")
	c.of.holds(s, ordinal)
}

func (c thereClause) check(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_resource ", a, " WHERE ", a, ".ordinal = ", ordinal, " AND ").in(a+".type", c.types).put(" AND ", a, ".version > 0 AND NOT ", a, ".deleted)")
}

// notClause is the resources that are not in a set.
type notClause struct{ of clause }

func (c notClause) listed() bool     { return false }
func (c notClause) all(s *statement) { s.put("SELECT ordinal FROM record_resource WHERE 1 = 0") }

func (c notClause) holds(s *statement, ordinal string) {
	s.put("NOT (")
	c.of.holds(s, ordinal)
	s.put(")")
}

// havingClause is the resources that have any row of some parameters in an index.
// Where the index leads from values to resources only, they are listed, whoever
// asks.
type havingClause struct{ rowsClause }

func (c havingClause) holds(s *statement, ordinal string) {
	switch c.table {
	case textTable.name, dateTable.name, quantityTable.name, linkTable.name:
		c.rowsClause.holds(s, ordinal)
		return
	}
	s.put(ordinal, " IN (")
	c.all(s)
	s.put(")")
}
