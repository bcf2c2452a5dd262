package model

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source"
	"continuum/warehouse"
)

// cut is the leakage guard. On a connection to a build it makes one temporary view
// for each canonical table, of the same name, that shows what was known at the
// beginning of the index date and nothing else:
//
//   - a row whose own date (activity.start_at, diagnosis.recorded_at, …) is on or
//     after the index date, or that has no date, is not there;
//   - a date within a row (end_at, registered_to, death_date, …) that is on or after
//     the index date is missing, so that what goes on looks as it did;
//   - what becomes known only when a stay has ended (why and whither the person
//     left, the diagnosis coded, the cost) is missing while it goes on, and so are
//     the diagnoses and procedures coded for it;
//   - a person is there once a registration or an activity is, with age and sex; what
//     changes with the years (area, practice, whether alive) is worked out from
//     the registrations that are there.
//
// Names, addresses, evidence and rejects are not there at all, as for all analysis. Reference tables
// (area, partner) are as they are.
func cut(ctx context.Context, conn *sql.Conn, index time.Time) error {
	var base string
	if err := conn.QueryRowContext(ctx, "SELECT current_database()").Scan(&base); err != nil {
		return fault.Wrap(err, "hiding what was not known on %s", index.Format(time.DateOnly))
	}
	c := cutter{base: duck.Ident(base) + ".main.", at: date(index)}
	for _, s := range c.statements() {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fault.Wrap(err, "hiding what was not known on %s", index.Format(time.DateOnly))
		}
	}
	return nil
}

type cutter struct{ base, at string }

// afterwards are the columns of an activity that are filled in when it has ended.
var afterwards = []string{"discharge_method", "discharge_destination", "primary_diagnosis", "units", "cost_pence", "cost_basis"}

func (c cutter) statements() []string {
	out := []string{fmt.Sprintf(
		"CREATE OR REPLACE TEMP TABLE going_on AS SELECT DISTINCT person_id, local_activity_id FROM %sactivity WHERE start_at < %s AND end_at >= %s", c.base, c.at, c.at)}
	for _, t := range warehouse.AnalysisTables() {
		if t.Name != "person" {
			out = append(out, c.view(t))
		}
	}
	return append(out, strings.NewReplacer("BASE.", c.base, "INDEX_DATE", c.at).Replace(personCut))
}

// view shows one table as it was.
func (c cutter) view(t warehouse.AnalysisTable) string {
	facts, _ := source.TableNamed(t.Name)
	columns := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		columns[i] = c.column(facts, col)
	}
	where := "true"
	if t.People {
		where = duck.Ident(facts.When) + " < " + c.at
	}
	if t.Name == "diagnosis" || t.Name == "procedure" {
		where += " AND (local_activity_id IS NULL OR (person_id, local_activity_id) NOT IN (SELECT (person_id, local_activity_id) FROM going_on))"
	}
	return fmt.Sprintf("CREATE OR REPLACE TEMP VIEW %s AS SELECT %s FROM %s%s WHERE %s", t.Name, strings.Join(columns, ", "), c.base, t.Name, where)
}

func (c cutter) column(t source.Table, col warehouse.AnalysisColumn) string {
	name := duck.Ident(col.Name)
	switch {
	case col.Name == t.When, col.Name == "birth_date":
	case col.Type == "DATE" || col.Type == "TIMESTAMP":
		return fmt.Sprintf("CASE WHEN %s < %s THEN %s END AS %s", name, c.at, name, name)
	case t.Name == "activity" && slices.Contains(afterwards, col.Name):
		return fmt.Sprintf("CASE WHEN end_at IS NULL OR end_at < %s THEN %s END AS %s", c.at, name, name)
	}
	return name
}

// personCut is the person as known: the best registration that is there speaks for
// what changes, in the order of precedence that builds use.
const personCut = `CREATE OR REPLACE TEMP TABLE person AS
WITH r AS (
  SELECT r.person_id, CASE WHEN r.death_date < INDEX_DATE THEN r.death_date END AS death_date, r.postcode, r.ethnicity, r.gp_practice,
    (CASE WHEN p.sector = 'gp' THEN 0 ELSE 2 END + CASE WHEN r.registered_to IS NULL OR r.registered_to >= INDEX_DATE THEN 0 ELSE 1 END) * 1000000
      + 100000 - date_diff('day', DATE '1890-01-01', r.registered_from) AS o,
    r.source, r.local_id
  FROM build.registration r JOIN partner p ON p.id = r.source WHERE r.registered_from < INDEX_DATE),
best AS (
  SELECT person_id,
    min({'o': o, 's': source, 'l': local_id, 'v': death_date}) FILTER (WHERE death_date IS NOT NULL).v AS death_date,
    min({'o': o, 's': source, 'l': local_id, 'v': postcode}) FILTER (WHERE postcode IS NOT NULL).v AS postcode,
    min({'o': o, 's': source, 'l': local_id, 'v': ethnicity}) FILTER (WHERE ethnicity IS NOT NULL).v AS ethnicity,
    min({'o': o, 's': source, 'l': local_id, 'v': gp_practice}) FILTER (WHERE gp_practice IS NOT NULL).v AS gp_practice
  FROM r GROUP BY person_id),
small AS (
  SELECT replace(upper(postcode), ' ', '') AS pc, min(lsoa) AS lsoa, min(imd_decile) AS imd_decile FROM BASE.area GROUP BY 1)
SELECT p.person_id, p.birth_date, best.death_date, p.sex, best.ethnicity, small.lsoa, small.imd_decile, best.gp_practice,
  date_sub('year', p.birth_date, INDEX_DATE) AS age
FROM BASE.person p
LEFT JOIN best ON best.person_id = p.person_id
LEFT JOIN small ON small.pc = replace(upper(best.postcode), ' ', '')
WHERE (best.person_id IS NOT NULL OR p.person_id IN (SELECT person_id FROM activity))
  AND (p.birth_date IS NULL OR p.birth_date < INDEX_DATE)
ORDER BY p.person_id`
