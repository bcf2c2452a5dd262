package record

import (
	"context"
	"strings"
	"testing"
	"time"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// holding makes resources that are held beside, with who is the same person.
func holding(t *testing.T, same [][]string, texts ...string) *Beside {
	b := &Beside{Build: "b1", Same: map[string][]string{}}
	for _, group := range same {
		for _, key := range group {
			b.Same[key] = group
		}
	}
	for _, json := range texts {
		n := parsed(t, json)
		key := Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}
		b.Held = append(b.Held, Held{Resource{Key: key, Version: 1, At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Content: []byte(json)}, n})
	}
	return b
}

// beside asks a query beside what is held, and gives the keys of the matches and,
// after a bar, of what is included.
func (d *desk) beside(b *Beside, typ, query string, c *search.Compartment) string {
	d.t.Helper()
	var pairs []search.Pair
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			pairs = append(pairs, search.Pair{Name: name, Value: value})
		}
	}
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		d.t.Fatal(err)
	}
	s.Compartment = c
	var out []string
	err = d.db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := d.Search(tx, s, Page{Count: 100, Total: true, Beside: b})
		if err != nil {
			return err
		}
		for _, x := range found.Matches {
			out = append(out, x.String())
		}
		if found.Total != int64(len(out)) {
			d.t.Errorf("%s?%s: %d matches, total %d", typ, query, len(out), found.Total)
		}
		included, err := d.Included(tx, s, found)
		if len(included) > 0 {
			out = append(out, "|")
		}
		for _, x := range included {
			out = append(out, x.String())
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return strings.Join(out, " ")
}

// TestBeside follows one person whom the hospital tells live and an extract knows
// as well: references by either id mean the person, whichever way they lead.
func TestBeside(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, json := range []string{
			`{"resourceType":"Patient","id":"live","name":[{"family":"Smith"}],"gender":"female"}`,
			`{"resourceType":"Patient","id":"other","name":[{"family":"Jones"}]}`,
			`{"resourceType":"Encounter","id":"now","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/live"},"period":{"start":"2026-02-01"}}`,
			`{"resourceType":"Encounter","id":"theirs","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/other"}}`,
			`{"resourceType":"Observation","id":"seen","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/live"},"encounter":{"reference":"Encounter/then"}}`,
			`{"resourceType":"Organization","id":"trust","name":"Weston"}`,
		} {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		b := holding(t, [][]string{{"Patient/person", "Patient/live"}},
			`{"resourceType":"Patient","id":"person","birthDate":"1938-11-09"}`,
			`{"resourceType":"Encounter","id":"then","status":"finished","class":{"code":"EMER"},"subject":{"reference":"Patient/person"},"period":{"start":"2025-03-01"},"serviceProvider":{"reference":"Organization/trust"}}`,
			`{"resourceType":"Condition","id":"ill","subject":{"reference":"Patient/person"},"encounter":{"reference":"Encounter/then"},"code":{"coding":[{"system":"s","code":"1"}]}}`,
		)
		for _, c := range []struct{ typ, query, want string }{
			{"Encounter", "patient=live", "Encounter/then Encounter/now"},
			{"Encounter", "subject=Patient/person", "Encounter/then Encounter/now"},
			{"Encounter", "patient=other", "Encounter/theirs"},
			{"Encounter", "patient=live&class=EMER", "Encounter/then"},
			{"Encounter", "patient=live&_sort=date", "Encounter/then Encounter/now"},
			{"Encounter", "patient=live&_sort=-date", "Encounter/now Encounter/then"},
			{"Encounter", "patient.name=smith", "Encounter/then Encounter/now"},
			{"Encounter", "patient.birthdate=1938", "Encounter/then Encounter/now"},
			{"Encounter", "patient:Patient.gender:text=x", ""},
			{"Encounter", "service-provider.name=weston", "Encounter/then"},
			{"Encounter", "_has:Condition:encounter:code=s|1", "Encounter/then"},
			{"Encounter", "_has:Observation:encounter:code:text=wei", "Encounter/then"},
			{"Observation", "encounter.class=EMER", "Observation/seen"},
			{"Observation", "encounter=then", "Observation/seen"},
			{"Observation", "encounter.patient.birthdate=1938", "Observation/seen"},
			{"Patient", "_has:Condition:patient:code=1", "Patient/person Patient/live"},
			{"Patient", "_has:Condition:patient:code:text=x", ""},
			{"Patient", "_has:Observation:patient:code:text=weight", "Patient/person Patient/live"},
			{"Patient", "_has:Encounter:patient:class=IMP", "Patient/person Patient/live Patient/other"},
			{"Patient", "_id=person", "Patient/person"},
			{"Encounter", "_lastUpdated=2026-01-01", "Encounter/then"},
			{"Encounter", "class=EMER&_include=Encounter:service-provider&_include=Encounter:patient", "Encounter/then | Organization/trust Patient/person"},
			{"Encounter", "class=EMER&_revinclude=Condition:encounter&_revinclude=Observation:encounter", "Encounter/then | Condition/ill Observation/seen"},
			{"Observation", "_id=seen&_include=Observation:encounter&_include:iterate=Encounter:subject", "Observation/seen | Encounter/then Patient/person"},
			{"Patient", "_id=live&_revinclude=Encounter:patient", "Patient/live | Encounter/then Encounter/now"},
			{"Organization", "_has:Encounter:service-provider:patient=live", "Organization/trust"},
		} {
			if got := d.beside(b, c.typ, c.query, nil); got != c.want {
				t.Errorf("%s?%s: %q, want %q", c.typ, c.query, got, c.want)
			}
		}
		person := &search.Compartment{Type: definition.ResourceOf("Patient"), ID: "live"}
		for _, c := range []struct {
			typ, query string
			of         *search.Compartment
			want       string
		}{
			{"", "", person, "Patient/person Encounter/then Condition/ill Patient/live Encounter/now Observation/seen"},
			{"", "_type=Encounter,Condition", person, "Encounter/then Condition/ill Encounter/now"},
			{"Encounter", "class=IMP", person, "Encounter/now"},
			{"Organization", "name=weston", person, ""},
			{"", "", &search.Compartment{Type: definition.ResourceOf("Encounter"), ID: "then"}, "Encounter/then Condition/ill Observation/seen"},
			{"", "", &search.Compartment{Type: definition.ResourceOf("Organization"), ID: "trust"}, "have no compartment"},
		} {
			if got := d.beside(b, c.typ, c.query, c.of); got != c.want && (c.want == "" || !strings.Contains(got, c.want)) {
				t.Errorf("%s?%s in %s: %q, want %q", c.typ, c.query, c.of.Type.Name, got, c.want)
			}
		}
	})
}
