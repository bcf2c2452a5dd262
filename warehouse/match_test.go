package warehouse_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

func TestMatch(t *testing.T) {
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
	for name, c := range map[string]struct {
		asked  link.Record
		person string
		grades []warehouse.Grade
	}{
		"all details": {
			link.Record{NHSNumber: "943 476 5919", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Sex: "F", Postcode: "WS1 2AB"},
			mary,
			[]warehouse.Grade{warehouse.Certain},
		},
		"spelt otherwise": {
			link.Record{GivenName: "Marie", FamilyName: "Smyth", BirthDate: "1938-11-09", Sex: "F", Postcode: "ws12ab"},
			mary,
			[]warehouse.Grade{warehouse.Certain, warehouse.Probable, warehouse.Possible},
		},
		"nobody":           {link.Record{GivenName: "Zebedee", FamilyName: "Quux", BirthDate: "2001-01-01"}, "", nil},
		"another's number": {link.Record{NHSNumber: "9990000026", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Sex: "F", Postcode: "WS1 2AB"}, "", nil},
	} {
		got, err := live.Match(t.Context(), c.asked, 5)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		switch {
		case name == "another's number":
			for _, x := range got {
				if x.Grade == warehouse.Certain {
					t.Errorf("%s: %+v", name, x)
				}
			}
		case c.person == "" && len(got) > 0, c.person != "" && (len(got) == 0 || got[0].PersonID != c.person):
			t.Errorf("%s: %+v", name, got)
		case c.person != "":
			x := got[0]
			good := false
			for _, g := range c.grades {
				good = good || x.Grade == g
			}
			if !good || x.Probability < 0 || x.Probability > 1 {
				t.Errorf("%s: %+v", name, x)
			}
		}
	}
	for _, asked := range []link.Record{{}, {FamilyName: "Smith"}, {BirthDate: "1938-11-09"}, {NHSNumber: " "}} {
		if _, err := live.Match(t.Context(), asked, 5); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", asked, err)
		}
	}
}

// The index is made once for all who ask at once, whoever of them gives up, and a
// new build gets its own.
func TestMatchIndexIsOfTheBuild(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	first := build(t, j)
	write(t, filepath.Dir(j.From), "-- in/people.csv --\nid,nhs,given,family,born,sex,postcode\n1,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB\n")
	second := build(t, j)
	if _, err := j.Data.Rollback(first.ID); err != nil {
		t.Fatal(err)
	}
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	ann := link.Record{NHSNumber: "9990000026", GivenName: "Ann", FamilyName: "Brown", BirthDate: "1960-03-04"}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			ctx := t.Context()
			if i%2 == 0 {
				ctx = gone
			}
			got, err := live.Match(ctx, ann, 3)
			if err != nil && fault.CodeOf(err) != fault.Unavailable || err == nil && len(got) != 1 || err != nil && i%2 == 1 {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	all.Wait()
	if _, err := j.Data.Rollback(second.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := live.Match(t.Context(), ann, 3); err != nil || len(got) > 0 {
		t.Errorf("after she left: %v, %v", got, err)
	}
	if err := os.Remove(filepath.Join(string(j.Data), "builds", first.ID, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Data.Rollback(first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := live.Match(t.Context(), ann, 3); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a build of an older release: %v", err)
	}
}
