package worklist

import (
	"time"

	"continuum/store"
)

// Member is somebody who is in a programme, with how that came and what is to be done.
type Member struct {
	Enrolment
	Offered time.Time // when it was suggested to the team
	Todo    []Task    // those not done, due first leading
}

// Members gives who is in programmes now: of some teams, or of some practices, those whose
// time ends first leading. Of the query all but the states counts; of no team and no
// practice it is nobody.
func (w *Worklist) Members(tx *store.Tx, q Query) ([]Member, error) {
	if len(q.Teams)+len(q.Practices) == 0 {
		return nil, nil
	}
	c := conditions{}
	c.add("e.ended IS NULL AND e.since <= ", q.Now)
	c.add("e.until > ", q.Now)
	c.any("e.person", q.People)
	c.any("e.programme", q.Programmes)
	c.either("e.team", q.Teams, "s.practice", q.Practices)
	page := c.page(&q)
	all, err := store.All(tx.Query("SELECT "+enrolmentColumns+", s.made FROM target_enrolment e JOIN target_suggestion s ON s.id = e.suggestion"+c.where()+" ORDER BY e.until, e.id"+page, c.args...), "reading who is enrolled", (*Member).scan)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, todoOf(tx, all)
}

func (e *Member) scan(row store.Row) error {
	var made int64
	err := e.with(row, &made)
	e.Offered = store.Moment(made)
	return err
}

// todoOf adds what is to be done.
func todoOf(tx *store.Tx, all []Member) error {
	var people []string
	for i := range all {
		people = append(people, all[i].Person)
	}
	c := conditions{}
	todo, err := tasks(tx, c.in("person", people)+" AND done IS NULL ORDER BY due, enrolment, number", c.args...)
	of := map[int64][]Task{}
	for _, t := range todo {
		of[t.Enrolment] = append(of[t.Enrolment], t)
	}
	for i := range all {
		all[i].Todo = of[all[i].ID]
	}
	return err
}
