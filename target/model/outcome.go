package model

import (
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source"
	"continuum/warehouse"
)

// Followed is what became of a population from an index date on, one value a person
// in the order of Rows.People.
//
// An event counts when it comes within the horizon, not after death and not after
// the person has left the place (the last registration with a practice ended).
type Followed struct {
	Events []float64 // how many
	Yes    []bool    // at least as many as the model asks
	Days   []float64 // lived in the place within the horizon; at least 1
	Died   []bool    // within the horizon
	Left   []bool    // moved away within the horizon, alive
	When   []float64 // days until Yes, death, leaving or the horizon, whichever is first
}

// follow looks what happened; it sees the whole build.
func (m *Models) follow(ctx context.Context, f *Facts, spec *Spec, r *Rows) (*Followed, error) {
	s, err := f.session(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := m.events(ctx, s, spec, r.Index); err != nil {
		return nil, err
	}
	rows := map[string]int{}
	for i, id := range r.People {
		rows[id] = i
	}
	n := len(r.People)
	o := &Followed{make([]float64, n), make([]bool, n), make([]float64, n), make([]bool, n), make([]bool, n), make([]float64, n)}
	for i := range n {
		o.Days[i], o.When[i] = float64(spec.Horizon), float64(spec.Horizon)
	}
	if err := s.ends(ctx, spec, r.Index, rows, o); err != nil {
		return nil, err
	}
	return o, s.count(ctx, spec, r.Index, rows, o)
}

// events makes the temporary table event (person_id, day, n) of the horizon.
func (m *Models) events(ctx context.Context, s *session, spec *Spec, index time.Time) error {
	q := m.outcomeSQL(spec)
	j, err := s.judged(ctx, q, index)
	if err != nil {
		return err
	}
	n, err := eventCount(j)
	if err != nil {
		return err
	}
	if err := s.make(ctx, "told", j); err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE event AS SELECT person_id, CAST(day AS DATE) AS day, CAST(%s AS DOUBLE) AS n FROM told WHERE day >= %s AND day < %s",
		n, date(index), date(index.AddDate(0, 0, spec.Horizon))))
	if err != nil {
		return j.Fault(err)
	}
	var bad, all int64
	if err := s.QueryRowContext(ctx, "SELECT count(*) FILTER (WHERE n < 0 OR NOT isfinite(n)), count(*) FROM event").Scan(&bad, &all); err != nil {
		return fault.Wrap(err, "counting the events of %s", spec.ID)
	}
	if bad > 0 {
		return &fault.Error{Code: fault.Invalid, File: q.File, Line: int64(q.Line), Reason: fmt.Sprintf("%d events count for less than nothing or for no number", bad), Fix: "give 0 or more for each"}
	}
	if all == 0 {
		return spec.fault("outcome", "", fmt.Sprintf("the outcome has no events in the %d days from %s, so nothing can be learned", spec.Horizon, index.Format(time.DateOnly)),
			"look at what it counts: setting, kind and method are those of the canonical table activity")
	}
	return nil
}

// outcomeSQL gives person_id, day and, where one counts for more, events.
func (m *Models) outcomeSQL(s *Spec) source.Query {
	if s.Outcome.SQL != "" {
		return m.files[s.Outcome.SQL].query("an outcome")
	}
	t, _ := source.TableNamed(s.Outcome.Table)
	n, where := "1", "true"
	if s.Outcome.Sum != "" {
		n = s.Outcome.Sum
	}
	if s.Outcome.Where != "" {
		where = s.Outcome.Where
	}
	query := fmt.Sprintf("SELECT person_id, %s AS day, (%s\n) AS events FROM %s WHERE (%s\n)", duck.Ident(t.When), n, s.Outcome.Table, where)
	return question(s.File, s.At.Position("outcome").Line, query, "an outcome")
}

// eventCount is what a row of an outcome counts for.
func eventCount(j warehouse.Judged) (string, error) {
	for _, need := range []string{"person_id", "day"} {
		if _, has := j.Column(need); !has {
			return "", &fault.Error{Code: fault.Invalid, File: j.File, Line: int64(j.Line), Value: need, Reason: "an outcome needs this column", Fix: "give person_id, day and, where a row counts for more than one, events"}
		}
	}
	c, has := j.Column("events")
	switch {
	case !has:
		return "1", nil
	case !numeric(c.Type):
		return "", &fault.Error{Code: fault.Invalid, File: j.File, Line: int64(j.Line), Value: c.Type, Reason: "events is not a number", Fix: "give how much a row counts for"}
	}
	return "coalesce(events, 0)", nil
}

// endsSQL tells of whoever died or left within a horizon, and on which day from it.
const endsSQL = `WITH gone AS (
  SELECT person_id, max(coalesce(registered_to, DATE '9999-12-31')) AS day FROM registration r JOIN partner p ON p.id = r.source
  WHERE p.sector = 'gp' AND registered_from IS NOT NULL GROUP BY 1)
SELECT p.person_id, CAST(date_diff('day', FROM_DAY, p.death_date) AS DOUBLE) AS died, CAST(date_diff('day', FROM_DAY, gone.day) AS DOUBLE) AS went
FROM person p LEFT JOIN gone ON gone.person_id = p.person_id
WHERE p.death_date >= FROM_DAY AND p.death_date < TO_DAY OR gone.day >= FROM_DAY AND gone.day < TO_DAY`

// ends cuts the time of those who die or leave within the horizon; a death that is
// known ends it even of somebody who had left before.
func (s *session) ends(ctx context.Context, spec *Spec, index time.Time, rows map[string]int, o *Followed) error {
	within := func(v driver.Value) (float64, bool) {
		day, known := v.(float64)
		return day, known && day >= 0 && day < float64(spec.Horizon)
	}
	return s.each(ctx, spec.between(endsSQL, index), func(v []driver.Value) {
		i, ok := rows[text(v[0])]
		if !ok {
			return
		}
		day, died := within(v[1])
		if !died {
			day, o.Left[i] = within(v[2])
			if !o.Left[i] {
				return
			}
		}
		o.Died[i] = died
		o.Days[i], o.When[i] = day+1, day+1
	})
}

func (s *Spec) between(query string, index time.Time) string {
	return replaceAll(query, "FROM_DAY", date(index), "TO_DAY", date(index.AddDate(0, 0, s.Horizon)))
}

// count adds up the events of each person, in their order.
func (s *session) count(ctx context.Context, spec *Spec, index time.Time, rows map[string]int, o *Followed) error {
	least := float64(max(1, spec.Outcome.Least))
	query := fmt.Sprintf("SELECT person_id, CAST(date_diff('day', %s, day) AS DOUBLE), sum(n) FROM event GROUP BY 1, 2 ORDER BY 1, 2", date(index))
	err := s.each(ctx, query, func(v []driver.Value) {
		i, ok := rows[text(v[0])]
		day, _ := v[1].(float64)
		n, _ := v[2].(float64)
		if !ok || day >= o.Days[i] {
			return
		}
		o.Events[i] += n
		if o.Events[i] >= least && !o.Yes[i] {
			o.Yes[i], o.When[i] = true, math.Min(o.When[i], day+1)
		}
	})
	if err != nil {
		return err
	}
	for _, yes := range o.Yes {
		if yes {
			return nil
		}
	}
	return spec.fault("outcome", "", fmt.Sprintf("nobody of the population has %s in the %d days from %s", spec.yes(), spec.Horizon, index.Format(time.DateOnly)),
		"ask for less with at_least, or look at whom the population holds")
}

// yes is the outcome in words.
func (s *Spec) yes() string {
	if s.Outcome.Least > 1 {
		return fmt.Sprintf("%d or more %s", s.Outcome.Least, s.Outcome.Words)
	}
	return "at least one " + s.Outcome.Singular()
}
