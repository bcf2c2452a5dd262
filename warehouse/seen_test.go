package warehouse_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/link"
	"continuum/warehouse"
)

// What must not be seen is in no event, sum or count; who sees all sees what is there.
func TestSeen(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	mary, err := live.PersonOf(t.Context(), link.Registration{Source: "clinic", LocalID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := live.Record(t.Context(), mary)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	asked := map[string]int{}
	seen := func(sees warehouse.Sees) warehouse.Record {
		t.Helper()
		r, err := live.Seen(t.Context(), mary, func(table string, r warehouse.Row) bool {
			mu.Lock()
			defer mu.Unlock()
			asked[table]++
			return sees(table, r)
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	all := seen(func(string, warehouse.Row) bool { return true })
	if diff := cmp.Diff(whole, all, cmp.AllowUnexported(warehouse.Event{})); diff != "" {
		t.Errorf("who sees all sees something else: %s", diff)
	}
	for _, table := range []string{"registration", "activity"} {
		if asked[table] == 0 {
			t.Errorf("no row of %s was asked about", table)
		}
	}
	none := seen(func(string, warehouse.Row) bool { return false })
	if len(none.Timeline)+len(none.Registrations)+len(none.Relations)+len(none.Circumstances)+len(none.Costs) > 0 || none.Person.ID != mary {
		t.Errorf("who sees nothing sees %+v", none)
	}
	some := seen(func(table string, r warehouse.Row) bool { return table != "activity" && r.Text("code") == "" })
	if len(some.Registrations) != len(whole.Registrations) {
		t.Errorf("%d registrations of %d", len(some.Registrations), len(whole.Registrations))
	}
	for _, e := range some.Timeline {
		if e.Table == "activity" || strings.Contains(e.Title, "Diagnosis") {
			t.Errorf("sees %s", e.Title)
		}
	}
}
