package record

import (
	"continuum/record/definition"
	"continuum/record/sight"
)

// sightClause is the resources of which a rule holds. It is asked of the rows of
// record_sight, of which each is one of the people a resource is about. Where it can
// hold of few people only, what points at them is listed.
type sightClause struct {
	*eyes
	rule       sight.Rule // folded, and not certain
	patients   []int64    // of whom alone it can hold; nil: of many
	parameters []int64    // by which resources say whom they are about
}

func (c sightClause) listed() bool { return c.patients != nil }

func (c sightClause) all(s *statement) {
	a := s.alias()
	s.put("SELECT ", a, ".ordinal FROM (")
	c.near(s)
	s.put(") AS ", a, " WHERE ")
	c.holds(s, a+".ordinal")
}

// near writes a query of all that may be about those of whom alone the rule can hold.
func (c sightClause) near(s *statement) {
	s.put("SELECT ordinal FROM record_reference WHERE ").in("parameter", c.parameters).put(" AND ").in("target", c.patients)
	s.put(" UNION ALL SELECT ordinal FROM record_resource WHERE ").in("ordinal", c.patients)
}

func (c sightClause) holds(s *statement, ordinal string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_sight ", a, " WHERE ", a, ".ordinal = ", ordinal, " AND ")
	c.formula(s, c.rule, a, a+".type")
	s.put(" LIMIT 1)") // which keeps it from being joined
}

// held writes that the rule holds of a version before.
func (c sightClause) heldBefore(s *statement, ordinal, version, typ string) {
	a := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_sight_before ", a, " WHERE ", a, ".ordinal = ", ordinal, " AND ", a, ".version = ", version, " AND ")
	c.formula(s, c.rule, a, typ)
	s.put(" LIMIT 1)")
}

// formula writes a rule as a condition on one row.
func (c sightClause) formula(s *statement, rule sight.Rule, row, typ string) {
	switch rule := rule.(type) {
	case sight.All:
		s.every(len(rule), func(i int) { c.formula(s, rule[i], row, typ) })
	case sight.Any:
		s.either(len(rule), func(i int) { c.formula(s, rule[i], row, typ) })
	case sight.Not:
		s.put("NOT (")
		c.formula(s, rule.Rule, row, typ)
		s.put(")")
	case sight.OfType:
		var numbers []int64
		for _, name := range rule {
			if number, known := c.types[definition.ResourceOf(name)]; known {
				numbers = append(numbers, number)
			}
		}
		s.in(typ, numbers)
	case sight.Labelled:
		s.put("(", row, ".labels <> 0 AND (", row, ".labels & (SELECT CAST(coalesce(sum(bit), 0) AS BIGINT) FROM record_label WHERE name IN ")
		list(s, rule)
		s.put(")) <> 0)")
	case sight.Related:
		c.related(s, rule, row+".patient")
	default:
		s.put("1 = 0")
	}
}

// fewParties are looked for one by one among those of a person, not all of a person's
// among them.
const fewParties = 4

// related writes that one of some parties has a relation now to the person that a
// Patient is.
func (c sightClause) related(s *statement, parties sight.Related, patient string) {
	l := s.alias()
	s.put("EXISTS (SELECT 1 FROM record_related ", l, " WHERE ", l, ".patient = ", patient, " AND ")
	party := l + ".party"
	if len(parties) > fewParties {
		party = "+" + party
	}
	s.in(party, partyNumbers(parties)).put(" AND ", l, ".since <= ").arg(c.now).put(" AND ", l, ".until > ").arg(c.now).put(" LIMIT 1)")
}

// seenClause is what of a set may be seen.
type seenClause struct{ of, by clause }

// seen leaves of a set of some types what may be seen.
func (e *eyes) seen(types []*definition.Type, c clause) clause {
	if by := e.clause(types); by != nil {
		return seenClause{c, by}
	}
	return c
}

func (c seenClause) listed() bool { return c.of.listed() }

func (c seenClause) all(s *statement) {
	a := s.alias()
	s.put("SELECT ", a, ".ordinal FROM (")
	c.of.all(s)
	s.put(") AS ", a, " WHERE ")
	c.by.holds(s, a+".ordinal")
}

func (c seenClause) holds(s *statement, ordinal string) {
	c.of.holds(s, ordinal)
	s.put(" AND ")
	c.by.holds(s, ordinal)
}
