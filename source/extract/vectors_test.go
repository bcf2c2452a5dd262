package extract

import (
	"cmp"
	"compress/bzip2"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// vectors is the folder of conformance data of this area, or the test is skipped.
func vectors(t *testing.T, folder string) string {
	t.Helper()
	dir := filepath.Join(cmp.Or(os.Getenv("CONTINUUM_VECTORS"), filepath.Join("..", "..", "..", "shared", "data")), folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no conformance vectors at %s", dir)
	}
	return dir
}

// The synthetic bundles hold, by type, the resources a plain parse of the whole
// file finds, and the ids in the same order.
func TestVectorsSynthea(t *testing.T) {
	files, err := Glob(vectors(t, "record"), "synthea/*.json.bz2")
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() && len(files) > 5 {
		files = files[:5]
	}
	resources := 0
	for _, path := range files {
		wantTypes, wantIDs := plainParse(t, path)
		asked := Format{Kind: FHIR, Resources: []Projection{{"Encounter", []Column{{"id", "id"}}}}}
		g, file, err := readAll(t, path, asked)
		if err != nil || len(g.broken) > 0 {
			t.Fatal(path, err, g.broken)
		}
		have := file.Skipped()
		if len(g.rows) > 0 {
			have["Encounter"] = int64(len(g.rows))
		}
		if !maps.Equal(have, wantTypes) {
			t.Errorf("%s: %v, want %v", path, have, wantTypes)
		}
		for i, row := range g.fields {
			if row[0] != wantIDs[i] {
				t.Errorf("%s: encounter %d is %q, want %q", path, i, row[0], wantIDs[i])
			}
		}
		for _, n := range have {
			resources += int(n)
		}
	}
	t.Logf("%d bundles with %d resources agree", len(files), resources)
}

func plainParse(t *testing.T, path string) (types map[string]int64, encounters []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var bundle struct {
		Entry []struct {
			Resource struct{ ResourceType, ID string }
		}
	}
	if err := json.NewDecoder(bzip2.NewReader(f)).Decode(&bundle); err != nil {
		t.Fatal(path, err)
	}
	types = map[string]int64{}
	for _, e := range bundle.Entry {
		types[e.Resource.ResourceType]++
		if e.Resource.ResourceType == "Encounter" {
			encounters = append(encounters, e.Resource.ID)
		}
	}
	return types, encounters
}
