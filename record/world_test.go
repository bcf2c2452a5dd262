package record

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"continuum/record/definition"
	"continuum/record/recordtest"
	"continuum/record/resource"
)

// world is some resources by chance, of which a part is held and a part kept, with
// few values so that queries by chance meet some.
type world struct {
	*rand.Rand
	items []*item
	byKey map[string]*item
	same  map[string][]string
}

// item is a resource of the world.
type item struct {
	looking
	held  bool
	json  string
	found map[string][]valueOf // by code, once they were asked for
}

// of gives the values of a parameter.
func (x *item) of(code string) []valueOf {
	values, known := x.found[code]
	if !known {
		values = must(x.values(code))
		x.found[code] = values
	}
	return values
}

// pick chooses one of some.
func pick[T any](r *rand.Rand, some ...T) T { return some[r.IntN(len(some))] }

const (
	codesURL = "http://example.org/codes"
	setURL   = "http://example.org/set"
)

// terms are the terminology of every world: a over a1 over a11, a over a2; and b.
var terms = []string{
	`{"resourceType":"CodeSystem","id":"codes","url":"` + codesURL + `","status":"active","content":"complete","concept":[{"code":"a","concept":[{"code":"a1","concept":[{"code":"a11"}]},{"code":"a2"}]},{"code":"b"}]}`,
	`{"resourceType":"ValueSet","id":"set","url":"` + setURL + `","status":"active","compose":{"include":[{"system":"` + codesURL + `","concept":[{"code":"a1"},{"code":"b"}]},{"system":"http://example.org/other"}]}}`,
	`{"resourceType":"ValueSet","id":"less","url":"` + setURL + `/less","status":"active","compose":{"include":[{"system":"` + codesURL + `"}],"exclude":[{"valueSet":["` + setURL + `/b"]}]}}`,
	`{"resourceType":"ValueSet","id":"b","url":"` + setURL + `/b","status":"active","expansion":{"timestamp":"2026-01-01","contains":[{"system":"` + codesURL + `","code":"b"}]}}`,
}

// newWorld makes n resources beside the terminology.
func newWorld(t testing.TB, seed uint64, n int) *world {
	w := &world{Rand: newRand(seed), byKey: map[string]*item{}, same: map[string][]string{}}
	for _, json := range terms {
		w.add(t, json, false)
	}
	for i := range n {
		kind := pick(w.Rand, "Patient", "Patient", "Organization", "Location", "Encounter", "Encounter", "Observation", "Observation", "Observation", "Condition", "QuestionnaireResponse", "Provenance")
		json := fmt.Sprintf(`{"resourceType":%q,"id":"%s%d",%s}`, kind, strings.ToLower(kind[:1]), i%(n/3), strings.Join(w.fields(kind), ","))
		if _, there := w.byKey[fmt.Sprintf("%s/%s%d", kind, strings.ToLower(kind[:1]), i%(n/3))]; !there {
			w.add(t, json, w.IntN(3) == 0)
		}
	}
	w.samePeople(n / 3)
	return w
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

func (w *world) add(t testing.TB, json string, held bool) {
	n := recordtest.Parsed(t, []byte(json))
	key := Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}
	at := time.Date(2026, 1, 1+w.IntN(20), 12, 0, 0, 0, time.UTC)
	x := &item{looking{Resource{Key: key, Version: 1, At: at, Content: []byte(json)}, n}, held, json, map[string][]valueOf{}}
	w.items = append(w.items, x)
	w.byKey[key.String()] = x
}

// samePeople makes some Patients, there or not, one person.
func (w *world) samePeople(n int) {
	for range 4 {
		var group []string
		for range 2 + w.IntN(2) {
			key := fmt.Sprintf("Patient/p%d", w.IntN(n))
			if _, taken := w.same[key]; !taken {
				w.same[key] = nil
				group = append(group, key)
			}
		}
		for _, key := range group {
			w.same[key] = group
		}
	}
}

func (w *world) to(kind string) string {
	return fmt.Sprintf(`{"reference":"%s/%s%d"}`, kind, strings.ToLower(kind[:1]), w.IntN(40))
}

func (w *world) coding() string {
	return pick(w.Rand,
		fmt.Sprintf(`{"coding":[{"system":%q,"code":%q,"display":%q}]}`, codesURL, pick(w.Rand, "a", "a1", "a11", "a2", "b"), pick(w.Rand, "Alpha", "Beta gamma", "")),
		fmt.Sprintf(`{"coding":[{"system":"http://example.org/other","code":%q}],"text":"Beta"}`, pick(w.Rand, "a", "x")),
		`{"coding":[{"code":"a1"}]}`, `{"text":"alpha only"}`,
	)
}

func (w *world) date() string {
	return fmt.Sprintf("20%02d%s", 18+w.IntN(3), pick(w.Rand, "", "-03", "-03-05", "-03-05T10:00:00Z", "-04-01T23:30:00+02:00"))
}

func (w *world) period() string {
	return pick(w.Rand, fmt.Sprintf(`{"start":"%s"}`, w.date()), fmt.Sprintf(`{"start":"2018-05","end":"%s"}`, w.date()), fmt.Sprintf(`{"end":"%s"}`, w.date()))
}

func (w *world) identifier() string {
	kind := pick(w.Rand, "", `"type":{"coding":[{"system":"http://t","code":"MR"}]},`, `"type":{"coding":[{"system":"http://t","code":"SS"}],"text":"Social"},`)
	return fmt.Sprintf(`{%s"system":"urn:%s","value":"%d"}`, kind, pick(w.Rand, "x", "y"), w.IntN(4))
}

func (w *world) quantity() string {
	return fmt.Sprintf(`{"value":%s,"unit":%q,"system":"http://unitsofmeasure.org","code":%q}`, pick(w.Rand, "5", "5.4", "80", "-1", "1e2"), pick(w.Rand, "kg", "kilo"), pick(w.Rand, "kg", "mg"))
}

// fields gives the elements of a resource of a kind, some of them.
func (w *world) fields(kind string) (all []string) {
	maybe := func(format string, args ...any) {
		if w.IntN(3) > 0 {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	all = append(all, pick(w.Rand, `"language":"en"`, `"meta":{"tag":[{"system":"urn:tag","code":"t"}],"profile":["http://p/1"]}`, `"meta":{"tag":[{"code":"t"}]}`))
	switch kind {
	case "Patient":
		maybe(`"gender":%q`, pick(w.Rand, "male", "female"))
		maybe(`"name":[{"family":%q,"given":[%q]}]`, pick(w.Rand, "Smith", "Ó Briain", "smithers"), pick(w.Rand, "Ann", "Bo"))
		maybe(`"birthDate":"%s"`, w.date()[:4])
		maybe(`"identifier":[%s]`, w.identifier())
		maybe(`"managingOrganization":%s`, w.to("Organization"))
		maybe(`"link":[{"other":%s,"type":"seealso"}]`, w.to("Patient"))
	case "Organization":
		maybe(`"name":%q`, pick(w.Rand, "Weston", "West Mendip", "north"))
		maybe(`"partOf":%s`, w.to("Organization"))
		maybe(`"type":[%s]`, w.coding())
	case "Location":
		maybe(`"name":"Ward %d"`, w.IntN(3))
		maybe(`"partOf":%s`, w.to("Location"))
		maybe(`"position":{"longitude":-2.9%d,"latitude":51.3%d}`, w.IntN(10), w.IntN(10))
	case "Encounter":
		all = append(all, fmt.Sprintf(`"status":%q,"class":{"system":%q,"code":%q}`, pick(w.Rand, "finished", "in-progress"), codesURL, pick(w.Rand, "a1", "b")))
		maybe(`"subject":%s`, w.to("Patient"))
		maybe(`"period":%s`, w.period())
		maybe(`"location":[{"location":%s}]`, w.to("Location"))
		maybe(`"serviceProvider":%s`, w.to("Organization"))
		maybe(`"partOf":%s`, w.to("Encounter"))
	case "Observation":
		all = append(all, fmt.Sprintf(`"status":"final","code":%s`, w.coding()))
		maybe(`"subject":%s`, pick(w.Rand, w.to("Patient"), w.to("Location"), `{"identifier":{"system":"urn:x","value":"1"}}`))
		maybe(`"encounter":%s`, w.to("Encounter"))
		maybe(`%s`, pick(w.Rand, `"valueQuantity":`+w.quantity(), `"valueCodeableConcept":`+w.coding(), `"valueString":"Beta"`))
		maybe(`"effective%s`, pick(w.Rand, `DateTime":"`+w.date()+`"`, `Period":`+w.period()))
		maybe(`"component":[{"code":%s,"valueQuantity":%s}]`, w.coding(), w.quantity())
	case "Condition":
		maybe(`"code":%s`, w.coding())
		all = append(all, `"subject":`+w.to("Patient"))
		maybe(`"encounter":%s`, w.to("Encounter"))
		maybe(`"onset%s`, pick(w.Rand, `DateTime":"`+w.date()+`"`, `Age":{"value":40,"system":"http://unitsofmeasure.org","code":"a"}`))
	case "QuestionnaireResponse":
		all = append(all, `"status":"completed"`)
		maybe(`"questionnaire":%q`, pick(w.Rand, "http://q/1", "http://q/1|1.0", "http://q/2|2"))
		maybe(`"subject":%s`, w.to("Patient"))
	case "Provenance":
		all = append(all, fmt.Sprintf(`"target":[%s,%s],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":%s}]`, w.to("Encounter"), w.to("Observation"), w.to("Organization")))
	}
	return all
}

// beside is what is held of the world.
func (w *world) beside() *Beside {
	b := &Beside{Build: "1", Same: w.same}
	for _, x := range w.items {
		if x.held {
			b.Held = append(b.Held, Held{x.Resource, x.node})
		}
	}
	return b
}

// parsed is a node of a world's text.
func parsed(t testing.TB, json string) resource.Node { return recordtest.Parsed(t, []byte(json)) }
