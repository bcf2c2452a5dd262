package warehouse_test

import (
	"context"
	"database/sql"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

// recordOf reads one person of a served place.
func recordOf(t *testing.T, live *warehouse.Live, id string) warehouse.Record {
	t.Helper()
	r, err := live.Record(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func opened(t *testing.T, j warehouse.Job) *warehouse.Live {
	t.Helper()
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = live.Close() })
	return live
}

func TestEvidenceTellsWhatHolds(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	who := whoIsWho(t, j)
	live := opened(t, j)
	for _, r := range recordOf(t, live, who[mary]).Registrations {
		e := r.Evidence
		if e == nil {
			t.Fatalf("%s %s has no evidence", r.Source, r.LocalID)
		}
		other := map[string]link.Registration{"clinic": smyth, "council": mary}[r.Source]
		if e.With != other || e.Weight != r.MatchWeight || e.Probability < 0.9 || e.Probability > 1 {
			t.Errorf("%s is held by %v at %.2f (%.4f), want %v at %.2f", r.Source, e.With, e.Weight, e.Probability, other, r.MatchWeight)
		}
		sum, agrees := 0.0, false
		for _, s := range e.Steps {
			sum += s.Weight
			agrees = agrees || s.Name == "NHS number" && s.Finding == "NHS number agrees" && s.Weight > 0
		}
		if math.Abs(sum-e.Weight) > 0.01*float64(len(e.Steps)) || !agrees || !strings.HasPrefix(e.Steps[0].Name, "start") {
			t.Errorf("%s: steps %+v add up to %.2f, want %.2f", r.Source, e.Steps, sum, e.Weight)
		}
	}
	for _, r := range recordOf(t, live, who[stranger]).Registrations {
		if r.Evidence != nil {
			t.Errorf("a stranger is held by %+v", r.Evidence)
		}
	}
}

// A registration with a history is told of once, and against another one.
func TestEvidenceOfAHistoryIsToldOnce(t *testing.T) {
	j := smallJob(t, unpack(t, strings.Replace(small, "C2,,Stranger", "C1,9434765919,Mary,Smith,1938-11-09,2,WS1 2AB\nC2,,Stranger", 1)))
	build(t, j)
	told, entries := 0, 0
	who := whoIsWho(t, j)
	for _, r := range recordOf(t, opened(t, j), who[mary]).Registrations {
		if r.Source != smyth.Source {
			continue
		}
		entries++
		if r.Evidence != nil {
			told++
			if r.Evidence.With != mary || r.Evidence.Rule != "equal details" {
				t.Errorf("held by %+v, want the clinic's equal details", r.Evidence)
			}
		}
	}
	if entries != 2 || told != 1 {
		t.Errorf("%d of %d entries tell the evidence, want 1 of 2", told, entries)
	}
}

// The evidence does not depend on the order of rows, even where several
// registrations say the same.
func TestEvidenceDoesNotDependOnOrder(t *testing.T) {
	rows := []string{"C1,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB", "C4,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB", "C5,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB", "C6,9990000018,Tom,Jonas,1950-01-02,M,WS1 2AC"}
	place := func(rows []string) string {
		return strings.Replace(small, "C1,9434765919,MARY,SMYTH,1938-11-09,2,WS12AB", strings.Join(rows, "\n"), 1)
	}
	dir := unpack(t, place(rows))
	j := smallJob(t, dir)
	first := build(t, j)
	slices.Reverse(rows)
	write(t, dir, place(rows))
	second := build(t, j)
	for i, table := range first.Tables {
		if other := second.Tables[i]; table != other && (table.Name == "evidence" || table.Name == "finding") {
			t.Errorf("in another order %+v became %+v", table, other)
		}
	}
	if first.Rows("evidence") != 6 {
		t.Errorf("%d registrations are held, want 6", first.Rows("evidence"))
	}
}

func TestLinkageToLookAt(t *testing.T) {
	j := smallJob(t, unpack(t, strings.Replace(small, "C2,,Stranger", "C3,,Mary,,,2,\nC2,,Stranger", 1)))
	m := build(t, j)
	who := whoIsWho(t, j)
	l, err := opened(t, j).Linkage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	c3 := link.Registration{Source: "council", LocalID: "C3"}
	sum := 0
	for _, u := range l.Unlinkable {
		sum += u.Records
		for _, x := range u.Some {
			if got := who[link.Registration{Source: u.Source, LocalID: x.LocalID}]; got != x.PersonID {
				t.Errorf("%s %s leads to %s, is %s", u.Source, x.LocalID, x.PersonID, got)
			}
		}
	}
	if sum != m.Link.Unlinkable || !slices.ContainsFunc(l.Unlinkable, func(u warehouse.Unlinkable) bool {
		return u.Source == "council" && slices.Contains(u.Some, warehouse.Joined{LocalID: "C3", PersonID: who[c3]})
	}) {
		t.Errorf("%+v tells of %d records that say too little, want %d with C3", l.Unlinkable, sum, m.Link.Unlinkable)
	}
	for _, x := range slices.Concat(l.Typical, l.Borderline, l.Cut) {
		if x.LeftPerson != who[x.Left] || x.RightPerson != who[x.Right] || x.Kept != (x.LeftPerson == x.RightPerson) {
			t.Errorf("example %+v, want people %s and %s", x, who[x.Left], who[x.Right])
		}
	}
}

// A build made before evidence was kept opens, and says so where it is asked for.
func TestABuildWithoutEvidenceOpens(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	m := build(t, j)
	who := whoIsWho(t, j)
	dir := filepath.Join(string(j.Data), "builds", m.ID)
	db, err := duck.Open(filepath.Join(dir, "warehouse.duckdb"), duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, "DROP TABLE evidence")
	exec(t, db, "DROP TABLE finding")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "linkage.json")); err != nil {
		t.Fatal(err)
	}
	live := opened(t, j)
	r := recordOf(t, live, who[mary])
	if len(r.Registrations) != 2 || r.Registrations[0].Evidence != nil || r.Registrations[0].How == "" {
		t.Errorf("registrations are %+v", r.Registrations)
	}
	if _, err := live.Linkage(context.Background()); fault.CodeOf(err) != fault.NotFound || !strings.Contains(err.Error(), "before evidence was kept") {
		t.Errorf("asked for what deserves a look, it says %v", err)
	}
}

func exec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}
