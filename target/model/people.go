package model

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/source"
	"continuum/target/cohort"
)

// population makes the temporary table population (person_id) of a session: who a
// model is for on the index date, each once, of those who were alive then. The SQL of
// cohorts sees no more than features do: whom a model is for may not depend on what
// came later either.
func (m *Models) population(ctx context.Context, s *session, spec *Spec) (int, error) {
	queries, err := m.populationSQL(s.facts, spec)
	if err != nil {
		return 0, err
	}
	where := "death_date IS NULL"
	for i, q := range queries {
		j, err := s.judged(ctx, q, s.index)
		if err != nil {
			return 0, err
		}
		asked := fmt.Sprintf("asked%d", i)
		if err := s.make(ctx, asked, j); err != nil {
			return 0, err
		}
		where += " AND person_id IN (SELECT person_id FROM " + asked + ")"
	}
	if err := s.run(ctx, "gathering the population", "CREATE OR REPLACE TEMP TABLE population AS SELECT person_id FROM person WHERE "+where+" ORDER BY 1"); err != nil {
		return 0, err
	}
	var n int
	if err := s.QueryRowContext(ctx, "SELECT count(*) FROM population").Scan(&n); err != nil {
		return 0, fault.Wrap(err, "counting the population")
	}
	if n == 0 {
		return 0, spec.fault("population", spec.Population, "nobody belongs to the population on "+s.index.Format(time.DateOnly),
			"look at what "+queries[0].File+" asks for: only what was known before that day can be seen")
	}
	return n, nil
}

// populationSQL is a file of the models' own, or a cohort and those it lies within.
func (m *Models) populationSQL(f *Facts, spec *Spec) ([]source.Query, error) {
	if file, ok := m.files[spec.Population]; ok {
		return []source.Query{file.query("a model's population")}, nil
	}
	var out []source.Query
	for name := spec.Population; name != cohort.Everybody && len(out) <= len(f.Cohorts.All); {
		c, err := f.Cohorts.Named(name)
		switch {
		case err == nil:
		case len(out) > 0 && name == cohort.Population: // a place need not have one
			return out, nil
		default:
			return nil, spec.fault("population", name, "there is neither a cohort nor a file models/"+name+".sql of this name", place.Suggest(name, m.populations(f.Cohorts)))
		}
		out = append(out, question(c.File, c.Line, c.SQL, "a cohort"))
		if name = c.Within; name == "" && c.ID == cohort.Population {
			break
		} else if name == "" {
			name = cohort.Population
		}
	}
	return out, nil
}

func (m *Models) populations(c *cohort.Set) []string {
	return append(c.IDs(), slices.Sorted(maps.Keys(m.files))...)
}

// year is a population on an index date, its features, and what became of it.
func (m *Models) year(ctx context.Context, f *Facts, spec *Spec, index time.Time, lookback int) (*year, error) {
	rows, err := m.gather(ctx, f, spec, index, lookback)
	if err != nil {
		return nil, err
	}
	followed, err := m.follow(ctx, f, spec, rows)
	if err != nil {
		return nil, err
	}
	return &year{rows, followed}, nil
}
