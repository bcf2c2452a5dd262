package warehouse_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// asked runs a query of the place and gives its rows.
func asked(t *testing.T, a *warehouse.Analysis, sql string) (rows []string, err error) {
	t.Helper()
	days := warehouse.Days{"index_date": a.IndexDate()}
	j, err := a.Judge(t.Context(), warehouse.Question("cohorts/c.sql", 3, sql, "a cohort"), days)
	if err != nil {
		return nil, err
	}
	err = a.Ask(t.Context(), "SELECT CAST(q AS VARCHAR) FROM ("+j.SQL+"\n) q ORDER BY 1", func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		rows = append(rows, text)
		return err
	})
	return rows, j.Fault(err)
}

func analysed(t *testing.T, j warehouse.Job, erased warehouse.Erased) *warehouse.Analysis {
	t.Helper()
	a, err := j.Data.Analyse(t.Context(), warehouse.Asking{Place: j.Place, Erased: erased})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() }) // for the second time in some tests
	return a
}

func TestAnalysis(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	a := analysed(t, j, nil)
	if want := time.Date(2025, 5, 2, 0, 0, 0, 0, time.UTC); !a.IndexDate().Equal(want) || a.People() != 4 {
		t.Errorf("index date %s, %d people", a.IndexDate(), a.People())
	}
	rows, err := asked(t, a, "SELECT COUNT(*) AS n FROM activity WHERE start_at < :index_date - INTERVAL '1' MONTH")
	if err != nil || fmt.Sprint(rows) != "[{'n': 1}]" {
		t.Errorf("%v, %v", rows, err)
	}
	sum := 0
	for _, r := range a.Ranges() {
		sum += r.People
	}
	if sum != 4 {
		t.Errorf("the ranges have %d people", sum)
	}
}

// Nothing that an analyst writes reaches a name, a file, a clock or another database, or
// changes anything; what is wrong is told with its line.
func TestAnalysisMayNot(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	a := analysed(t, j, nil)
	for sql, want := range map[string]string{
		"SELECT family_name FROM demographic":                 "cohorts/c.sql:3: a cohort may read only the tables of a build without names",
		"SELECT nhs_number FROM person":                       `cohorts/c.sql:3: the SELECT cannot be run: Referenced column "nhs_number" not found`,
		"SELECT local_id FROM activity":                       `cohorts/c.sql:3: the SELECT cannot be run: Referenced column "local_id" not found`,
		"SELECT family_name FROM registration":                `cohorts/c.sql:3: the SELECT cannot be run: Referenced column "family_name" not found`,
		"SELECT *\nFROM build.main.demographic":               "cohorts/c.sql:4: a cohort may read only",
		"SELECT * FROM numbered":                              "cohorts/c.sql:3: a cohort may read only",
		"SELECT * FROM hidden":                                "cohorts/c.sql:3: a cohort may read only",
		"SELECT * FROM read_csv('/etc/passwd')":               "cohorts/c.sql:3: a cohort may read only",
		"SELECT * FROM '/etc/passwd'":                         "cohorts/c.sql:3: a cohort may read only",
		"SELECT person_id,\n random()\n FROM person":          "cohorts/c.sql:4: a cohort may not call this",
		"SELECT now()":                                        "cohorts/c.sql:3: a cohort may not call this",
		"DROP TABLE person":                                   "cohorts/c.sql:3: a cohort is one SELECT and nothing else",
		"SELECT 1; DROP VIEW person":                          "cohorts/c.sql:3: a cohort is one SELECT and nothing else",
		"SELECT :horizon_end":                                 `cohorts/c.sql:3: no day goes by this name (found ":horizon_end"); known are :index_date`,
		"SELECT CAST(p.sex AS INTEGER)\nFROM person p":        "cohorts/c.sql:3: the SELECT cannot be run: Could not convert string",
		"SELECT person_id FROM activty":                       `did you mean "activity"?`,
		"SELECT person_id FROM person WHERE 'x' = ':unheard'": "",
	} {
		_, err := asked(t, a, sql)
		var bad *fault.Error
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", sql, err)
		case want != "" && (!errors.As(err, &bad) || bad.Code != fault.Invalid || !strings.Contains(err.Error(), want)):
			t.Errorf("%s:\n got %v\nwant %s", sql, err, want)
		}
	}
}

// Whoever was erased is in no table, and nobody's row says who they are.
func TestAnalysisWithoutWhoWasErased(t *testing.T) {
	j := partedPlace(t, true)
	build(t, j)
	count := "SELECT COUNT(*) AS n, COUNT(other_person_id) AS others FROM relationship"
	people := "SELECT COUNT(*) AS n FROM person"
	before, without := analysed(t, j, nil), analysed(t, j, herRegistrations)
	for query, want := range map[string][2]string{
		count: {"[{'n': 3, 'others': 3}]", "[{'n': 2, 'others': 1}]"}, people: {"[{'n': 5}]", "[{'n': 4}]"},
		"SELECT COUNT(*) AS n FROM registration": {"[{'n': 7}]", "[{'n': 5}]"},
	} {
		was, err := asked(t, before, query)
		if err != nil {
			t.Fatal(err)
		}
		is, err := asked(t, without, query)
		if err != nil || fmt.Sprint(was) != want[0] || fmt.Sprint(is) != want[1] {
			t.Errorf("%s: %v, then %v: %v", query, was, is, err)
		}
	}
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	live.Hide(herRegistrations)
	a, err := live.Analyse(t.Context(), warehouse.Asking{Place: j.Place})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if is, err := asked(t, a, people); err != nil || fmt.Sprint(is) != "[{'n': 4}]" {
		t.Errorf("%v, %v", is, err)
	}
}

// What is under way goes on with the build it began with, and leaves nothing behind.
func TestAnalysisHoldsItsBuild(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	first := build(t, j)
	a := analysed(t, j, nil)
	j.Keep = 1
	build(t, j)
	if rows, err := asked(t, a, "SELECT COUNT(*) AS n FROM person"); err != nil || a.Build().ID != first.ID || fmt.Sprint(rows) != "[{'n': 4}]" {
		t.Errorf("%v, %v", rows, err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	// What a killed process left goes with the next analysis.
	killed := filepath.Join(string(j.Data), "asking-000000")
	if err := errors.Join(os.Mkdir(killed, 0o700), os.WriteFile(filepath.Join(killed, "spilled"), nil, 0o600), os.WriteFile(killed+".lock", nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	next := analysed(t, j, nil)
	if now, _ := filepath.Glob(filepath.Join(string(j.Data), "asking-*")); len(now) != 1 || now[0] == killed+".lock" {
		t.Errorf("there are %v", now)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(string(j.Data), "asking-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := j.Data.Analyse(t.Context(), warehouse.Asking{Build: first.ID, Place: j.Place}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a build that was removed: %v", err)
	}
}

// Whoever goes away is not waited for.
func TestAnalysisEndsWithItsContext(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	a := analysed(t, j, nil)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	err := a.Ask(ctx, "SELECT count(*) FROM range(10000000) x, range(10000000) y", func(scan func(...any) error) error { return nil })
	if err == nil || ctx.Err() == nil {
		t.Errorf("the answer is %v", err)
	}
	if _, err := os.Stat(string(j.Data)); err != nil {
		t.Error(err)
	}
}
