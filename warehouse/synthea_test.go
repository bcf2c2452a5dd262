package warehouse_test

import (
	"compress/bzip2"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/link"
	"continuum/place"
	"continuum/source"
	"continuum/warehouse"
)

// job is a build of one of the repository's places.
func job(t *testing.T, dir, from string) warehouse.Job {
	t.Helper()
	p, problems, err := place.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	feeds, more := source.Load(p)
	for _, x := range append(problems, more...) {
		t.Fatal(x)
	}
	return warehouse.Job{
		Place: p, Feeds: feeds, Link: link.DefaultConfig(), From: from, Data: warehouse.Dir(t.TempDir()),
		Version: "test", Memory: "1GB", Now: time.Now,
	}
}

// TestVectorsSynthea builds places/synthea, which is files alone, and compares
// its counts with the bundles themselves.
func TestVectorsSynthea(t *testing.T) {
	from := testkit.Vectors(t, "record", "synthea")
	j := job(t, filepath.Join(testkit.Root(), "places", "synthea"), from)
	m, err := j.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := countResources(t, from)
	for table, resource := range map[string]string{
		"person": "Patient", "registration": "Patient", "activity": "Encounter", "diagnosis": "Condition",
		"procedure": "Procedure", "medication": "MedicationRequest", "observation": "Observation",
	} {
		if got := m.Rows(table); got != want[resource] {
			t.Errorf("table %s has %d rows, the bundles hold %d %s", table, got, want[resource], resource)
		}
	}
	if n := m.Rows("reject"); n != 0 {
		t.Errorf("%d rows rejected, want none", n)
	}
	t.Logf("%d people, %d encounters, %d conditions agree with the bundles", want["Patient"], want["Encounter"], want["Condition"])
}

// countResources counts resources by type with nothing but the standard library.
func countResources(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json.bz2"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no bundles in %s (%v)", dir, err)
	}
	counts := map[string]int64{}
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		var bundle struct {
			Entry []struct {
				Resource struct {
					Type string `json:"resourceType"`
				} `json:"resource"`
			} `json:"entry"`
		}
		err = json.NewDecoder(bzip2.NewReader(f)).Decode(&bundle)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, e := range bundle.Entry {
			counts[e.Resource.Type]++
		}
	}
	return counts
}
