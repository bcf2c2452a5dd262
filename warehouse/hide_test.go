package warehouse_test

import (
	"fmt"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

// Whoever was erased is found by nobody from the next question on, in the build that
// still has them.
func TestWhoWasErasedIsHidden(t *testing.T) {
	j := partedPlace(t, true)
	build(t, j)
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	hers := link.Registration{Source: "clinic", LocalID: "QX77W"}
	her, err := live.PersonOf(t.Context(), hers)
	if err != nil {
		t.Fatal(err)
	}
	tom, err := live.PersonOf(t.Context(), link.Registration{Source: "clinic", LocalID: "2"})
	if err != nil {
		t.Fatal(err)
	}
	if got := findings(t, live, her, tom); got != "search 1, who true, record true, facts true, facts of 2, by id 1, by number 1, match 1, clusters 2, of a registration true; Tom's: household Wilhelmina Quillfeather 01999 7 true, Wilhelmina Quillfeather true" {
		t.Errorf("before: %s", got)
	}
	edition := editionOf(t, live)
	live.Hide(erasedList{})
	if now := editionOf(t, live); now != edition {
		t.Errorf("edition %q though nobody was erased", now)
	}
	live.Hide(herRegistrations[:2])
	if got := findings(t, live, her, tom); got != "search 0, who false, record false, facts false, facts of 1, by id 0, by number 0, match 0, clusters 0, of a registration false; Tom's: household   false,  false" {
		t.Errorf("after: %s", got)
	}
	if now := editionOf(t, live); now == edition {
		t.Error("the edition is the same though somebody was erased")
	}
	if all, err := live.RegistrationsOf(t.Context(), her); err != nil || len(all) != 2 {
		t.Errorf("whoever erases finds %v, %v", all, err)
	}
	l, err := live.Linkage(t.Context())
	if text := fmt.Sprint(l); err != nil || holdsHers(text) {
		t.Errorf("what deserves a look is %s, %v", text, err)
	}
}

func editionOf(t *testing.T, live *warehouse.Live) string {
	t.Helper()
	o, err := live.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o.Edition
}

// findings tells what is found of her, and what Tom's facts say of her.
func findings(t *testing.T, live *warehouse.Live, her, tom string) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	there := func(err error) bool {
		t.Helper()
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			t.Fatal(err)
		}
		return err == nil
	}
	hits, err := live.Search(t.Context(), "quillfeather", 10)
	must(err)
	_, who := live.Who(t.Context(), her)
	_, record := live.Record(t.Context(), her)
	_, facts := live.Facts(t.Context(), her)
	many := 0
	must(live.FactsOf(t.Context(), []string{her, tom}, []string{"relationship"}, func(warehouse.Facts) error { many++; return nil }))
	byID, err := live.With(t.Context(), "clinic", "QX77W")
	must(err)
	byNumber, err := live.With(t.Context(), "", "9990000034")
	must(err)
	match, err := live.Match(t.Context(), link.Record{GivenName: "Wilhelmina", FamilyName: "Quillfeather", BirthDate: "1944-04-04", NHSNumber: "9990000034"}, 1)
	must(err)
	clusters := 0
	must(live.Clusters(t.Context(), func(r link.Registration, person string) error {
		if person == her {
			clusters++
		}
		return nil
	}))
	_, of := live.PersonOf(t.Context(), link.Registration{Source: "council", LocalID: "QX88W"})
	tomsPage, err := live.Record(t.Context(), tom)
	must(err)
	tomsFacts, err := live.Facts(t.Context(), tom)
	must(err)
	x, row := tomsPage.Relations[0], tomsFacts.Of("relationship")[0]
	return fmt.Sprintf("search %d, who %v, record %v, facts %v, facts of %d, by id %d, by number %d, match %d, clusters %d, of a registration %v; Tom's: %s %s %s %v, %s %v",
		len(hits), there(who), there(record), there(facts), many, len(byID), len(byNumber), len(match), clusters, there(of),
		x.Kind, x.Name, x.Phone, x.PersonID != "", row.Text("other_name"), row.Other != "")
}
