package warehouse_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/warehouse"
)

// small is a place of two partners: a clinic that knows everybody and a council
// that spells some of them differently.
const small = `
-- place/place.yaml --
name: Small
country: GB-ENG
language: en-GB
currency: GBP
timezone: Europe/London
calendar: {financial_year_starts: 04-01}
partners:
  - {id: clinic, name: Clinic, sector: gp}
  - {id: council, name: Council, sector: social_care}
-- place/sources/people.sql --
-- feed: people
-- title: People
-- partner: clinic
-- file: people.csv
-- format: csv
-- table: registration
SELECT _row, id AS local_id, nhs AS nhs_number, given AS given_name, family AS family_name, born AS birth_date, sex, postcode FROM raw
-- place/sources/clients.sql --
-- feed: clients
-- title: Clients
-- partner: council
-- file: clients.csv
-- format: csv
-- table: registration
SELECT _row, id AS local_id, nhs AS nhs_number, given AS given_name, family AS family_name, born AS birth_date, sex, postcode FROM raw
-- place/sources/contacts.sql --
-- feed: contacts
-- title: Contacts
-- partner: clinic
-- file: contacts.csv
-- format: csv
-- table: activity
-- reject_limit: 60%
SELECT _row, person AS local_id, id AS local_activity_id, 'gp' AS setting, 'consultation' AS kind, day AS start_at, pence AS cost_pence FROM raw
-- place/sources/packages.sql --
-- feed: packages
-- title: Care packages
-- partner: council
-- file: packages.csv
-- format: csv
-- table: service_package
SELECT _row, person AS local_id, id AS local_package_id, 'home_care' AS kind, since AS start_date, until AS end_date, weekly AS weekly_cost_pence FROM raw
-- in/people.csv --
id,nhs,given,family,born,sex,postcode
1,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB
2,9990000018,Tom,Jones,1950-01-02,M,WS1 2AC
3,9990000026,Ann,Brown,1960-03-04,F,WS3 4AA
-- in/clients.csv --
id,nhs,given,family,born,sex,postcode
C1,9434765919,MARY,SMYTH,1938-11-09,2,WS12AB
C2,,Stranger,Unheard,1971-07-07,1,WS9 9ZZ
-- in/contacts.csv --
id,person,day,pence
a,1,2025-03-30,5100
b,1,2025-04-02,5100
c,2,2025-05-01,5100
d,99,2025-05-01,5100
-- in/packages.csv --
id,person,since,until,weekly
p1,C1,2025-03-25,2025-04-07,70000
`

// unpack writes an archive to a folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, archive)
	return dir
}

func write(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func smallJob(t *testing.T, dir string) warehouse.Job {
	t.Helper()
	return job(t, filepath.Join(dir, "place"), filepath.Join(dir, "in"))
}

func build(t *testing.T, j warehouse.Job) warehouse.Manifest {
	t.Helper()
	m, err := j.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBuildLinksAndAnswers(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	m := build(t, j)
	if m.People != 4 {
		t.Errorf("%d people, want 4", m.People)
	}
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	hits, err := live.Search(context.Background(), "smith mary 09/11/1938", 10)
	if err != nil || len(hits) == 0 {
		t.Fatalf("search found %d people, %v", len(hits), err)
	}
	r, err := live.Record(context.Background(), hits[0].Person.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Registrations) != 2 || r.Person.NHSNumber != "9434765919" || r.Person.FamilyName != "Smith" {
		t.Errorf("record: %d registrations, NHS number %s, family name %s", len(r.Registrations), r.Person.NHSNumber, r.Person.FamilyName)
	}
	o, err := live.Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range o.Partners {
		if want := map[string]int64{"clinic": 3 * 5100, "council": 2 * 70000}[p.ID]; p.CostPence != want {
			t.Errorf("%s cost %d in twelve months, want %d", p.ID, p.CostPence, want)
		}
	}
	// Fourteen days of care at £700 a week, 7 days in each financial year, beside
	// one consultation in each; the facts end on 1 May.
	got := map[string]int64{}
	for _, c := range r.Costs {
		got[c.Year+" "+c.Setting] = c.Pence
	}
	for k, want := range map[string]int64{"2024/25 gp": 5100, "2025/26 gp": 5100, "2024/25 social_care": 70000, "2025/26 social_care": 70000} {
		if got[k] != want {
			t.Errorf("cost %s = %d, want %d", k, got[k], want)
		}
	}
	if _, err := live.Record(context.Background(), "P00000000000"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an unknown id gave %v, want not found", err)
	}
}

func TestFactsOfNobodyAreRejected(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	m := build(t, j)
	if m.Rows("reject") != 1 || m.Rows("activity") != 3 {
		t.Errorf("%d rejects and %d activities, want 1 and 3", m.Rows("reject"), m.Rows("activity"))
	}
	db, err := duck.Open(filepath.Join(string(j.Data), "builds", m.ID, "warehouse.duckdb"), duck.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var where string
	if err := db.QueryRow("SELECT file || ':' || line || ' ' || reason FROM reject").Scan(&where); err != nil || where != "contacts.csv:5 no registration with this local_id" {
		t.Errorf("the reject says %q (%v)", where, err)
	}
}

func TestNobodyIsNoBuild(t *testing.T) {
	dir := unpack(t, small)
	write(t, dir, "-- in/people.csv --\nid,nhs,given,family,born,sex,postcode\n-- in/clients.csv --\nid,nhs,given,family,born,sex,postcode\n")
	_, err := smallJob(t, dir).Build(context.Background())
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "nobody to link") {
		t.Errorf("error = %v, want one that says nobody is there", err)
	}
}

func TestSameInputsGiveTheSameContent(t *testing.T) {
	a := build(t, smallJob(t, unpack(t, small)))
	b := build(t, smallJob(t, unpack(t, small)))
	if a.ContentHash != b.ContentHash {
		t.Errorf("content hashes differ: %s and %s", a.ContentHash, b.ContentHash)
	}
	c := build(t, smallJob(t, unpack(t, strings.Replace(small, "Jones", "Johns", 1))))
	if a.ContentHash == c.ContentHash {
		t.Error("a changed extract gave the same content hash")
	}
}

func TestAFailedBuildLeavesTheLiveOne(t *testing.T) {
	dir := unpack(t, small)
	j := smallJob(t, dir)
	m := build(t, j)
	write(t, dir, "-- in/contacts.csv --\n")
	if _, err := j.Build(context.Background()); err == nil {
		t.Fatal("an empty extract was built")
	}
	id, err := j.Data.LiveID()
	if err != nil || id != m.ID {
		t.Errorf("live build is %s (%v), want %s", id, err, m.ID)
	}
	left, _ := filepath.Glob(filepath.Join(string(j.Data), "builds", "*"))
	if len(left) != 1 {
		t.Errorf("the failed build left files: %v", left)
	}
}

func TestLiveFollowsBuildsAndRollback(t *testing.T) {
	dir := unpack(t, small)
	j := smallJob(t, dir)
	first := build(t, j)
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	write(t, dir, "-- in/people.csv --\nid,nhs,given,family,born,sex,postcode\n1,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB\n2,9990000018,Tom,Jones,1950-01-02,M,WS1 2AC\n")
	second := build(t, j)
	if got := liveID(t, live); got != second.ID {
		t.Errorf("served %s after the second build, want %s", got, second.ID)
	}
	if _, err := j.Data.Rollback(first.ID); err != nil {
		t.Fatal(err)
	}
	if got := liveID(t, live); got != first.ID {
		t.Errorf("served %s after the rollback, want %s", got, first.ID)
	}
	c, err := j.Data.Compare(context.Background(), first.ID, second.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c.Lost != 1 || c.Gained != 0 || c.GoneReg != 1 || c.Moved != 0 || len(c.InputsChanged) != 1 {
		t.Errorf("comparison: lost %d, gained %d, gone %d, moved %d, inputs %v; want 1, 0, 1, 0, [people.csv]", c.Lost, c.Gained, c.GoneReg, c.Moved, c.InputsChanged)
	}
	if _, err := j.Data.Rollback("nonesuch"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("rolling back to nothing gave %v", err)
	}
}

func liveID(t *testing.T, live *warehouse.Live) string {
	t.Helper()
	o, err := live.Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return o.Build.ID
}

func TestOldBuildsArePruned(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	j.Keep = 2
	for range 4 {
		build(t, j)
	}
	ids, err := j.Data.IDs()
	if err != nil || len(ids) != 2 {
		t.Errorf("%d builds kept (%v), want 2", len(ids), err)
	}
}

func TestOneBuildAtATime(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	inside := make(chan error, 1)
	j.Progress = func(stage string, _, _ int64) {
		if stage == "map people" && len(inside) == 0 {
			other := j
			other.Progress = nil
			_, err := other.Build(context.Background())
			select {
			case inside <- err:
			default:
			}
		}
	}
	build(t, j)
	if err := <-inside; fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a second build at once gave %v, want a conflict", err)
	}
}

func TestCancelledBuildLeavesNothing(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	ctx, cancel := context.WithCancel(context.Background())
	j.Progress = func(stage string, _, _ int64) {
		if strings.HasPrefix(stage, "map") {
			cancel()
		}
	}
	if _, err := j.Build(ctx); err == nil {
		t.Fatal("a cancelled build succeeded")
	}
	left, _ := filepath.Glob(filepath.Join(string(j.Data), "builds", "*"))
	if len(left) != 0 {
		t.Errorf("the cancelled build left %v", left)
	}
}
