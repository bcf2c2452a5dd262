package fhir

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// town is a small world of which a test knows everything by itself: what each version
// says, whom it is about, how it is labelled, and who has to do with whom.
type town struct {
	*rand.Rand
	items   []*thing
	byKey   map[string]*thing
	ids     map[string][]string // by type
	persons map[string]string   // by the key of a Patient: who that is
	parties map[string]sight.Parties
	related map[string][]record.Relation // by person, with those that are over or to come
	held    []*thing                     // facts
	same    map[string][]string
	count   int
}

// thing is a resource with all its versions, the last being as it is.
type thing struct {
	typ, id  string
	versions []*said
}

// said is one version: what it says, about whom, and how that is labelled.
type said struct {
	at      time.Time
	text    string
	about   []string // keys of Patients
	labels  []string
	deleted bool
}

func (x *thing) key() string { return x.typ + "/" + x.id }

func (x *thing) now() *said { return x.versions[len(x.versions)-1] }

const (
	townPeople  = 36
	townThings  = 330
	townDeleted = 12 // one of so many is deleted in the end
)

// townParties are those who may have to do with somebody, the actors' among them.
func townParties() (all []sight.Party) {
	for _, p := range []string{"P1", "P2"} {
		all = append(all, sight.Party{Kind: sight.Registered, Of: p})
	}
	for _, of := range []string{"north_team", "weston_community", "weston_council", "Practitioner/1"} {
		all = append(all, sight.Party{Kind: sight.CareTeam, Of: of}, sight.Party{Kind: sight.Caseload, Of: of}, sight.Party{Kind: sight.Referred, Of: of})
	}
	for _, a := range []string{"a0", "a1", "a2"} {
		all = append(all, sight.Party{Kind: sight.Self, Of: a}, sight.Party{Kind: sight.Claimed, Of: a}, sight.Party{Kind: sight.BreakGlass, Of: a}, sight.Party{Kind: sight.Refused, Of: a})
		for _, section := range []string{"demographics", "plan", "visits", "conditions", "measurements"} {
			all = append(all, sight.Party{Kind: sight.Shared + section, Of: a})
		}
	}
	return append(
		all, sight.Party{Kind: sight.Admitted, Of: "weston_hospital"}, sight.Party{Kind: sight.Ward, Of: "weston_hospital/5"}, sight.Party{Kind: sight.Refused, Of: "weston_hospital"},
		sight.Party{Kind: sight.Shared + "visits", Of: "weston_voluntary"}, sight.Party{Kind: sight.Dissent}, sight.Party{Kind: sight.Sealed}, sight.Party{Kind: sight.OptedOut}, sight.Party{Kind: sight.Prominent},
	)
}

// newTown makes a world, the same for the same seed.
func newTown(seed uint64) *town {
	w := &town{
		Rand: rand.New(rand.NewPCG(seed, 5)), byKey: map[string]*thing{}, ids: map[string][]string{}, persons: map[string]string{}, //nolint:gosec // no secret
		parties: map[string]sight.Parties{}, related: map[string][]record.Relation{}, same: map[string][]string{},
	}
	for i := range 6 {
		w.add("Organization", fmt.Sprintf("o%d", i))
		w.add("Practitioner", fmt.Sprintf("d%d", i))
	}
	for i := range townPeople {
		w.add("Patient", fmt.Sprintf("p%d", i))
	}
	kinds := []string{"Observation", "Observation", "Observation", "Condition", "Condition", "Encounter", "Encounter", "CarePlan", "CareTeam", "Group", "ServiceRequest", "QuestionnaireResponse", "Appointment", "Account", "Consent", "DocumentReference", "Basic"}
	for i := range townThings {
		w.add(one(w, kinds...), fmt.Sprintf("x%d", i))
	}
	w.people()
	w.facts()
	return w
}

func one[T any](r *town, of ...T) T { return of[r.IntN(len(of))] }

// add makes a resource with its versions.
func (w *town) add(typ, id string) {
	x := &thing{typ: typ, id: id}
	w.items, w.byKey[x.key()] = append(w.items, x), x
	w.ids[typ] = append(w.ids[typ], id)
	for range 1 + max(0, w.IntN(6)-3) {
		x.versions = append(x.versions, w.says(typ, id))
	}
	if typ != "Patient" && w.IntN(townDeleted) == 0 {
		x.versions = append(x.versions, w.gone(x.now()))
		if w.IntN(3) == 0 {
			x.versions = append(x.versions, w.says(typ, id))
		}
	}
}

// gone is a deletion: it is about whom the version before was.
func (w *town) gone(before *said) *said {
	return &said{at: w.tick(), about: before.about, labels: before.labels, deleted: true}
}

// tick is when the next version is made; some are made at the same instant.
func (w *town) tick() time.Time {
	w.count += w.IntN(3)
	return time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).Add(time.Duration(w.count) * time.Minute)
}

// security are codes that ask for a label.
var security = [][3]string{
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "SEX", "sexual_health"},
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "HIV", "sexual_health"},
	{"urn:continuum:sensitivity", "adoption", "adoption"},
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "SDV", "domestic_abuse"},
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", "mental_health"},
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "MH", "mental_health"},
}

// townCodes are codes of SNOMED CT, with the label that they deserve.
var townCodes = [][3]string{
	{"75367002", "blood pressure", ""},
	{"44054006", "diabetes", ""},
	{"195967001", "asthma", ""},
	{"271649006", "systolic pressure", ""},
	{"86406008", "HIV infection", "sexual_health"},
	{"160499008", "adopted", "adoption"},
	{"371772001", "victim of violence", "domestic_abuse"},
	{"13746004", "bipolar illness", "mental_health"},
}

// says makes a version.
func (w *town) says(typ, id string) *said {
	s := &said{at: w.tick()}
	members := []string{fmt.Sprintf(`"resourceType":%q,"id":%q`, typ, id)}
	meta := fmt.Sprintf(`"tag":[{"system":"urn:seq","code":"%d"},{"system":"urn:tag","code":%q}]`, w.count*1000+len(w.items), one(w, "a", "b"))
	if typ != "Organization" && typ != "Practitioner" && w.IntN(5) == 0 {
		x := one(w, security...)
		meta += fmt.Sprintf(`,"security":[{"system":%q,"code":%q}]`, x[0], x[1])
		s.labels = append(s.labels, x[2])
	}
	members = append(members, `"meta":{`+meta+`}`)
	members = append(members, w.fields(typ, s)...)
	s.text = "{" + strings.Join(members, ",") + "}"
	return s
}

// code is a coded member, which may deserve a label.
func (w *town) code(s *said) string {
	at := w.IntN(12)
	if at >= len(townCodes) {
		at = w.IntN(4)
	}
	x := townCodes[at]
	if x[2] != "" && !slices.Contains(s.labels, x[2]) {
		s.labels = append(s.labels, x[2])
	}
	return fmt.Sprintf(`"code":{"coding":[{"system":"http://snomed.info/sct","code":%q,"display":%q}],"text":%q}`, x[0], x[1], x[1])
}

func (w *town) somebody() string { return fmt.Sprintf("p%d", w.IntN(townPeople)) }

// to refers to somebody, whom the version is then about.
func (w *town) to(s *said) string {
	key := "Patient/" + w.somebody()
	if !slices.Contains(s.about, key) {
		s.about = append(s.about, key)
	}
	return fmt.Sprintf(`{"reference":%q}`, key)
}

// toSome refers to several people.
func (w *town) toSome(s *said, around string) string {
	var all []string
	for range 1 + w.IntN(3) {
		all = append(all, fmt.Sprintf(around, w.to(s)))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// ref refers to any resource of a type, so far.
func (w *town) ref(typ string) string {
	ids := w.ids[typ]
	if len(ids) == 0 {
		return fmt.Sprintf(`{"reference":"%s/none"}`, typ)
	}
	return fmt.Sprintf(`{"reference":"%s/%s"}`, typ, one(w, ids...))
}

func (w *town) day() string { return fmt.Sprintf("2026-%02d-%02d", 1+w.IntN(10), 1+w.IntN(28)) }

// fields are the members of a version that depend on its type.
func (w *town) fields(typ string, s *said) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	maybe := func(format string, args ...any) {
		if w.IntN(2) == 0 {
			add(format, args...)
		}
	}
	switch typ {
	case "Organization":
		add(`"name":%q`, one(w, "North", "South", "River"))
		maybe(`"partOf":%s`, w.ref("Organization"))
	case "Practitioner":
		add(`"name":[{"family":%q}]`, one(w, "Okafor", "Grant", "Smith"))
	case "Patient":
		w.patientFields(add, maybe, s)
	case "Observation":
		w.observationFields(add, maybe, s)
	case "Condition":
		add(`"subject":%s`, w.to(s))
		all = append(all, w.code(s))
		add(`"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":%q}]}`, one(w, "active", "resolved"))
		maybe(`"encounter":%s`, w.ref("Encounter"))
		maybe(`"onsetDateTime":%q`, w.day())
	case "Encounter":
		add(`"subject":%s,"status":%q,"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":%q}`, w.to(s), one(w, "finished", "in-progress"), one(w, "IMP", "AMB"))
		maybe(`"period":{"start":%q}`, w.day())
		maybe(`"serviceProvider":%s`, w.ref("Organization"))
		maybe(`"participant":[{"individual":%s}]`, w.ref("Practitioner"))
	case "CarePlan":
		add(`"subject":%s,"status":"active","intent":"plan"`, w.to(s))
		maybe(`"careTeam":[%s,%s]`, w.ref("CareTeam"), w.ref("CareTeam"))
		maybe(`"addresses":[%s]`, w.ref("Condition"))
	case "ServiceRequest":
		add(`"subject":%s,"status":%q,"intent":"order"`, w.to(s), one(w, "active", "completed"))
		all = append(all, w.code(s))
		maybe(`"performer":[%s]`, w.ref("Organization"))
		maybe(`"authoredOn":%q`, w.day())
	case "Consent":
		add(`"status":"active","patient":%s,"scope":{"text":"x"},"category":[{"text":"y"}]`, w.to(s))
	case "DocumentReference":
		add(`"status":"current","subject":%s,"content":[{"attachment":{"title":"letter"}}]`, w.to(s))
		maybe(`"date":"%sT08:00:00Z"`, w.day())
	default:
		w.fieldsOfSome(typ, add, s)
	}
	return all
}

// fieldsOfSome are those of types that may be about several people, or nobody.
func (w *town) fieldsOfSome(typ string, add func(string, ...any), s *said) {
	switch typ {
	case "CareTeam":
		add(`"status":"active"`)
		if w.IntN(3) > 0 { // then participants are not whom it is about
			add(`"subject":%s`, w.to(s))
			add(`"participant":[{"member":%s},{"member":{"reference":"Patient/%s"}}]`, w.ref("Practitioner"), w.somebody())
			return
		}
		add(`"participant":%s`, w.toSome(s, `{"member":%s}`))
	case "Group":
		add(`"type":"person","actual":true,"member":%s`, w.toSome(s, `{"entity":%s}`))
	case "QuestionnaireResponse":
		add(`"status":"completed"`)
		if w.IntN(2) == 0 {
			add(`"author":%s`, w.to(s))
			return
		}
		add(`"subject":%s,"author":{"reference":"Patient/%s"}`, w.to(s), w.somebody())
	case "Appointment":
		add(`"status":%q,"start":"%sT09:00:00Z","end":"2026-12-24T09:00:00Z","participant":%s`, one(w, "booked", "fulfilled"), w.day(), w.toSome(s, `{"actor":%s,"status":"accepted"}`))
	case "Account":
		add(`"status":"active","subject":%s`, w.toSome(s, "%s"))
	case "Basic":
		add(`"code":{"text":"note"}`)
		if w.IntN(2) == 0 {
			add(`"subject":%s`, w.to(s))
		}
	}
}

var families = []string{"Smith", "Jones", "Okafor", "Grant", "Patel", "Smythe"}

func (w *town) patientFields(add, maybe func(string, ...any), s *said) {
	s.about = []string{"Patient/" + w.items[len(w.items)-1].id}
	add(`"identifier":[{"system":"urn:nhs","value":"9%05d"}]`, w.IntN(60))
	add(`"name":[{"family":%q,"given":[%q]}]`, one(w, families...), one(w, "Mary", "John", "Ama"))
	add(`"gender":%q`, one(w, "female", "male"))
	maybe(`"birthDate":"19%d-0%d-11"`, 30+w.IntN(60), 1+w.IntN(9))
	maybe(`"generalPractitioner":[%s]`, w.ref("Organization"))
	maybe(`"managingOrganization":%s`, w.ref("Organization"))
	if w.IntN(4) == 0 {
		add(`"link":[{"type":"seealso","other":{"reference":"Patient/%s"}}]`, w.somebody())
	}
}

func (w *town) observationFields(add, maybe func(string, ...any), s *said) {
	add(`"status":%q`, one(w, "final", "amended"))
	add("%s", w.code(s))
	if w.IntN(8) > 0 {
		add(`"subject":%s,"performer":[{"reference":"Patient/%s"},%s]`, w.to(s), w.somebody(), w.ref("Practitioner"))
	} else { // then it is about who observed
		add(`"subject":{"reference":"Location/l1"},"performer":[%s]`, w.to(s))
	}
	maybe(`"encounter":%s`, w.ref("Encounter"))
	maybe(`"effectiveDateTime":%q`, w.day())
	maybe(`"valueQuantity":{"value":%d,"unit":"mm","system":"http://unitsofmeasure.org","code":"mm[Hg]"}`, w.IntN(200))
	maybe(`"hasMember":[%s]`, w.ref("Observation"))
	maybe(`"note":[{"text":"asked by Patient/%s"}]`, w.somebody())
}

// people says who Patients are and who has to do with whom.
func (w *town) people() {
	for i := range townPeople {
		key := fmt.Sprintf("Patient/p%d", i)
		w.persons[key] = key
	}
	for person, some := range map[string][]int{"N1": {0, 1}, "N2": {2, 3, 4}, "F1": {5}, "F2": {6, 7}} {
		for _, i := range some {
			w.persons[fmt.Sprintf("Patient/p%d", i)] = person
		}
	}
	pool, now := townParties(), time.Now().Truncate(time.Second)
	people := []string{"F3"}
	for i := range townPeople {
		if person := w.persons[fmt.Sprintf("Patient/p%d", i)]; !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	for _, person := range people {
		for range 2 + w.IntN(14) {
			x := record.Relation{Party: one(w, pool...)}
			switch w.IntN(8) {
			case 0:
				x.Until = now.Add(-time.Minute)
			case 1:
				x.Since = now.Add(24 * time.Hour)
			case 2, 3:
				x.Since, x.Until = now.Add(-time.Hour), now.Add(24*time.Hour)
			}
			w.related[person] = append(w.related[person], x)
			if !x.Since.After(now) && (x.Until.IsZero() || x.Until.After(now)) {
				w.parties[person] = append(w.parties[person], x.Party)
			}
		}
	}
	for i := range 10 { // whom apps are started for
		key := fmt.Sprintf("Patient/p%d", i)
		party := sight.Party{Kind: access.Launched, Of: key}
		w.related[w.persons[key]] = append(w.related[w.persons[key]], record.Relation{Party: party})
		w.parties[w.persons[key]] = append(w.parties[w.persons[key]], party)
	}
}

// write puts the world into a record, version by version as time went by.
func (w *town) write(t testing.TB, g *gated) {
	t.Helper()
	type step struct {
		of *thing
		*said
	}
	var steps []step
	for _, x := range w.items {
		for _, v := range x.versions {
			steps = append(steps, step{x, v})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	ctx := access.With(t.Context(), loading)
	for some := range slices.Chunk(steps, 100) {
		err := g.db.Write(ctx, func(tx *store.Tx) error {
			out := g.record.Writer(tx)
			for _, x := range some {
				if err := x.of.put(g, out, x.said); err != nil {
					return err
				}
			}
			return out.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := g.db.Write(ctx, func(tx *store.Tx) error {
		for key, person := range w.persons {
			_, id, _ := strings.Cut(key, "/")
			if err := g.record.SetPerson(tx, record.Key{Type: definition.ResourceOf("Patient"), ID: id}, person); err != nil {
				return err
			}
		}
		for person, all := range w.related {
			if err := g.record.Relate(tx, "test", person, all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// put writes one version.
func (x *thing) put(g *gated, w *record.Writer, s *said) error {
	key := record.Key{Type: definition.ResourceOf(x.typ), ID: x.id}
	if s.deleted {
		_, err := w.Delete(key, record.AnyVersion, s.at)
		return err
	}
	n, err := resource.Parse([]byte(s.text), resource.Limits{})
	if err != nil {
		return err
	}
	d, err := g.record.Draft(key, n, s.at)
	if err != nil {
		return err
	}
	_, err = w.Put(d, record.AnyVersion)
	return err
}

// item is a version as policies are asked of it.
func (w *town) item(typ string, s *said, more map[string][]sight.Party) *sight.Item {
	x := &sight.Item{Type: typ, Labels: s.labels}
	for _, key := range s.about {
		person := w.persons[key]
		if person == "" {
			person = key
		}
		x.People = append(x.People, slices.Concat(w.parties[person], more[person]))
	}
	return x
}
