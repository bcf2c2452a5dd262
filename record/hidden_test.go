package record

import (
	"testing"

	"continuum/record/definition"
	"continuum/record/search"
)

// TestHidden leaves out, of matches and of what is included, the stay that a fact
// stands for.
func TestHidden(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, json := range []string{
			`{"resourceType":"Patient","id":"live"}`,
			`{"resourceType":"Encounter","id":"open","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/live"}}`,
			`{"resourceType":"Encounter","id":"now","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/live"}}`,
		} {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		b := holding(t, [][]string{{"Patient/live"}}, `{"resourceType":"Encounter","id":"ended","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/live"}}`)
		encounter := definition.ResourceOf("Encounter")
		b.Hidden = []Key{{encounter, "open"}, {encounter, "never"}}
		for query, want := range map[string]string{
			"patient=live":                    "Encounter/ended Encounter/now",
			"patient=live&_sort=status":       "Encounter/ended Encounter/now",
			"patient=live&status=in-progress": "Encounter/now",
		} {
			if got := d.beside(b, "Encounter", query, nil); got != want {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		if got := d.beside(b, "Patient", "_id=live&_revinclude=Encounter:patient", nil); got != "Patient/live | Encounter/ended Encounter/now" {
			t.Errorf("included: %q", got)
		}
		if got := d.beside(b, "", "", &search.Compartment{Type: definition.ResourceOf("Patient"), ID: "live"}); got != "Encounter/ended Patient/live Encounter/now" {
			t.Errorf("compartment: %q", got)
		}
	})
}
