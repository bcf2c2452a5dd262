package record

import (
	"fmt"
	"slices"
	"testing"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// Two bounds of one time are asked of one row, whether what it lasts is found by
// its beginning or by its end.
func TestBoundsOfOneTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for id, period := range map[string]string{
			"long": `"start":"2019-08-01","end":"2021-02-01"`, "open": `"start":"2019-08-01"`, "ended": `"end":"2019-07-01"`,
			"short": `"start":"2020-03-01T10:00:00Z","end":"2020-03-01T11:00:00Z"`, "early": `"start":"2018-03-01T10:00:00Z","end":"2018-03-01T11:00:00Z"`,
		} {
			if _, err := d.put(fmt.Sprintf(`{"resourceType":"Encounter","id":"%s","status":"finished","class":{"code":"AMB"},"period":{%s}}`, id, period), AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for query, want := range map[[2]string][]string{
			{"gt2020-01-01", "ge2019-06-01"}: {"long", "open", "short"},
			{"ge2019-06-01", "gt2020-01-01"}: {"long", "open", "short"},
			{"ge2020-01-01", "lt2020-06-01"}: {"long", "open", "short"},
			{"lt2020-06-01", "ge2020-03-02"}: {"long", "open"},
			{"lt2019-01-01", "gt2018-01-01"}: {"early", "ended"},
			{"lt2018-01-01", "gt2017-01-01"}: {"ended"},
			{"ap2020-03-01", "ge2020-01-01"}: {"long", "open", "short"},
			{"sa2019-12-01", "eb2020-12-01"}: {"short"},
		} {
			if got := metBy(t, r, query); !slices.Equal(got, want) {
				t.Errorf("date=%s&date=%s met %v, want %v", query[0], query[1], got, want)
			}
		}
	})
}

// metBy gives the encounters with a date between two bounds, in order of their ids.
func metBy(t *testing.T, r *Record, dates [2]string) (ids []string) {
	t.Helper()
	s, err := search.Parse(definition.ResourceOf("Encounter"), []search.Pair{{Name: "date", Value: dates[0]}, {Name: "date", Value: dates[1]}}, false)
	if err != nil {
		t.Fatal(err)
	}
	err = r.db.Read(t.Context(), func(tx *store.Tx) error {
		found, err := r.Search(tx, s, Page{Count: 100})
		for _, x := range found.Matches {
			ids = append(ids, x.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}
