package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// writing runs a transaction of a test.
func (d *desk) writing(f func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Write(context.Background(), f); err != nil {
		d.t.Fatal(err)
	}
}

// sees tells whether a party may read a Patient.
func (d *desk) sees(party sight.Party, id string) bool {
	d.t.Helper()
	var err error
	readErr := d.db.Read(context.Background(), func(tx *store.Tx) error {
		_, err = d.As(sight.Related{party}).Read(tx, Key{definition.ResourceOf(patientName), id})
		return nil
	})
	if readErr != nil || err != nil && fault.CodeOf(err) != fault.NotFound {
		d.t.Fatal(readErr, err)
	}
	return err == nil
}

// relationsOf writes the relations of a person.
func (d *desk) relationsOf(person string) string {
	d.t.Helper()
	var all []string
	err := d.db.Read(context.Background(), func(tx *store.Tx) error {
		relations, err := d.Relations(tx, person)
		for _, x := range relations {
			all = append(all, fmt.Sprintf("%s %s by %s", x.Party.Kind, x.Party.Of, x.Origin))
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(all, ", ")
}

// TestRelations follows who has relations to a person, and what they see.
func TestRelations(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		patient, now := definition.ResourceOf(patientName), time.Now()
		gp, ward := sight.Party{Kind: sight.Registered, Of: "L81001"}, sight.Party{Kind: sight.Ward, Of: "weston/3"}
		expect := func(when, id string, sees ...bool) {
			t.Helper()
			if got := []bool{d.sees(gp, id), d.sees(ward, id)}; !slices.Equal(got, sees) {
				t.Errorf("%s: the practice and the ward see %s: %v, want %v", when, id, got, sees)
			}
		}
		d.writing(func(tx *store.Tx) error { // before the Patient comes
			return r.Relate(tx, "Encounter/1", "Patient/a", []Relation{{Party: ward, Since: now.Add(-time.Hour), Until: now.Add(time.Hour)}})
		})
		for _, id := range []string{"a", "b"} {
			if _, err := d.put(`{"resourceType":"Patient","id":"`+id+`"}`, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		expect("at first", "a", false, true)
		d.writing(func(tx *store.Tx) error {
			return r.Relate(tx, "build", "n1", []Relation{{Party: gp}, {Party: gp}, {Party: ward, Until: now.Add(-time.Hour)}, {Party: ward, Since: now.Add(time.Hour)}})
		})
		expect("of another person", "a", false, true)
		d.writing(func(tx *store.Tx) error { return r.SetPerson(tx, Key{patient, "a"}, "n1") })
		expect("once it is known who it is", "a", true, false)
		expect("of another Patient", "b", false, false)
		d.writing(func(tx *store.Tx) error { return r.SetPerson(tx, Key{patient, "b"}, "n1") })
		expect("of a second Patient of the person", "b", true, false)
		if got, want := d.relationsOf("n1"), "registered L81001 by build, ward weston/3 by build"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		d.writing(func(tx *store.Tx) error {
			return r.Relate(tx, "account:7", "n1", []Relation{{Party: ward}})
		})
		expect("by the word of another", "b", true, true)
		d.writing(func(tx *store.Tx) error { return r.Relate(tx, "build", "n1", nil) })
		expect("when the build says nothing any more", "b", false, true)
		d.writing(func(tx *store.Tx) error { return r.Unrelate(tx, "account:7") })
		expect("when all is taken back", "b", false, false)
		d.writing(func(tx *store.Tx) error { return r.SetPerson(tx, Key{patient, "a"}, "Patient/a") })
		expect("a person of its own again", "a", false, true)
	})
}

// TestRelatedTo finds people by who is related to them, page by page.
func TestRelatedTo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		team, ward := sight.Party{Kind: sight.CareTeam, Of: "7"}, sight.Party{Kind: sight.Ward, Of: "w/1"}
		d.writing(func(tx *store.Tx) error {
			for i := range 9 {
				all := []Relation{{Party: []sight.Party{team, ward, {Kind: sight.Dissent}}[i%3]}, {Party: team, Until: time.Now().Add(-time.Hour)}}
				if err := r.Relate(tx, "test", fmt.Sprint("n", i), all); err != nil {
					return err
				}
			}
			return r.Relate(tx, "other", "n0", []Relation{{Party: ward}})
		})
		var got []string
		err := d.db.Read(context.Background(), func(tx *store.Tx) error {
			for after := ""; ; after = got[len(got)-1] {
				some, err := r.RelatedTo(tx, []sight.Party{team, ward}, after, 4)
				if got = append(got, some...); len(some) < 4 {
					return err
				}
			}
		})
		if want := []string{"n0", "n1", "n3", "n4", "n6", "n7"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, want %v: %v", got, want, err)
		}
		err = d.db.Read(context.Background(), func(tx *store.Tx) error {
			got, err = r.RelatedTo(tx, nil, "", 4)
			return err
		})
		if err != nil || len(got) > 0 {
			t.Errorf("related to nobody: %v, %v", got, err)
		}
	})
}

// TestPersonOf tells who a Patient is that is here, that is pointed at, and that is not.
func TestPersonOf(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		patient := definition.ResourceOf(patientName)
		if _, err := d.put(`{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"Patient/pointed"}}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		d.writing(func(tx *store.Tx) error { return r.SetPerson(tx, Key{patient, "said"}, "n1") })
		if _, err := d.put(`{"resourceType":"Patient","id":"said"}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{"pointed": "Patient/pointed", "never": "Patient/never", "said": "n1"} {
			err := d.db.Read(context.Background(), func(tx *store.Tx) error {
				got, err := r.PersonOf(tx, Key{patient, id})
				if got != want {
					t.Errorf("%s is %q, want %q", id, got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestRelationsAreBounded refuses what no index takes.
func TestRelationsAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		long := strings.Repeat("x", 400)
		gp := []Relation{{Party: sight.Party{Kind: sight.Registered, Of: "x"}}}
		for name, f := range map[string]func(tx *store.Tx) error{
			"person":    func(tx *store.Tx) error { return r.Relate(tx, "o", long, gp) },
			"no person": func(tx *store.Tx) error { return r.Relate(tx, "o", "", gp) },
			"origin":    func(tx *store.Tx) error { return r.Relate(tx, long, "n1", gp) },
			"no origin": func(tx *store.Tx) error { return r.Relate(tx, "", "n1", gp) },
			"party": func(tx *store.Tx) error {
				return r.Relate(tx, "o", "n1", []Relation{{Party: sight.Party{Kind: "a", Of: long}}})
			},
			"no party": func(tx *store.Tx) error { return r.Relate(tx, "o", "n1", []Relation{{}}) },
			"Patient":  func(tx *store.Tx) error { return r.SetPerson(tx, Key{definition.ResourceOf("Location"), "x"}, "n1") },
		} {
			if err := r.db.Write(context.Background(), f); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
