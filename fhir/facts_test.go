package fhir

import (
	"context"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// extracts is what extracts say of one person, P1, in a build.
type extracts struct {
	t     *testing.T
	build string
}

const (
	toldPerson = `{"resourceType":"Patient","id":"P1","meta":{"versionId":"1"},"identifier":[{"system":"urn:gp","value":"7"}],"birthDate":"1938-11-09","name":[{"family":"Smith","given":["Mary"]}]}`
	toldVisit  = `{"resourceType":"Encounter","id":"P1-enc","meta":{"versionId":"1"},"status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/P1"},"period":{"start":"2026-01-02"}}`
)

func (f *extracts) held(text string) record.Held {
	n, err := resource.Parse([]byte(text), resource.Limits{})
	if err != nil {
		f.t.Fatal(err)
	}
	key := record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}
	return record.Held{Resource: record.Resource{Key: key, Version: 1, Content: []byte(text)}, Node: n}
}

// Beside gives the person for both of her ids.
func (f *extracts) Beside(_ context.Context, _ *store.Tx, patients []string) (*record.Beside, error) {
	b := &record.Beside{Build: f.build, Same: map[string][]string{}}
	for _, id := range patients {
		if id == "P1" || id == "live" {
			b.Held = []record.Held{f.held(toldPerson), f.held(toldVisit)}
			b.Same["Patient/P1"] = []string{"Patient/P1", "Patient/live"}
			b.Same["Patient/live"] = b.Same["Patient/P1"]
		}
	}
	return b, nil
}

// Alone gives the person and her visit.
func (f *extracts) Alone(_ context.Context, _ *store.Tx, key record.Key) (*record.Beside, error) {
	for _, text := range []string{toldPerson, toldVisit} {
		if x := f.held(text); x.Key == key {
			return &record.Beside{Held: []record.Held{x}}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "no such fact")
}

// People knows one identifier.
func (f *extracts) People(_ context.Context, system, value string) ([]string, error) {
	if value == "7" && (system == "" || system == "urn:gp") {
		return []string{"P1"}, nil
	}
	return nil, nil
}

// Named knows Mary, and more Smiths than it gives.
func (f *extracts) Named(_ context.Context, words string, _ int) (ids []string, more bool, err error) {
	if strings.Contains(words, "mary") {
		return []string{"P1"}, false, nil
	}
	return []string{"P1"}, words == "smith", nil
}

// Owns tells ids that begin with P1.
func (f *extracts) Owns(id string) bool { return strings.HasPrefix(id, "P1") }

// TestFacts shows facts where a request is about their person, and keeps them as
// they are.
func TestFacts(t *testing.T) {
	facts := &extracts{t, "b1"}
	c := servingWith(t, onSQLite(t), Options{Facts: facts})
	c.expect(c.ask("PUT", "/Patient/live", `{"resourceType":"Patient","id":"live"}`), 201)
	c.expect(c.ask("PUT", "/Encounter/e", `{"resourceType":"Encounter","id":"e","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/live"},"period":{"start":"2026-02-03"}}`), 201)
	for path, total := range map[string]string{
		"/Encounter?patient=P1":                            `"total":2`,
		"/Encounter?subject=Patient/live":                  `"total":2`,
		"/Encounter?patient=live&status=finished":          `"total":1`,
		"/Encounter?patient.identifier=urn:gp|7":           `"total":2`,
		"/Encounter?patient.birthdate=1938&patient=live":   `"total":2`,
		"/Encounter?status=finished":                       `"total":0`,
		"/Patient?name=mary":                               `"total":1`,
		"/Patient?family=smith":                            `"mode":"outcome"`,
		"/Patient?family=jones":                            `"total":0`,
		"/Patient?identifier=7":                            `"total":1`,
		"/Patient?_id=P1&_revinclude=Encounter:patient":    "Encounter/e",
		"/Patient/P1/Encounter?_sort=date":                 `"total":2`,
		"/Patient/P1/*":                                    `"total":4`,
		"/Patient/live/$everything":                        `"total":4`,
		"/Patient/P1/$everything?_type=Encounter&_count=1": `"total":2`,
		"/Patient/P1":                                      "1938",
		"/Encounter/P1-enc/_history/1":                     "finished",
		"/Encounter/P1-enc?_summary=true":                  "SUBSETTED",
		"/Patient/P1/_history":                             `"type":"history"`,
	} {
		c.expect(c.ask("GET", strings.ReplaceAll(path, "|", "%7C"), ""), 200, total)
	}
	c.expect(c.ask("GET", "/Encounter/P1-none", ""), 404)
	c.expect(c.ask("GET", "/Patient/nobody/$everything", ""), 404)
	c.expect(c.ask("GET", "/Encounter/P1-enc/_history/2", ""), 404)
	for _, x := range [][3]string{
		{"PUT", "/Patient/P1", toldPerson},
		{"DELETE", "/Patient/P1", ""},
		{"PATCH", "/Patient/P1", `[{"op":"add","path":"/active","value":true}]`},
		{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/P1"}}]}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":` + toldPerson + `,"request":{"method":"PUT","url":"Patient/P1"}}]}`},
	} {
		kind := jsonTypes[0]
		if x[0] == "PATCH" {
			kind = patchType
		}
		c.expect(c.ask(x[0], x[1], x[2], "Content-Type", kind), 403, "extract")
	}
	r := c.expect(c.ask("GET", "/Encounter?patient=P1&_count=1", ""), 200)
	next := strings.TrimPrefix(r.next(), c.url)
	c.expect(c.ask("GET", next, ""), 200, "/Encounter/e", "in-progress")
	facts.build = "b2"
	c.expect(c.ask("GET", next, ""), 409, "search again")
}
