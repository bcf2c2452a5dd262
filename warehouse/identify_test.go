package warehouse_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/warehouse"
)

var (
	mary     = link.Registration{Source: "clinic", LocalID: "1"}
	smyth    = link.Registration{Source: "council", LocalID: "C1"}
	stranger = link.Registration{Source: "council", LocalID: "C2"}
)

// unlike makes the council's Mary somebody else.
func unlike(archive string) string {
	return strings.Replace(archive, "C1,9434765919,MARY,SMYTH,1938-11-09,2,WS12AB", "C1,,Henry,Okonkwo,1981-02-03,1,WS7 7AA", 1)
}

func whoIsWho(t *testing.T, j warehouse.Job) map[link.Registration]string {
	t.Helper()
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	who := map[link.Registration]string{}
	err = live.Clusters(context.Background(), func(r link.Registration, person string) error {
		who[r] = person
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func register(t *testing.T, j warehouse.Job) *identity.Register {
	t.Helper()
	r, err := j.Data.Register()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIDsStayAndAMergeIsRecorded(t *testing.T) {
	dir := unpack(t, unlike(small))
	j := smallJob(t, dir)
	build(t, j)
	before := whoIsWho(t, j)
	if before[mary] == before[smyth] {
		t.Fatal("two strangers are one person")
	}
	write(t, dir, small)
	build(t, j)
	after := whoIsWho(t, j)
	if after[mary] != after[smyth] || after[mary] != before[mary] {
		t.Errorf("Mary was %s and %s and is %s and %s", before[mary], before[smyth], after[mary], after[smyth])
	}
	if after[stranger] != before[stranger] {
		t.Errorf("a stranger's id changed from %s to %s", before[stranger], after[stranger])
	}
	told := register(t, j).History(before[smyth])
	if len(told) != 1 || told[0].Kind != identity.Merged || told[0].Into != before[mary] || !strings.Contains(told[0].How, "NHS number") {
		t.Errorf("the history is %+v, want one merge with its evidence", told)
	}
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	if r, err := live.Record(context.Background(), before[smyth]); err != nil || r.Person.ID != before[mary] {
		t.Errorf("the joined id leads to %s (%v), want %s", r.Person.ID, err, before[mary])
	}
}

func TestAnIdenticalRebuildChangesNothing(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	first := build(t, j)
	second := build(t, j)
	if first.ContentHash != second.ContentHash {
		t.Errorf("content hashes differ: %s and %s", first.ContentHash, second.ContentHash)
	}
}

// TestIDsAreThoseOfTheBuildServed: after a rollback, ids grow from the build that
// is served again, as if the other had never been.
func TestIDsAreThoseOfTheBuildServed(t *testing.T) {
	dir := unpack(t, unlike(small))
	j := smallJob(t, dir)
	first := build(t, j)
	before := whoIsWho(t, j)
	write(t, dir, small)
	build(t, j)
	if _, err := j.Data.Rollback(first.ID); err != nil {
		t.Fatal(err)
	}
	write(t, dir, unlike(small))
	if third := build(t, j); third.ContentHash != first.ContentHash {
		t.Errorf("the build that was rolled back left a trace: %v, was %v", whoIsWho(t, j), before)
	}
}

func TestRulingsHoldForEveryBuild(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	build(t, j)
	before := whoIsWho(t, j)
	ruled, err := register(t, j).Apart(mary, smyth, identity.Decision{Who: "a tester", Why: "two people", At: j.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		build(t, j)
		if now := whoIsWho(t, j); now[mary] != before[mary] || now[smyth] == before[mary] {
			t.Errorf("ruled apart, they are %s and %s, and were %s", now[mary], now[smyth], before[mary])
		}
	}
	told := register(t, j).History(before[mary])
	if !slices.ContainsFunc(told, func(e identity.Entry) bool { return e.Kind == identity.Split && e.Ruling == ruled.Number }) {
		t.Errorf("no split by ruling %d in %+v", ruled.Number, told)
	}
}

func TestARetiredIDIsNobody(t *testing.T) {
	dir := unpack(t, small)
	j := smallJob(t, dir)
	build(t, j)
	gone := whoIsWho(t, j)[stranger]
	write(t, dir, strings.Replace(small, "C2,,Stranger,Unheard,1971-07-07,1,WS9 9ZZ\n", "", 1))
	build(t, j)
	live, err := warehouse.Open(j.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	if _, err := live.Record(context.Background(), gone); fault.CodeOf(err) != fault.NotFound || !strings.Contains(err.Error(), "no extract") {
		t.Errorf("a retired id gave %v", err)
	}
	write(t, dir, small)
	build(t, j)
	if back := whoIsWho(t, j)[stranger]; back != gone {
		t.Errorf("the stranger came back as %s, was %s", back, gone)
	}
}
