package worklist

import (
	"context"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/store"
)

// Forget takes away all that is kept of a person: what they were suggested, what was
// decided, where they were enrolled and what was to be done. It is a rights.Keeper.
func (w *Worklist) Forget(_ context.Context, tx *store.Tx, person string, _ []link.Registration) error {
	for _, table := range []string{"target_task", "target_enrolment", "target_decision", "target_suggestion"} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE person = $1", person); err != nil {
			return fault.Wrap(err, "forgetting what a person was suggested")
		}
	}
	return nil
}

// Become lets all that is kept of one person be of another, whom they turned out to be:
// what is open is kept once.
func (w *Worklist) Become(tx *store.Tx, person, other string) error {
	programmes, err := programmesOf(tx, person)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE target_suggestion SET state = 'withdrawn', open = FALSE, version = version + 1, note = 'The person is the same as another on the list.'
		WHERE person = $1 AND open = TRUE AND programme IN (SELECT programme FROM target_suggestion WHERE person = $2 AND open = TRUE)`, person, other)
	for _, table := range []string{"target_suggestion", "target_decision", "target_enrolment", "target_task"} {
		if err == nil {
			_, err = tx.Exec("UPDATE "+table+" SET person = $1 WHERE person = $2", other, person)
		}
	}
	for _, programme := range programmes {
		for _, one := range []string{person, other} {
			if err == nil {
				err = w.relate(tx, one, programme)
			}
		}
	}
	return fault.Wrap(err, "carrying suggestions over to a person")
}

// programmesOf are those for which a person was ever suggested.
func programmesOf(tx *store.Tx, person string) ([]string, error) {
	return texts(tx.Query("SELECT DISTINCT programme FROM target_suggestion WHERE person = $1 ORDER BY programme", person), "reading the programmes of a person")
}

// People are all of whom something is kept, by their keys.
func (w *Worklist) People(tx *store.Tx) ([]string, error) {
	return texts(tx.Query("SELECT person FROM target_suggestion UNION SELECT person FROM target_enrolment ORDER BY person"), "reading who was suggested")
}

// Held is all that is kept of a person, as they take it with them.
type Held struct {
	Suggestions []Past      `json:"suggestions"`
	Enrolments  []Enrolment `json:"enrolments"`
	Tasks       []Task      `json:"tasks"`
}

// HeldOf gives all that is kept of a person.
func (w *Worklist) HeldOf(tx *store.Tx, person string) (h Held, err error) {
	if h.Suggestions, err = w.History(tx, person); err != nil {
		return h, err
	}
	if h.Enrolments, err = w.EnrolmentsOf(tx, person); err != nil {
		return h, err
	}
	h.Tasks, err = w.TasksOf(tx, person)
	return h, err
}
