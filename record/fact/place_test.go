package fact_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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
	"continuum/record/resource"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// town is a place with a build, and the record beside it.
type town struct {
	*fact.Facts
	place  *place.Place
	feeds  []source.Feed
	live   *warehouse.Live
	build  string
	db     *store.DB
	record *record.Record
	job    warehouse.Job
}

// scratch is a folder that lasts as long as the tests of the package.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "fact"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// builtRiver is testdata/river.txtar built once for all tests that only read it.
var builtRiver = sync.OnceValues(func() (*town, error) { return buildRiver(scratch) })

// river is the place of testdata/river.txtar with an empty record beside it.
func river(t *testing.T) *town {
	t.Helper()
	built, err := builtRiver()
	if err != nil {
		t.Fatal(err)
	}
	x := *built
	x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "record.db"))
	return &x
}

// ownRiver is a river that a test may build again.
func ownRiver(t *testing.T) *town {
	t.Helper()
	x, err := buildRiver(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.live.Close() })
	x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "record.db"))
	return x
}

func buildRiver(dir string) (*town, error) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "river.txtar"))
	if err != nil {
		return nil, err
	}
	if err := txtar.Write(archive, dir); err != nil {
		return nil, err
	}
	return builtPlace(filepath.Join(dir, "place"), filepath.Join(dir, "in"), filepath.Join(dir, "data"))
}

type registration = link.Registration

// now is when builds of tests are made.
func now() time.Time { return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) }

func builtPlace(dir, from, data string) (*town, error) {
	p, problems, err := place.Load(dir)
	if err != nil {
		return nil, err
	}
	feeds, more := source.Load(p)
	for _, x := range append(problems, more...) {
		return nil, errors.New(x.String())
	}
	x := &town{place: p, feeds: feeds, job: warehouse.Job{
		Place: p, Feeds: feeds, Link: link.DefaultConfig(), From: from, Data: warehouse.Dir(data), Version: "test", Memory: "1GB", Now: now,
	}}
	return x, x.rebuild()
}

// rebuild builds the place and serves the build.
func (x *town) rebuild() error {
	if x.live != nil {
		x.live.Close()
	}
	m, err := x.job.Build(context.Background())
	if err != nil {
		return err
	}
	x.build = m.ID
	x.live, err = warehouse.Open(x.job.Data)
	return err
}

// open takes up the record in a database.
func (x *town) open(t *testing.T, url string) {
	t.Helper()
	db, err := store.Open(t.Context(), url, record.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	x.db = db
	if x.record, err = record.Open(t.Context(), x.db); err != nil {
		t.Fatal(err)
	}
	if x.Facts, err = fact.New(x.place, x.feeds, x.live, x.record); err != nil {
		t.Fatal(err)
	}
}

// onBoth runs a test of the river place on both engines.
func onBoth(t *testing.T, test func(t *testing.T, x *town)) {
	t.Run("SQLite", func(t *testing.T) { test(t, river(t)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		x := river(t)
		x.open(t, testkit.Postgres(t))
		test(t, x)
	})
}

// arrives keeps resources as if they came live.
func (x *town) arrives(t *testing.T, all ...string) {
	t.Helper()
	err := x.db.Write(t.Context(), func(tx *store.Tx) error {
		w := x.record.Writer(tx)
		for _, text := range all {
			n, err := resource.Parse([]byte(text), resource.Limits{})
			if err != nil {
				return err
			}
			d, err := x.record.Draft(record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}, n, now())
			if err != nil {
				return err
			}
			if _, err := w.Put(d, 0); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// person gives the id of whoever a partner knows by an id.
func (x *town) person(t *testing.T, source, id string) string {
	t.Helper()
	person, err := x.live.PersonOf(t.Context(), link.Registration{Source: source, LocalID: id})
	if err != nil {
		t.Fatal(err)
	}
	return person
}

// see gives what is seen of some Patients.
func (x *town) see(t *testing.T, ids ...string) *record.Beside {
	t.Helper()
	var seen *record.Beside
	err := x.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		seen, err = x.Beside(t.Context(), tx, ids)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func parsed(t *testing.T, text []byte) resource.Node {
	t.Helper()
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func day(text string) time.Time {
	t, _ := time.Parse(time.DateOnly, text)
	return t
}
