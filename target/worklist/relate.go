package worklist

import (
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
)

// origin is by whose word teams of a programme are related to people.
func origin(programme string) string { return "programme/" + programme }

// relate says who of a programme has to do with a person now: the team to which they are
// suggested while that is open, and the one in whose programme they are until it ends.
func (w *Worklist) relate(tx *store.Tx, person, programme string) error {
	open, err := suggestions(tx, "SELECT "+columns+from+" WHERE s.person = $1 AND s.programme = $2 AND s.open = TRUE", person, programme)
	if err != nil {
		return err
	}
	var all []record.Relation
	for i := range open {
		all = append(all, record.Relation{Party: sight.Party{Kind: sight.Suggested, Of: open[i].Team}})
	}
	return w.relateEnrolled(tx, person, programme, all)
}

// relateEnrolled relates those in whose programme a person is, beside all that is given.
func (w *Worklist) relateEnrolled(tx *store.Tx, person, programme string, all []record.Relation) error {
	in, err := enrolments(tx, "e.person = $1 AND e.programme = $2 AND e.ended IS NULL", person, programme)
	if err != nil {
		return err
	}
	for _, e := range in {
		all = append(all, record.Relation{Party: sight.Party{Kind: sight.Caseload, Of: e.Team}, Since: e.Since, Until: e.Until})
	}
	return w.Record.Relate(tx, origin(programme), person, all)
}
