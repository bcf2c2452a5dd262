package model

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"time"

	"continuum/internal/fault"
)

// Return tells what became, without anything being done, of people who stand out: of
// those who had the most events in the year before, most have far fewer in the next.
// A fall in such a list after a programme began is no effect of it (Roland et al.,
// BMJ 2005;330:289).
type Return struct {
	How      string  `json:"how"` // by what they were chosen
	People   int     `json:"people"`
	Before   float64 `json:"before"`   // events a person in as many days before the index date
	After    float64 `json:"after"`    // events a person-year after it
	Forecast float64 `json:"forecast"` // events a person-year, by the time that each lived
	Died     float64 `json:"died"`     // share, within the horizon
}

// flaggedShare is the share of a population that is looked at: the highest one in a hundred.
const flaggedShare = 0.01

// earlier counts the events of a population in as many days before its index date as
// the horizon has after it; nil where the facts do not reach back so far.
func (m *Models) earlier(ctx context.Context, f *Facts, spec *Spec, d Dates, r *Rows) ([]float64, error) {
	if r.Index.AddDate(0, 0, -spec.Horizon).Before(d.From) {
		return nil, nil
	}
	known, err := m.Before(ctx, f, spec, r.Index)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(r.People))
	for i, id := range r.People {
		out[i] = known[id]
	}
	return out, nil
}

// Before gives the events of a model's outcome that each person had in the horizon
// that ends on an index date, that is on the spec.Horizon days before it; who had none
// is not in it. It is a count, not scaled to a year.
func (m *Models) Before(ctx context.Context, f *Facts, spec *Spec, index time.Time) (map[string]float64, error) {
	s, err := f.session(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := m.events(ctx, s, spec, index.AddDate(0, 0, -spec.Horizon)); err != nil {
		return nil, err
	}
	out := map[string]float64{}
	return out, fault.Wrap(s.each(ctx, "SELECT person_id, sum(n) FROM event GROUP BY 1 ORDER BY 1", func(v []driver.Value) {
		out[text(v[0])], _ = v[1].(float64)
	}), "counting the events before")
}

// returns tells of the people with the most events before, of those with the highest
// forecast, and of everybody; forecast is NaN of whom the model was not judged by.
func returns(spec *Spec, people []string, before []float64, forecast []float64, o *Followed) []Return {
	var rows []int
	for i, p := range forecast {
		if !math.IsNaN(p) {
			rows = append(rows, i)
		}
	}
	k := max(1, int(math.Round(flaggedShare*float64(len(rows)))))
	if before == nil || len(rows) < k {
		return nil
	}
	top := func(by []float64) []int {
		order := slices.Clone(rows)
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(people[a], people[b]))
		})
		return order[:k]
	}
	return []Return{
		whatBecame("everybody", rows, before, forecast, o),
		whatBecame(fmt.Sprintf("the 1%% with the most %s in the %d days before", spec.Outcome.Words, spec.Horizon), top(before), before, forecast, o),
		whatBecame("the 1% with the highest forecast", top(forecast), before, forecast, o),
	}
}

func whatBecame(how string, rows []int, before, forecast []float64, o *Followed) Return {
	r := Return{How: how, People: len(rows)}
	years, events := 0.0, 0.0
	for _, i := range rows {
		r.Before += before[i] / float64(len(rows))
		r.Forecast += forecast[i] * o.Days[i] / daysAYear
		years, events = years+o.Days[i]/daysAYear, events+o.Events[i]
		if o.Died[i] {
			r.Died += 1 / float64(len(rows))
		}
	}
	r.After, r.Forecast = events/years, r.Forecast/years
	return r
}

const daysAYear = 365.25
