package record

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
	s.put("SELECT ordinal FROM ", c.table, " WHERE ")
	c.where(s)
}

func (c rowsClause) holds(s *statement, ordinal string) {
	a, before := s.alias(), s.probing
	s.put("EXISTS (SELECT 1 FROM ", c.table, " ", a, " WHERE ")
	s.probing = true
	c.where(s)
	s.probing = before
	s.put(" AND ", a, ".ordinal = ", ordinal, " LIMIT 1)") // which keeps it from being joined
}

// chainClause is the resources that point, by a parameter, at one of some sets.
type chainClause struct {
	parameter int64
	targets   []clause
}

func (c chainClause) listed() bool {
	for _, t := range c.targets {
		if !t.listed() {
			return false
		}
	}
	return true
}

func (c chainClause) all(s *statement) {
	s.put("SELECT ordinal FROM record_reference WHERE parameter = ").arg(c.parameter).put(" AND target IN (")
	for i, t := range c.targets {
		if i > 0 {
			s.put(" UNION ")
		}
		t.all(s)
	}
	s.put(")")
}

func (c chainClause) holds(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_reference ", a, " WHERE ", a, ".ordinal = ", ordinal, " AND ", a, ".parameter = ").arg(c.parameter).put(" AND (")
	for i, t := range c.targets {
		if i > 0 {
			s.put(" OR ")
		}
		t.holds(s, a+".target")
	}
	s.put("))")
}

// hasClause is the resources that one of a set points at by a parameter.
type hasClause struct {
	parameter int64
	sources   clause
}

func (c hasClause) listed() bool { return c.sources.listed() }

func (c hasClause) all(s *statement) {
	s.put("SELECT target AS ordinal FROM record_reference WHERE parameter = ").arg(c.parameter).put(" AND ordinal IN (")
	c.sources.all(s)
	s.put(")")
}

func (c hasClause) holds(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_reference ", a, " WHERE ", a, ".target = ", ordinal, " AND ", a, ".parameter = ").arg(c.parameter).put(" AND ")
	c.sources.holds(s, a+".ordinal")
	s.put(")")
}

// notClause is the resources that are not in a set.
type notClause struct{ of clause }

func (c notClause) listed() bool     { return false }
func (c notClause) all(s *statement) { s.put("SELECT ordinal FROM record_resource WHERE 1 = 0") }

func (c notClause) holds(s *statement, ordinal string) {
	s.put("NOT ")
	c.of.holds(s, ordinal)
}

// missingClause is the resources without a row of a parameter in an index. Where
// the index leads from values to resources only, all that have one are listed.
type missingClause struct{ of rowsClause }

func (c missingClause) listed() bool     { return false }
func (c missingClause) all(s *statement) { s.put("SELECT ordinal FROM record_resource WHERE 1 = 0") }

func (c missingClause) holds(s *statement, ordinal string) {
	switch c.of.table {
	case textTable.name, dateTable.name, quantityTable.name, linkTable.name:
		notClause{c.of}.holds(s, ordinal)
		return
	}
	s.put(ordinal, " NOT IN (")
	c.of.all(s)
	s.put(")")
}
