package record

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// TestSightIsLookedUp: whether something may be seen is found by indexes alone, for each
// resource that is met, and what one person may see by what is about them.
func TestSightIsLookedUp(t *testing.T) {
	r := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"), WithLabels("1", marked))
	newSighted(t, r, 11, 200)
	own := sight.Related{worldParties[2]}
	practice := sight.Any{sight.OfType{"Location"}, sight.All{sight.Related(worldParties[:2]), sight.Not{Rule: sight.Any{sight.Labelled{"english"}, sight.Related(worldParties[3:])}}}}
	several := sight.Not{Rule: sight.Related(worldParties)}
	for _, c := range []struct{ typ, query string }{
		{"Observation", "status=final"},
		{"Observation", "patient=p1&status=final"},
		{"Observation", "patient.gender=female"},
		{"Observation", "encounter.patient.gender=female"},
		{"Patient", "_has:Observation:patient:status=final"},
		{"Patient", "gender:not=male"},
		{"", "_lastUpdated=gt2020"},
	} {
		for name, rule := range map[string]sight.Rule{"own": own, "practice": practice, "several": several} {
			s := parsedSearch(t, c.typ, c.query)
			err := r.db.Read(context.Background(), func(tx *store.Tx) error {
				q := &query{asking: r.asking(tx, nil), of: s.Of()}
				q.eyes = r.As(rule).eyes()
				if err := q.see(); err != nil {
					return err
				}
				if err := q.plan(s.Filters); err != nil {
					return err
				}
				st := &statement{}
				st.put("EXPLAIN QUERY PLAN SELECT DISTINCT d.ordinal")
				q.from(st, Page{Until: 1000})
				st.put(" ORDER BY d.ordinal LIMIT 50")
				lookedUp(t, tx, st, name+": "+c.typ+"?"+c.query)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// lookedUp refuses a plan that reads a table or an index whole, but for the labels,
// which are few, and for what was found within the statement itself.
func lookedUp(t *testing.T, tx *store.Tx, s *statement, of string) {
	t.Helper()
	sight, made := 0, map[string]bool{"d": true}
	for row, err := range s.rows(tx) {
		var id, parent, unused int64
		var detail string
		if err == nil {
			err = row.Scan(&id, &parent, &unused, &detail)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(detail, "SEARCH") && strings.Contains(detail, "PRIMARY KEY (ordinal=?)") {
			sight++
		}
		for _, how := range []string{"CO-ROUTINE ", "MATERIALIZE "} {
			if name, is := strings.CutPrefix(detail, how); is {
				made[name] = true
			}
		}
		if name, whole := strings.CutPrefix(detail, "SCAN "); whole && !made[name] && !strings.HasPrefix(name, "record_label") || strings.Contains(detail, "AUTOMATIC") {
			t.Errorf("%s: %s", of, detail)
		}
	}
	if sight == 0 {
		t.Errorf("%s: whom resources are about is not looked up", of)
	}
}

func parsedSearch(t testing.TB, typ, query string) *search.Search {
	t.Helper()
	var pairs []search.Pair
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			pairs = append(pairs, search.Pair{Name: name, Value: value})
		}
	}
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
