package worklist

import (
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Away is somebody who is not to be suggested for a programme now, and why.
type Away struct {
	Person string
	State  State // of the suggestion that keeps them away
	Why    string
	Until  time.Time
}

func (a *Away) scan(row store.Row) error {
	var state string
	var until *int64
	err := row.Scan(&a.Person, &state, &a.Why, &until)
	a.State, a.Until = State(state), store.MaybeMoment(until)
	return err
}

// AwayFrom gives who stays away from a programme, and until when: those who were declined,
// and those for whom it ended before its time, for as long as the reason asks.
func (w *Worklist) AwayFrom(tx *store.Tx, programme string, now time.Time) ([]Away, error) {
	all, err := store.All(tx.Query("SELECT person, state, why, until FROM target_suggestion WHERE programme = $1 AND state = 'declined' AND until > $2 ORDER BY person, id", programme, now), "reading who was declined", (*Away).scan)
	if err != nil {
		return nil, err
	}
	ended, err := store.All(tx.Query("SELECT person, 'accepted', why, ended FROM target_enrolment WHERE programme = $1 AND ended IS NOT NULL ORDER BY person, id", programme), "reading for whom the programme ended", (*Away).scan)
	if err != nil || len(ended) == 0 {
		return all, err
	}
	list, err := w.Latest(tx, programme)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return nil, err
	}
	for _, a := range ended {
		a.Until = a.Until.AddDate(0, list.Terms.again(Endings(), a.Why), 0)
		if a.Until.After(now) {
			all = append(all, a)
		}
	}
	return all, nil
}

// again is how many months somebody stays away for one of some reasons.
func (t *Terms) again(reasons []Reason, why string) int {
	if months, said := t.Again[why]; said {
		return months
	}
	r, _ := reasonOf(reasons, why)
	return r.Months
}
