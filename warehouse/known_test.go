package warehouse_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

// People are found by a partner's id and by an NHS number, also in a build of before
// registrations were written in the order of partners' ids.
func TestWith(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	m := build(t, j)
	ask := func(name string) {
		live, err := warehouse.Open(j.Data)
		if err != nil {
			t.Fatal(err)
		}
		defer live.Close()
		mary, err := live.PersonOf(t.Context(), link.Registration{Source: "clinic", LocalID: "1"})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ source, id, want string }{
			{"clinic", "1", mary},
			{"council", "C1", mary},
			{"", "9434765919", mary},
			{"council", "1", ""},
			{"nobody", "1", ""},
			{"", "943476591", ""},
			{"", "", ""},
			{"clinic", "' OR 1=1 --", ""},
		} {
			found, err := live.With(context.Background(), c.source, c.id)
			got := ""
			for _, k := range found {
				got += k.Person.ID
				if k.Build != m.ID || k.At.IsZero() {
					t.Errorf("%s: of build %q made at %v", name, k.Build, k.At)
				}
			}
			if err != nil || got != c.want {
				t.Errorf("%s: %s %s is %q, %v, want %q", name, c.source, c.id, got, err, c.want)
			}
		}
		if _, err := live.Who(t.Context(), "P00000000000"); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: nobody: %v", name, err)
		}
	}
	ask("sorted")
	db, err := duck.Open(filepath.Join(string(j.Data), "builds", m.ID, "warehouse.duckdb"), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "DROP TABLE registered"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ask("as before")
}

// The rows of a person keep their codes, and know their names.
func TestFactsKeepCodes(t *testing.T) {
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
	f, err := live.Facts(t.Context(), mary)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, table := range []string{"registration", "activity", "service_package", "statement", "unheard_of"} {
		got += fmt.Sprint(table, " ", len(f.Of(table)), "; ")
	}
	if got != "registration 2; activity 2; service_package 1; statement 0; unheard_of 0; " || f.Person.ID != mary {
		t.Errorf("%s of %s", got, f.Person.ID)
	}
	r := f.Of("activity")[0]
	if r.Text("setting") != "gp" || r.Text("local_activity_id") != "a" || r.Time("start_at").Day() != 30 || r.Name("kind") != "" || r.Text("no_column") != "" || r.Source != "clinic" {
		t.Errorf("an activity: %+v", r)
	}
	if pence := r.Text("cost_pence"); pence != "5100" {
		t.Errorf("cost %s", pence)
	}
	if _, given := r.Number("units"); given || !r.Time("end_at").IsZero() {
		t.Error("values that nobody gave")
	}
}
