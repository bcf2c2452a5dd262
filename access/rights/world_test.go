package rights

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/recordtest"
	"continuum/store"
)

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}

// world is a small place with a clock of its own.
type world struct {
	*Rights
	t     testing.TB
	log   *audit.Log
	clock atomic.Int64 // microseconds since 1970
	gate  *failing
}

// failing is the gate, which fails when it is told to.
type failing struct {
	*access.Gate
	after int // entries that are taken before; -1: all
}

var errAudit = errors.New("the disk is full")

func (f *failing) Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error {
	if f.after == 0 {
		return errAudit
	}
	f.after--
	return f.Gate.Append(ctx, tx, entries...)
}

// built is what the live build knows.
type built struct{}

func (built) RegistrationsOf(_ context.Context, person string) ([]link.Registration, error) {
	if person == "Patient/ann" {
		return []link.Registration{{Source: "clinic", LocalID: "7"}}, nil
	}
	return nil, nil
}

func (built) Died(_ context.Context, person string) (time.Time, error) {
	if person == "Patient/cy" {
		return time.Date(2012, 2, 29, 0, 0, 0, 0, time.UTC), nil
	}
	return time.Time{}, nil
}

var small = &place.Place{
	Name: "Small", Timezone: "Europe/London",
	Partners: []place.Partner{{ID: "clinic", Name: "The Clinic", Sector: "gp"}, {ID: "council", Name: "The Council", Sector: "social_care"}},
}

var retention = []access.Retention{
	{Section: "conditions", Years: 8, Basis: "the code", Erase: after},
	{Section: "visits", Years: 2, Basis: "the code", Erase: after},
	{Section: "plan", Years: 1, Basis: "the code", Erase: onRequest},
	{Section: "audit", Years: 20, Basis: "who looked", Erase: never},
}

func schemas() []store.Migrations {
	return []store.Migrations{record.Migrations(), audit.Migrations(), Migrations()}
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t))) })
}

func opened(t testing.TB, url string) *world {
	t.Helper()
	db, err := store.Open(context.Background(), url, schemas()...)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	w := &world{t: t}
	w.clock.Store(time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC).UnixMicro())
	rec, err := record.Open(context.Background(), db)
	must(t, err)
	w.log, err = audit.Open(context.Background(), db, nil)
	must(t, err)
	w.gate = &failing{access.NewGate(nil, rec, w.log, nil), -1}
	w.Rights, err = Open(context.Background(), db, Needs{
		Place: small, Record: rec, Retention: retention, Notes: w.gate, Looks: w.log, Built: built{},
		Site: audit.Site{Name: "small.example", Address: "https://small.example/fhir"},
		Now:  func() time.Time { return time.UnixMicro(w.clock.Load()).UTC() },
	})
	must(t, err)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put writes resources, as of now.
func (w *world) put(texts ...string) {
	w.t.Helper()
	must(w.t, w.db.Write(context.Background(), func(tx *store.Tx) error {
		out := w.Record.Writer(tx)
		for _, text := range texts {
			n := recordtest.Parsed(w.t, []byte(text))
			d, err := w.Record.Draft(record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}, n, w.Now())
			if err != nil {
				return err
			}
			if _, err := out.Put(d, record.AnyVersion); err != nil {
				return err
			}
			if err := out.Flush(); err != nil {
				return err
			}
		}
		return nil
	}))
}

// read looks at the database.
func (w *world) read(f func(tx *store.Tx) error) {
	w.t.Helper()
	must(w.t, w.db.Read(context.Background(), f))
}

// keys are what tells of a person, by type and id.
func (w *world) keys(person string) (keys []string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		all, err := w.Record.Traces(tx, person)
		for _, x := range all {
			keys = append(keys, x.String())
		}
		return err
	})
	return keys
}

// noted are the actions of the audit about a person, the oldest first.
func (w *world) noted(person string) (actions []string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		page, err := w.log.Find(tx, audit.Query{Person: person, Most: 1000})
		for _, e := range page.Entries {
			actions = append([]string{e.Action}, actions...)
		}
		return err
	})
	return actions
}

// officer is a context in which a privacy officer acts.
func officer() context.Context {
	return access.With(context.Background(), &access.Actor{Account: "a7", Name: "Pat Officer", Kind: access.Staff, Roles: []string{"privacy_officer"}, Partner: "clinic", Purpose: "audit"})
}

// three are three people: of Ann there is something of every sort, of Bob and Cy less.
func (w *world) three() {
	w.put(
		`{"resourceType":"Patient","id":"ann","identifier":[{"system":"`+small.Partners[1].PersonSystem()+`","value":"C1"}],"name":[{"family":"<b>Smith</b>","given":["Ann"]}],"birthDate":"1950-03-01"}`,
		`{"resourceType":"Patient","id":"ann","identifier":[{"system":"`+small.Partners[1].PersonSystem()+`","value":"C1"}],"name":[{"family":"<script>alert(1)</script>","given":["Ann"]}],"birthDate":"1950-03-01"}`,
		`{"resourceType":"Patient","id":"bob","name":[{"family":"Jones"}]}`, `{"resourceType":"Patient","id":"cy","name":[{"family":"Cole"}],"deceasedBoolean":true}`,
		`{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/ann"},"code":{"text":"Asthma \"at rest\" & more"},"recordedDate":"2015-05-04"}`,
		`{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/bob"},"code":{"text":"Gout"}}`,
		`{"resourceType":"Condition","id":"c3","subject":{"reference":"Patient/cy"},"code":{"text":"Gout"}}`,
		`{"resourceType":"Encounter","id":"e1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"},"subject":{"reference":"Patient/ann"},"period":{"start":"2015-05-04T10:30:00Z"}}`,
		`{"resourceType":"CarePlan","id":"p1","status":"active","intent":"plan","title":"To walk again","subject":{"reference":"Patient/ann"}}`,
		`{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/ann"},"valueQuantity":{"value":70.50,"unit":"kg"}}`,
		`{"resourceType":"Provenance","id":"v1","target":[{"reference":"Observation/o1"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}`,
		`{"resourceType":"Group","id":"g1","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/ann"}},{"entity":{"reference":"Patient/bob"}}]}`,
		`{"resourceType":"Binary","id":"b1","contentType":"text/plain","securityContext":{"reference":"Patient/ann"},"data":"aGVsbG8="}`,
		`{"resourceType":"Binary","id":"b2","contentType":"text/plain","securityContext":{"reference":"Patient/bob"},"data":"aGVsbG8="}`,
		`{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/ann"},"content":[{"attachment":{"url":"Binary/b1"}},{"attachment":{"url":"https://small.example/fhir/Binary/b2"}}]}`,
	)
}
