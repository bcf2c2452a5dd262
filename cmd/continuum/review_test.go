package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/review"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
)

// reviewed is a place with a build, opened as a command does.
type reviewed struct {
	*kept
	dir      string
	place    loaded
	builds   *warehouse.Live
	accounts *account.Accounts
}

func reviewedPlace(t *testing.T) *reviewed {
	t.Helper()
	root := smallPlace(t)
	mustBuild(t, root)
	dir := filepath.Join(root, "place")
	a := &app{ctx: t.Context(), out: &bytes.Buffer{}, err: os.Stderr}
	l, err := a.served(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &reviewed{dir: dir, place: l}
	if r.builds, err = warehouse.Open(warehouse.DirOf(dir)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.builds.Close() })
	db, err := store.Open(t.Context(), databaseFlag{}.url(warehouse.DirOf(dir)), recordSchemas()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if r.kept, err = keep(t.Context(), db, l, r.builds, nil); err != nil {
		t.Fatal(err)
	}
	if r.accounts, err = openAccounts(t.Context(), r.kept, l); err != nil {
		t.Fatal(err)
	}
	return r
}

// person gives the key of somebody of the build.
func (r *reviewed) person(t *testing.T, name string) string {
	t.Helper()
	hits, err := r.builds.Search(t.Context(), name, 1)
	if err != nil || len(hits) == 0 {
		t.Fatal(err, hits)
	}
	return hits[0].Person.ID
}

// add makes an account of somebody.
func (r *reviewed) add(t *testing.T, name, role, person string) *access.Actor {
	t.Helper()
	x, err := r.accounts.Add(t.Context(), account.Account{Name: name, Display: name, Roles: []string{role}, Partner: "clinic", Person: person, Source: account.Local})
	if err != nil {
		t.Fatal(err)
	}
	kind := access.Staff
	if role == "person" {
		kind = access.Person
	}
	return &access.Actor{Account: x.ID, Name: name, Kind: kind, Roles: x.Roles, Partner: "clinic", Purpose: "direct-care"}
}

// looks notes that somebody looked.
func (r *reviewed) looks(t *testing.T, who *access.Actor, action, person string) {
	t.Helper()
	if err := r.gate.Note(access.With(t.Context(), who), audit.Entry{Action: action, Outcome: audit.OK, Interface: "pages", Type: "Patient", People: []string{person}}); err != nil {
		t.Fatal(err)
	}
}

// command runs a command and gives what it printed.
func commanded(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, complaint bytes.Buffer
	if got := run(t.Context(), append([]string{"-q"}, args...), &out, &complaint); got != want {
		t.Fatalf("%v: status %d, want %d: %s%s", args, got, want, out.String(), complaint.String())
	}
	return out.String() + complaint.String()
}

// Looks at oneself, at colleagues and without a reason are found by what the place
// knows of people and accounts, and can be followed up.
func TestLooksOfAPlaceAreReviewed(t *testing.T) {
	r := reviewedPlace(t)
	mary, tom, ann := r.person(t, "mary smith"), r.person(t, "tom jones"), r.person(t, "ann brown")
	nurse := r.add(t, "nurse", "community_nurse", mary)
	r.add(t, "tom", "community_nurse", tom)
	herself := r.add(t, "mary", "person", mary)
	for _, x := range []struct {
		who            *access.Actor
		action, person string
	}{
		{nurse, "read", mary}, {nurse, "read", tom}, {nurse, "read", ann}, {nurse, "break-glass", ann}, {herself, "read", mary},
	} {
		r.looks(t, x.who, x.action, x.person)
	}
	var found struct{ Findings []review.Finding }
	if err := json.Unmarshal([]byte(commanded(t, done, "--json", "review", r.dir, "list")), &found); err != nil {
		t.Fatal(err)
	}
	var got []string
	ids := map[review.Kind]string{}
	for _, f := range found.Findings {
		got = append(got, string(f.Kind)+" "+f.Person)
		ids[f.Kind] = jsonNumber(f.ID)
		if f.Actor != nurse.Account || f.Partner != "clinic" {
			t.Errorf("%+v", f)
		}
	}
	slices.Sort(got)
	want := []string{"break-glass " + ann, "colleague " + tom, "no-reason " + ann, "no-reason " + tom, "own-record " + mary}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("found %q, want %q", got, want)
	}
	own := ids[review.OwnRecord]
	commanded(t, done, "review", r.dir, "ask", own, "--note", "Why?")
	if text := commanded(t, done, "review", r.dir, "show", own); !strings.Contains(text, "asked by system:") || !strings.Contains(text, "Why?") || !strings.Contains(text, "  read ") {
		t.Errorf("shown: %s", text)
	}
	commanded(t, done, "review", r.dir, "accept", own)
	if text := commanded(t, failed, "review", r.dir, "close", own); !strings.Contains(text, "followed up meanwhile") {
		t.Errorf("closed twice: %s", text)
	}
	commanded(t, done, "review", r.dir, "escalate", ids[review.Colleague])
	if text := commanded(t, done, "review", r.dir, "list", "--kind", "own-record"); !strings.Contains(text, "Nothing is open.") {
		t.Errorf("still open: %s", text)
	}
	if text := commanded(t, done, "review", r.dir, "list", "--all", "--actor", "nurse", "--person", mary); !strings.Contains(text, "accepted") {
		t.Errorf("all: %s", text)
	}
	commanded(t, usage, "review", r.dir, "list", "--kind", "gossip")
	commanded(t, failed, "review", r.dir, "show", "999")
	if text := commanded(t, done, "audit", r.dir, "list", "--action", "unusual-asked,unusual-accepted"); strings.Count(text, "finding/"+own) != 2 {
		t.Errorf("the steps are not in the audit: %s", text)
	}
}

func jsonNumber(n int64) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// What is known of people comes from the build, the record and live Patients.
func TestWhatIsKnownOfPeople(t *testing.T) {
	r := reviewedPlace(t)
	mary := r.person(t, "mary smith")
	err := r.db.Write(access.With(t.Context(), access.System("test", "")), func(tx *store.Tx) error {
		n, err := resource.Parse([]byte(`{"resourceType":"Patient","id":"x","name":[{"family":"Green"}],"address":[{"line":["1 High Street"],"city":"Weston","postalCode":"WS1 9ZZ"}]}`), resource.Limits{})
		if err != nil {
			return err
		}
		w := r.record.Writer(tx)
		d, err := r.record.Draft(record.Key{Type: definition.ResourceOf("Patient"), ID: "x"}, n, time.Now())
		if err == nil {
			_, err = w.Put(d, record.AnyVersion)
		}
		if err == nil {
			err = w.Flush()
		}
		if err == nil {
			err = r.book.Mark(tx, mary, "prominent")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &reviewedPeople{kept: r.kept, place: r.place.place, builds: r.builds, zone: time.UTC}
	all, err := p.Known(context.Background(), []string{mary, "Patient/x", "Patient/nobody", "P000000000"}, day("2025-03-30"), day("2025-04-01"))
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %+v", err, all)
	}
	if x := all[mary]; x.Surname == "" || x.Postcode != "WS1 2AB" || len(x.Events) != 1 || x.Events[0].Partner != "clinic" || !x.Events[0].To.Equal(x.Events[0].From) ||
		!slices.ContainsFunc(x.Relations, func(p sight.Party) bool { return p.Kind == "prominent" }) {
		t.Errorf("Mary: %+v", x)
	}
	if x := all["Patient/x"]; x.Surname != "Green" || x.Postcode != "WS1 9ZZ" || x.Address != "1 High Street Weston" {
		t.Errorf("a live Patient: %+v", x)
	}
}

func day(text string) time.Time {
	t, _ := time.Parse(time.DateOnly, text)
	return t
}
