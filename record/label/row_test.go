package label_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"continuum/link"
	"continuum/place"
	"continuum/record/fact"
	"continuum/record/label"
	"continuum/source"
	"continuum/warehouse"
)

// TestRowsAreLabelledAsTheirResources compares the labels of the rows of a build with
// those of the facts that they become.
func TestRowsAreLabelledAsTheirResources(t *testing.T) {
	dir := t.TempDir()
	archive, err := txtar.ParseFile(filepath.Join("..", "fact", "testdata", "river.txtar"))
	if err == nil {
		err = txtar.Write(archive, dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, problems, err := place.Load(filepath.Join(dir, "place"))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	feeds, problems := source.Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	job := warehouse.Job{Place: p, Feeds: feeds, Link: link.DefaultConfig(), From: filepath.Join(dir, "in"), Data: warehouse.Dir(filepath.Join(dir, "data")), Memory: "1GB", Now: time.Now}
	if _, err := job.Build(context.Background()); err != nil {
		t.Fatal(err)
	}
	live, err := warehouse.Open(job.Data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = live.Close() })
	facts, err := fact.New(p, feeds, live, nil)
	if err != nil {
		t.Fatal(err)
	}
	person, err := live.PersonOf(t.Context(), link.Registration{Source: "clinic", LocalID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := live.Facts(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table  string
		list   place.Table
		column string // that tells which rows
		value  string
	}{
		{"diagnosis", list("l", "code,system", "44054006,snomed"), "code", "44054006"},
		{"diagnosis", list("l", "code,system,prefix", "A09,icd10,yes"), "code", "A099"},
		{"diagnosis", list("l", "code,system", "X9 z,River own"), "description", "Sore 	toe"},
		{"procedure", list("l", "code", "C712"), "code", "C712"},
		{"observation", list("l", "code,system", "266919005,snomed"), "code", "266919005"},
		{"medication", list("l", "code,system", "386864001,snomed"), "code", "386864001"},
		{"activity", list("l", "code,system", "E11,icd10"), "local_activity_id", "c1"},
		{"activity", list("l", "code,system", "267036007,snomed"), "local_activity_id", "s4"},
		{"activity", list("l", "code", "telephone"), "local_activity_id", "c2"},
		{"service_package", list("l", "code", "reablement"), "local_package_id", "p2"},
		{"circumstance", list("l", "code", "accommodation"), "kind", "accommodation"},
		{"relationship", list("l", "code", "carer"), "kind", "carer"},
	} {
		labels, err := label.New([]label.Label{{ID: "x", Name: "X", Codes: []string{"l"}}}, []place.Table{c.list})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, r := range all.Of(c.table) {
			of := strings.Contains(r.Text(c.column), c.value) || c.column == "description" && strings.HasPrefix(r.Text(c.column), "Sore")
			if got := slices.Equal(labels.OfRow(facts, c.table, r), []string{"x"}); got != of {
				t.Errorf("%s of %s %s: labelled is %v", c.table, c.column, r.Text(c.column), got)
			}
			if of {
				rows++
			}
		}
		if rows == 0 {
			t.Errorf("%s has no row of %s", c.table, c.value)
		}
	}
	labels, err := label.New([]label.Label{{ID: "x", Name: "X", Types: []string{"Patient", "Task", "QuestionnaireResponse"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]bool{"registration": true, "statement": true, "diagnosis": false, "relationship": false} {
		for _, r := range all.Of(table) {
			if got := labels.OfRow(facts, table, r); (len(got) == 1) != want {
				t.Errorf("%s by its type: %v", table, got)
			}
		}
	}
	for _, r := range all.Of("activity") {
		if got := labels.OfRow(facts, "activity", r); (len(got) == 1) != (r.Text("setting") == "housing") {
			t.Errorf("%s by its type: %v", r.Text("local_activity_id"), got)
		}
	}
}
