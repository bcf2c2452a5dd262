package fact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/places"
	"continuum/record"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/synth"
)

var update = flag.Bool("update", false, "write what was found into the golden files")

// TestMaryIsMapped compares all that is known of one person with a golden file.
func TestMaryIsMapped(t *testing.T) {
	x := river(t)
	mary := x.person(t, "clinic", "1")
	var got bytes.Buffer
	for _, h := range x.see(t, mary).Held {
		if err := json.Indent(&got, h.Content, "", " "); err != nil {
			t.Fatal(err)
		}
		got.WriteByte('\n')
	}
	text := strings.NewReplacer(x.build, "BUILD").Replace(got.String())
	golden := filepath.Join("testdata", "mary.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("Mary is mapped otherwise (-want +got); if that is right, run with -update:\n%s", diff)
	}
}

// sound checks the facts of people: each passes the check of what arrives, can be
// indexed, is found by its id, and points at nothing that cannot be read.
func (x *town) sound(t *testing.T, ids []string) map[string]int {
	t.Helper()
	kinds, read := map[string]int{}, map[string]bool{}
	for _, id := range ids {
		for _, h := range x.see(t, id).Held {
			kinds[h.Type.Name]++
			for _, p := range check.Resource(h.Node) {
				t.Errorf("%s: %s", h.Key, p)
			}
			err := index.Each(h.Node, func(_ *definition.Parameter, v index.Value) {
				if v.Target != "" {
					x.readable(t, v.Target, read)
				}
			})
			if err != nil {
				t.Errorf("%s: %v", h.Key, err)
			}
			x.readable(t, h.String(), read)
			if len(h.ID) > 64 || !x.Owns(h.ID) || h.Node.Get("id").Text() != h.ID {
				t.Errorf("id %s of a fact", h.ID)
			}
		}
	}
	return kinds
}

func (x *town) readable(t *testing.T, reference string, read map[string]bool) {
	t.Helper()
	if read[reference] {
		return
	}
	read[reference] = true
	name, id, _ := strings.Cut(reference, "/")
	r, err := x.Read(t.Context(), record.Key{Type: definition.ResourceOf(name), ID: id})
	if err != nil || r.String() != reference {
		t.Errorf("reading %s gave %s, %v", reference, r.Key, err)
	}
}

// everyKind is the types that facts become.
var everyKind = []string{
	"Condition", "Encounter", "EpisodeOfCare", "MedicationStatement", "Observation", "Organization", "Patient", "Procedure",
	"QuestionnaireResponse", "RelatedPerson", "ServiceRequest", "Task",
}

func TestFactsAreSound(t *testing.T) {
	x := river(t)
	kinds := x.sound(t, []string{x.person(t, "clinic", "1"), x.person(t, "clinic", "2"), x.person(t, "clinic", "3")})
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, everyKind) {
		t.Errorf("kinds %v", got)
	}
}

// TestEveryoneIsMapped maps every person of a synthetic place.
func TestEveryoneIsMapped(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and builds a place")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "weston"), places.Weston()); err != nil {
		t.Fatal(err)
	}
	extracts := filepath.Join(dir, "extracts")
	if _, err := synth.Write(t.Context(), synth.Options{People: 300, Seed: 3, Out: extracts, Truth: filepath.Join(dir, "truth")}); err != nil {
		t.Fatal(err)
	}
	x, err := builtPlace(filepath.Join(dir, "weston"), extracts, filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.live.Close() })
	x.open(t, "sqlite:"+filepath.Join(dir, "record.db"))
	people := map[string]bool{}
	if err := x.live.Clusters(context.Background(), func(_ registration, person string) error {
		people[person] = true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	kinds := x.sound(t, slices.Sorted(maps.Keys(people)))
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, everyKind) {
		t.Errorf("kinds %v", got)
	}
	t.Logf("%d people, %v", len(people), kinds)
}
