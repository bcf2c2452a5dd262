package cohort_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/target/cohort"
	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

// little is seven people: two old and ill, one of them in a care home, one old and well,
// one who died, two young, and one of whom little is known.
var little = cohorttest.Tables{
	"person": `BY NAME SELECT * FROM (VALUES
		('P00000000001', DATE '1940-02-29', NULL, 'female', 1, 'A'),
		('P00000000002', DATE '1945-01-01', NULL, 'male', 10, 'A'),
		('P00000000003', DATE '1950-01-01', NULL, 'female', 5, 'B'),
		('P00000000004', DATE '1930-01-01', DATE '2026-05-01', 'male', 5, 'B'),
		('P00000000005', DATE '1990-01-01', NULL, 'male', NULL, 'B'),
		('P00000000006', DATE '2026-10-31', NULL, 'indeterminate', 2, 'A'),
		('P00000000007', NULL, NULL, 'unknown', NULL, NULL)) t(person_id, birth_date, death_date, sex, imd_decile, gp_practice)`,
	"identity": `SELECT 'P0000000000' || CAST(i AS VARCHAR), 'practice', CAST(i AS VARCHAR) FROM range(1, 8) t(i)`,
	"diagnosis": `BY NAME SELECT * FROM (VALUES
		('P00000000001', 'I500', TIMESTAMP '2020-01-01'), ('P00000000001', 'J449', TIMESTAMP '2020-01-01'), ('P00000000002', 'I500', TIMESTAMP '2026-09-15'),
		('P00000000004', 'I500', TIMESTAMP '2020-01-01')) t(person_id, code, recorded_at)`,
	"service_package": `BY NAME SELECT 'P00000000001' AS person_id, 'residential' AS kind, DATE '2026-09-01' AS start_date`,
}

const (
	population = `-- title: Registered and alive
-- steps:
--   - {name: alive, title: Alive}
--   - {name: registered, title: Registered with a practice}
WITH alive AS (SELECT person_id FROM person WHERE death_date IS NULL OR death_date > :index_date),
registered AS (SELECT person_id FROM person WHERE gp_practice IS NOT NULL)
SELECT person_id FROM alive INTERSECT SELECT person_id FROM registered
`
	ill = `-- title: Heart failure at home
-- steps:
--   - {name: heart_failure, title: Heart failure on record}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the home has a ward round}
WITH heart_failure AS (
  SELECT DISTINCT person_id FROM diagnosis WHERE code LIKE 'I50%' AND recorded_at < :index_date -- 'ever'
), care_home AS (
  SELECT DISTINCT person_id FROM service_package WHERE kind = 'residential' AND start_date < :index_date
)
SELECT person_id FROM heart_failure
EXCEPT
SELECT person_id FROM care_home;
`
)

func littleCrowd(t *testing.T, files map[string]string) *cohort.Crowd {
	t.Helper()
	dir := warehouse.Dir(t.TempDir())
	little.Write(t, dir, "20261101T000000.000Z-000001")
	return cohorttest.Crowd(t, cohorttest.Place(t, files), dir, cohorttest.IndexDate)
}

func TestEachStepIsCounted(t *testing.T) {
	k := littleCrowd(t, map[string]string{"cohorts/population.sql": population, "cohorts/ill.sql": ill})
	f, err := k.Funnel(t.Context(), "ill")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range f.Steps {
		got = append(got, fmt.Sprintf("%s/%s met %d, out %d, left %d, line %d", s.Cohort, s.Step, s.Met, s.Out, s.Left, s.Line))
	}
	want := []string{
		"population/alive met 6, out 1, left 6, line 5", "population/registered met 6, out 1, left 5, line 6",
		"ill/heart_failure met 3, out 3, left 2, line 5", "ill/care_home met 1, out 1, left 1, line 7",
	}
	if diff := cmp.Diff(want, got); diff != "" || f.People != 7 || f.Size != 1 {
		t.Errorf("%d of %d\n%s", f.Size, f.People, diff)
	}
	ids, err := k.Names(t.Context(), f.Members())
	if err != nil || !slices.Equal(ids, []string{"P00000000002"}) {
		t.Errorf("members %v: %v", ids, err)
	}
	if ids, err = k.Names(t.Context(), f.LeftOut(3)); err != nil || !slices.Equal(ids, []string{"P00000000001"}) {
		t.Errorf("left out %v: %v", ids, err)
	}
}

// A file that is no clear answer is refused with its line; each breaks one rule.
func TestUnclearCohorts(t *testing.T) {
	step := func(sql string) string {
		return "-- title: T\n-- steps:\n--   - {name: a, title: A}\nWITH a AS (\n" + sql + "\n)\nSELECT person_id FROM a\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"no such step":    {strings.Replace(step("SELECT person_id FROM person"), "name: a,", "name: aa,", 1), `3: step "aa" is no WITH query of the file; did you mean "a"?`},
		"another choice":  {step("SELECT person_id FROM person") + "LIMIT 1", "7: the last SELECT does not choose those whom the steps choose, so the file would say two things; write it as: select person_id from a"},
		"no id":           {step("SELECT sex FROM person"), `4: step "a" gives no person_id (found "sex"); name it in the select list`},
		"another type":    {step("SELECT imd_decile AS person_id FROM person"), `4: person_id of step "a" is not a person's id (found "BIGINT"); give person_id as the tables have it`},
		"no such table":   {step("SELECT person_id FROM diagnoses"), `5: a cohort may read only the tables of a build without names and addresses, the place's code_NAME and price_NAME, and its own WITH queries (found "diagnoses"); did you mean "diagnosis"?`},
		"names":           {step("SELECT person_id FROM demographic"), `5: a cohort may read only the tables of a build`},
		"syntax":          {step("SELECT person_id\nFROM person WHERE WHERE"), `6: the SELECT cannot be run: syntax error at or near "WHERE"`},
		"a write":         {"-- title: T\nDELETE FROM person", "2: a cohort is one SELECT and nothing else; keep one SELECT"},
		"two statements":  {"-- title: T\nSELECT person_id FROM person; SELECT 1", "2: a cohort is one SELECT and nothing else; keep one SELECT"},
		"a clock":         {step("SELECT person_id FROM person WHERE birth_date < current_date"), "5: a cohort may not call this"},
		"another day":     {step("SELECT person_id FROM person WHERE birth_date < :indx_date"), `5: no day goes by this name (found ":indx_date"); did you mean ":index_date"?`},
		"without an end":  {"-- title: T\nWITH RECURSIVE r AS (SELECT person_id FROM person UNION ALL SELECT person_id FROM r)\nSELECT person_id FROM r", "2: a query that reads itself may never end"},
		"within nowhere":  {"-- title: T\n-- within: nobody\nSELECT person_id FROM person", `2: there is no other cohort "nobody" to lie within`},
		"a nameless list": {step("SELECT person_id FROM code_none"), "5: the SELECT cannot be run: Table with name code_none does not exist!"},
	} {
		p := cohorttest.Place(t, map[string]string{"cohorts/c.sql": c.text})
		set, problems := cohort.Load(p)
		more, err := cohort.CheckSQL(t.Context(), p, set)
		if err != nil {
			t.Fatal(name, err)
		}
		problems = append(problems, more...)
		if len(problems) == 0 || !strings.HasPrefix(problems[0].String(), "cohorts/c.sql:"+c.want) {
			t.Errorf("%s:\n got %v\nwant %s", name, problems, c.want)
		}
	}
}

// What only the rows show is refused when they are read.
func TestUnclearAnswers(t *testing.T) {
	for name, c := range map[string]struct{ sql, want string }{
		"twice":       {"SELECT person_id FROM diagnosis", `cohorts/c.sql:2: step "c" gives somebody 2 times: one person_id a row (found "P00000000001"); write SELECT DISTINCT person_id, or GROUP BY person_id`},
		"nobody":      {"SELECT 'X' || person_id AS person_id FROM person", `cohorts/c.sql:2: step "c" gives 7 rows of nobody in the build (found "XP00000000001"); give person_id as the tables have it`},
		"without one": {"SELECT p.person_id FROM person q LEFT JOIN (SELECT person_id FROM diagnosis WHERE code = 'J449') p USING (person_id)", `cohorts/c.sql:2: step "c" gives 6 rows without a person_id; add WHERE person_id IS NOT NULL, or join so that each row has a person`},
		"bad cast":    {"SELECT person_id FROM person WHERE CAST(gp_practice AS INTEGER) = 1", "cohorts/c.sql:2: the SELECT cannot be run: Could not convert string"},
	} {
		k := littleCrowd(t, map[string]string{"cohorts/c.sql": "-- title: T\n" + c.sql})
		_, err := k.Funnel(t.Context(), "c")
		var bad *fault.Error
		if !errors.As(err, &bad) || !strings.Contains(strings.ReplaceAll(err.Error(), "\n", " "), strings.Split(c.want, " (found")[0]) {
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
		}
	}
}

// erased is a list of one registration.
func TestWhoWasErasedIsInNoCohort(t *testing.T) {
	dir := warehouse.Dir(t.TempDir())
	little.Write(t, dir, "20261101T000000.000Z-000001")
	p := cohorttest.Place(t, map[string]string{"cohorts/all.sql": "-- title: All\nSELECT person_id FROM person"})
	set, _ := cohort.Load(p)
	a, err := dir.Analyse(t.Context(), warehouse.Asking{Place: p, Erased: erasedList{"3": true}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	f, err := cohort.On(a, set, cohorttest.IndexDate).Funnel(t.Context(), "all")
	if err != nil || f.Size != 6 || f.People != 6 {
		t.Errorf("%+v: %v", f, err)
	}
}
