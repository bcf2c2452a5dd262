package web

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	factsof "continuum/record/fact"
	book "continuum/record/relation"
	"continuum/record/sight"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// What a server wires together fits.
var (
	_ Facts    = (*warehouse.Live)(nil)
	_ Gate     = (*access.Gate)(nil)
	_ Record   = (*record.Record)(nil)
	_ Book     = (*book.Book)(nil)
	_ Log      = (*audit.Log)(nil)
	_ Database = (*store.DB)(nil)
)

// sensitive are rows of the place of record/fact/testdata/river.txtar that say more
// than the rest: a diagnosis by itself, and one of a stay in hospital.
var sensitive = map[string]string{"in/problems.csv": "1,,A510,icd10,,Early syphilis,2011-01-01,\n", "in/diagnoses.csv": "M1,s1,Y070,icd10,2,Hurt by a partner,2026-06-01T14:02:00,\n"}

// river is that place with the policies and sensitive codes of Weston, built.
func river(t *testing.T) (*place.Place, []source.Feed, *warehouse.Live) {
	t.Helper()
	dir := t.TempDir()
	archive, err := txtar.ParseFile(filepath.Join("..", "record", "fact", "testdata", "river.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range archive.Files {
		f := &archive.Files[i]
		f.Data = slices.Concat(f.Data, []byte(sensitive[f.Name]))
	}
	weston, _, err := place.Load(filepath.Join(testkit.Root(), "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range weston.Files {
		if strings.HasPrefix(f.Name, "access/") || strings.HasPrefix(f.Name, "codes/sensitive_") {
			archive.Files = append(archive.Files, txtar.File{Name: "place/" + f.Name, Data: f.Data})
		}
	}
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	p, problems, err := place.Load(filepath.Join(dir, "place"))
	feeds, more := source.Load(p)
	for _, x := range append(problems, more...) {
		err = errors.Join(err, errors.New(x.String()))
	}
	if err != nil {
		t.Fatal(err)
	}
	job := warehouse.Job{
		Place: p, Feeds: feeds, Link: link.DefaultConfig(), From: filepath.Join(dir, "in"), Data: warehouse.Dir(filepath.Join(dir, "data")), Version: "test", Memory: "1GB", Now: time.Now,
	}
	if _, err := job.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	live, err := warehouse.Open(job.Data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = live.Close() })
	return p, feeds, live
}

// A place that was built, with its own facts and labels: what is sensitive is in no
// event, also where it would have been gathered into one that is shown.
func TestBuiltPlace(t *testing.T) {
	p, feeds, live := river(t)
	rules, problems := access.Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "place.db"), record.Migrations(), audit.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := factsof.New(p, feeds, live, r)
	if err != nil {
		t.Fatal(err)
	}
	id, err := live.PersonOf(t.Context(), link.Registration{Source: "clinic", LocalID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{db: db, record: r, Access: Access{DB: db, Gate: access.NewGate(rules, r, log, nil), Record: r, Codes: facts, Log: log}}
	for kind, of := range map[string]string{sight.Registered: "P1", sight.CareTeam: "north_team"} {
		if err := w.relate(id, kind, kind, of); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		who  *access.Actor
		sees bool
	}{"gp": {w.gp(), true}, "coordinator": {w.coordinator(), false}} {
		s := newSite(live, Options{Access: w.Access, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
		out := httptest.NewRecorder()
		acting(c.who, s.handler()).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "http://localhost/people/"+strings.ToLower(id), nil))
		body := out.Body.String()
		if out.Code != http.StatusOK || !strings.Contains(body, "iabetes") {
			t.Errorf("%s: status %d, without what is not sensitive", name, out.Code)
		}
		for _, part := range []string{"syphilis", "A510", "Hurt by a partner", "Y070"} {
			if strings.Contains(body, part) != c.sees {
				t.Errorf("%s: sees %q: %t", name, part, !c.sees)
			}
		}
	}
}
