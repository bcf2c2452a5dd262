package relation_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"continuum/internal/testkit"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/fact"
	"continuum/record/relation"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// town is the place of record/fact/testdata/river.txtar with two teams and its build.
type town struct {
	place *place.Place
	feeds []source.Feed
	live  *warehouse.Live
	job   warehouse.Job
}

const teams = "\nteams:\n  - {id: nurses, name: District nurses, partner: council}\n  - {id: discharge, name: Discharge team, partner: hospital}\n"

// scratch is a folder that lasts as long as the tests of the package.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "relation"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// river is built once for all tests that only read it.
var river = sync.OnceValues(func() (*town, error) { return build(scratch) })

func build(dir string) (*town, error) {
	x, err := unpack(dir)
	if err != nil {
		return nil, err
	}
	return x, x.rebuild()
}

// unpack is a town without a build.
func unpack(dir string) (*town, error) {
	archive, err := txtar.ParseFile(filepath.Join("..", "fact", "testdata", "river.txtar"))
	if err != nil {
		return nil, err
	}
	for i := range archive.Files {
		if archive.Files[i].Name == "place/place.yaml" {
			archive.Files[i].Data = []byte(string(archive.Files[i].Data) + teams)
		}
	}
	if err := txtar.Write(archive, dir); err != nil {
		return nil, err
	}
	p, problems, err := place.Load(filepath.Join(dir, "place"))
	if err != nil {
		return nil, err
	}
	feeds, more := source.Load(p)
	for _, x := range append(problems, more...) {
		return nil, errors.New(x.String())
	}
	x := &town{place: p, feeds: feeds, job: warehouse.Job{
		Place: p, Feeds: feeds, Link: link.DefaultConfig(), From: filepath.Join(dir, "in"), Data: warehouse.Dir(filepath.Join(dir, "data")),
		Version: "test", Memory: "1GB", Now: time.Now,
	}}
	return x, nil
}

// rebuild builds the place and serves the build.
func (x *town) rebuild() error {
	if x.live != nil {
		_ = x.live.Close()
	}
	if _, err := x.job.Build(context.Background()); err != nil {
		return err
	}
	var err error
	x.live, err = warehouse.Open(x.job.Data)
	return err
}

// world is a town with a record and its book.
type world struct {
	*town
	*relation.Book
	t      *testing.T
	db     *store.DB
	record *record.Record
	facts  *fact.Facts
}

func sections() relation.Sections {
	of := map[string]string{"Condition": "problems", "MedicationRequest": "medicines", "MedicationStatement": "medicines", "Observation": "results"}
	return relation.Sections{Of: func(typ string) string { return of[typ] }, All: []string{"medicines", "problems", "results"}}
}

// open takes up a record of a town in a database.
func (x *town) open(t *testing.T, url string) *world {
	t.Helper()
	w := x.opened(t, url)
	w.t = t
	w.Watch()
	if err := w.Handle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Work()
	return w
}

// opened takes it up without hearing of changes.
func (x *town) opened(t testing.TB, url string) *world {
	t.Helper()
	db, err := store.Open(context.Background(), url, record.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{town: x, db: db}
	if w.record, err = record.Open(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	var facts fact.Warehouse
	var known relation.Warehouse
	if x.live != nil {
		facts, known = x.live, x.live
	}
	if w.facts, err = fact.New(x.place, x.feeds, facts, w.record); err != nil {
		t.Fatal(err)
	}
	d, err := relation.NewDirectory(x.place, relation.Rules{Sections: sections()})
	if err != nil {
		t.Fatal(err)
	}
	w.Book = relation.New(db, w.record, d, w.facts, known)
	return w
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	x, err := river()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("SQLite", func(t *testing.T) { test(t, x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "record.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, x.open(t, testkit.Postgres(t))) })
}

// onOne runs a test on SQLite.
func onOne(t *testing.T) *world {
	t.Helper()
	x, err := river()
	if err != nil {
		t.Fatal(err)
	}
	return x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "record.db"))
}

// put writes resources in one transaction.
func (w *world) put(all ...string) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		writer := w.record.Writer(tx)
		for _, text := range all {
			n, err := resource.Parse([]byte(text), resource.Limits{})
			if err != nil {
				return err
			}
			d, err := w.record.Draft(keyOf(n.Get("resourceType").Text()+"/"+n.Get("id").Text()), n, time.Now())
			if err != nil {
				return err
			}
			if _, err := writer.Put(d, record.AnyVersion); err != nil {
				return err
			}
		}
		return writer.Flush()
	})
}

func (w *world) delete(key string) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		writer := w.record.Writer(tx)
		if _, err := writer.Delete(keyOf(key), record.AnyVersion, time.Now()); err != nil {
			return err
		}
		return writer.Flush()
	})
}

func (w *world) write(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

func keyOf(text string) record.Key {
	typ, id, _ := strings.Cut(text, "/")
	return record.Key{Type: definition.ResourceOf(typ), ID: id}
}

// personOf gives who a live Patient is.
func (w *world) personOf(id string) (person string) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		person, err = w.record.PersonOf(tx, keyOf("Patient/"+id))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return person
}

// relations gives those of a person that hold now, as "kind:of kind:of", and without
// those of the build unless its origin is asked for.
func (w *world) relations(person string, origins ...string) string {
	w.t.Helper()
	var out []string
	for _, x := range w.all(person) {
		asked := slices.Contains(origins, x.Origin) || len(origins) == 0 && x.Origin != relation.Build
		if now := time.Now(); asked && !x.Since.After(now) {
			out = append(out, x.Party.Kind+":"+x.Party.Of)
		}
	}
	return strings.Join(slices.Compact(out), " ")
}

func (w *world) all(person string) (all []record.Relation) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		all, err = w.record.Relations(tx, person)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) has(person string, party sight.Party) bool {
	w.t.Helper()
	return slices.ContainsFunc(w.all(person), func(x record.Relation) bool { return x.Party == party })
}

// person gives the id of whoever a partner knows by an id.
func (w *world) person(source, id string) string {
	w.t.Helper()
	person, err := w.live.PersonOf(w.t.Context(), link.Registration{Source: source, LocalID: id})
	if err != nil {
		w.t.Fatal(err)
	}
	return person
}

// running lets handlers hear and workers work until something is so.
func (w *world) running(what string, until func() bool) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	go func() { w.db.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if until() {
			return
		}
	}
	w.t.Fatalf("%s did not come about", what)
}

// day is a date so many days from now.
func day(offset int) string { return time.Now().AddDate(0, 0, offset).Format(time.DateOnly) }

func livePatient(id, mrn, nhs, born, more string) string {
	var ids []string
	if mrn != "" {
		ids = append(ids, `{"system":"https://river.example/mrn","value":"`+mrn+`"}`)
	}
	if nhs != "" {
		ids = append(ids, `{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"`+nhs+`"}`)
	}
	text := `{"resourceType":"Patient","id":"` + id + `"`
	if len(ids) > 0 {
		text += `,"identifier":[` + strings.Join(ids, ",") + `]`
	}
	if born != "" {
		text += `,"birthDate":"` + born + `"`
	}
	return text + more + `}`
}

func linkTo(id string) string {
	return fmt.Sprintf(`,"link":[{"type":"seealso","other":{"reference":"Patient/%s"}}]`, id)
}

const (
	marysNumber = "9434765919"
	marysBirth  = "1938-11-09"
	ods         = "https://fhir.nhs.uk/Id/ods-organization-code"
)
