package model

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"continuum/internal/fault"
)

// Dates are the days on which one model looks ahead, each at its beginning: it
// learns from what followed Train, is judged by what followed Validate, and
// foresees what follows Score. Lookback is how many days of facts there are before
// the earliest; no window reaches further, so that a count means the same on each.
type Dates struct {
	Train    time.Time `json:"train"`
	Validate time.Time `json:"validate"`
	Score    time.Time `json:"score"`
	Lookback int       `json:"lookback_days"`
	From     time.Time `json:"facts_from"` // first and last day of the activities
	To       time.Time `json:"facts_to"`
}

// usual is the share of the median month's activities from which on a month counts
// as covered: a few misdated rows do not make a year of facts.
const coveredSQL = `WITH m AS (SELECT date_trunc('month', start_at) AS month, count(*) AS n, min(start_at) AS first, max(start_at) AS last
  FROM activity GROUP BY 1),
usual AS (SELECT quantile_disc(n, 0.5) AS n FROM m)
SELECT CAST(min(first) AS DATE), CAST(max(last) AS DATE) FROM m, usual WHERE m.n >= usual.n / 10`

// covered gives the first and the last day that the facts of a build cover.
func covered(ctx context.Context, s *session) (from, to time.Time, err error) {
	var a, b sql.NullTime
	if err := s.QueryRowContext(ctx, coveredSQL).Scan(&a, &b); err != nil {
		return from, to, fault.Wrap(err, "looking which days the facts cover")
	}
	if !a.Valid {
		return from, to, fault.New(fault.Invalid, "the build holds no activities, so nothing can be foreseen")
	}
	return a.Time, b.Time, nil
}

// Covered gives the first and the last day that the activities of a build cover, but for
// a few misdated ones.
func (f *Facts) Covered(ctx context.Context) (from, to time.Time, err error) {
	s, err := f.session(ctx, time.Time{})
	if err != nil {
		return from, to, err
	}
	defer s.close()
	return covered(ctx, s)
}

// Dates are the index dates of a model for a build.
func (m *Models) Dates(ctx context.Context, f *Facts, spec *Spec) (Dates, error) {
	s, err := f.session(ctx, time.Time{})
	if err != nil {
		return Dates{}, err
	}
	defer s.close()
	from, to, err := covered(ctx, s)
	if err != nil {
		return Dates{}, err
	}
	if to, err = m.told(ctx, s, spec, to); err != nil {
		return Dates{}, err
	}
	return spec.dates(from, to)
}

const (
	quiet    = 45  // days without any event after which a frequent outcome is taken not to be told any more
	frequent = 100 // events of a frequent one
)

// told is the last day on which an outcome is told: a partner's extract may end before
// those of others, and no event after it would look like good news.
func (m *Models) told(ctx context.Context, s *session, spec *Spec, to time.Time) (time.Time, error) {
	j, err := s.judged(ctx, m.outcomeSQL(spec), to)
	if err != nil {
		return to, err
	}
	var n int64
	var last sql.NullTime
	query := fmt.Sprintf("SELECT count(*), max(CAST(day AS DATE)) FROM (%s\n) WHERE day <= %s", j.SQL, date(to))
	if err := s.QueryRowContext(ctx, query).Scan(&n, &last); err != nil {
		return to, j.Fault(err)
	}
	if n >= frequent && last.Time.AddDate(0, 0, quiet).Before(to) {
		return last.Time, nil
	}
	return to, nil
}

// dates works out the index dates that a model does not declare: the day after the
// facts end, and one and two horizons before it.
func (s *Spec) dates(from, to time.Time) (Dates, error) {
	d := Dates{From: from, To: to, Score: to.AddDate(0, 0, 1)}
	d.Validate = d.Score.AddDate(0, 0, -s.Horizon)
	d.Train = d.Validate.AddDate(0, 0, -s.Horizon)
	for _, given := range []struct {
		key, value string
		into       *time.Time
	}{{"train", s.IndexDates.Train, &d.Train}, {"validate", s.IndexDates.Validate, &d.Validate}, {"score", s.IndexDates.Score, &d.Score}} {
		if given.value == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, given.value)
		if err != nil {
			return d, s.fault("index_dates."+given.key, given.value, "is not a date", "write it as yyyy-mm-dd")
		}
		*given.into = day
	}
	return d, s.within(&d)
}

const leastLookback = 28 // days

// within refuses dates whose outcome nobody could know yet, or before which there is nothing to learn from.
func (s *Spec) within(d *Dates) error {
	last := d.To.AddDate(0, 0, 1-s.Horizon)
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	for _, x := range []struct {
		key string
		at  time.Time
	}{{"validate", d.Validate}, {"train", d.Train}} {
		if x.at.After(last) {
			return s.fault("index_dates."+x.key, day(x.at), fmt.Sprintf("what happens in the %d days from here is not known yet: the facts end on %s", s.Horizon, day(d.To)),
				"the last date that works is "+day(last))
		}
	}
	if d.Train.AddDate(0, 0, s.Horizon).After(d.Validate) {
		return s.fault("index_dates.train", day(d.Train), "the model would learn from what happened after the date on which it is judged",
			fmt.Sprintf("give a date on or before %s", day(d.Validate.AddDate(0, 0, -s.Horizon))))
	}
	d.Lookback = int(d.Train.Sub(d.From).Hours() / 24)
	if d.Lookback < leastLookback {
		return s.fault("horizon", fmt.Sprint(s.Horizon), fmt.Sprintf("the facts begin on %s, too late to learn on %s for %d days ahead and be judged on the %d after", day(d.From), day(d.Train), s.Horizon, s.Horizon),
			fmt.Sprintf("shorten the horizon to at most %d days, or build from longer extracts", max(0, (int(d.To.Sub(d.From).Hours()/24)-leastLookback)/2)))
	}
	return nil
}

// fault is a defect of what the model declares at a path of its file.
func (s *Spec) fault(path, value, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: s.File, Line: int64(s.At.Position(path).Line), Value: value, Reason: reason, Fix: fix}
}
