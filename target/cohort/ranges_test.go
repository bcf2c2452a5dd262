package cohort_test

import (
	"testing"

	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

// Whether a step is asked range by range or about everybody at once, it gives the same
// people: counted, joined, compared with an average of all, and named by somebody else.
func TestManyPeopleAreAskedRangeByRange(t *testing.T) {
	const people = 150_000
	id := "'P' || substr(upper(md5(CAST(i AS VARCHAR))), 1, 11)"
	dir := warehouse.Dir(t.TempDir())
	cohorttest.Tables{
		"person":       "BY NAME SELECT " + id + " AS person_id, DATE '1950-01-01' + CAST(i % 1000 AS INTEGER) AS birth_date FROM range(150000) t(i) ORDER BY 1",
		"activity":     "BY NAME SELECT " + id + " AS person_id, 'gp' AS setting, TIMESTAMP '2026-01-01' AS start_at, i % 7 AS cost_pence FROM range(150000) t(i) WHERE i % 3 = 0 ORDER BY 1",
		"relationship": "BY NAME SELECT " + id + " AS person_id, 'P' || substr(upper(md5(CAST(i + 1 AS VARCHAR))), 1, 11) AS other_person_id, 'carer' AS kind FROM range(149999) t(i) WHERE i % 5 = 0 ORDER BY 1",
	}.Write(t, dir, "20261101T000000.000Z-000001")
	sql := map[string]string{
		"everybody_here": "SELECT person_id FROM person",
		"seen":           "SELECT person_id FROM activity WHERE start_at < :index_date GROUP BY person_id HAVING COUNT(*) = 1",
		"dear":           "SELECT DISTINCT person_id FROM activity WHERE cost_pence > (SELECT AVG(cost_pence) FROM activity)",
		"cared_for":      "SELECT DISTINCT other_person_id AS person_id FROM relationship",
		"first":          "SELECT person_id FROM (SELECT person_id, ROW_NUMBER() OVER (ORDER BY person_id) AS place FROM person) ranked WHERE place <= 10",
	}
	files := map[string]string{}
	for name, query := range sql {
		files["cohorts/"+name+".sql"] = "-- title: T\n" + query
	}
	k := cohorttest.Crowd(t, cohorttest.Place(t, files), dir, cohorttest.IndexDate)
	dear := 0 // of every third, those who cost 4 to 6; who costs 3 may lie on either side of the average
	for i := 0; i < people; i += 3 {
		if i%7 > 3 {
			dear++
		}
	}
	for name, want := range map[string]int{"everybody_here": people, "seen": people / 3, "cared_for": people / 5, "first": 10} {
		f, err := k.Funnel(t.Context(), name)
		if err != nil || f.Size != want {
			t.Errorf("%s: %d, want %d: %v", name, f.Size, want, err)
		}
	}
	f, err := k.Funnel(t.Context(), "dear")
	if err != nil || f.Size < dear || f.Size > dear+people/21+1 {
		t.Errorf("dear: %d, want %d to %d: %v", f.Size, dear, dear+people/21+1, err)
	}
	f, err = k.Funnel(t.Context(), "first")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Members().ToArray(); len(got) != 10 || got[0] != 0 || got[9] != 9 {
		t.Errorf("the first ten are %v", got)
	}
}
