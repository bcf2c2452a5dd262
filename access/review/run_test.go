package review

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"continuum/internal/testkit"
	"continuum/record/audit"
	"continuum/store"
)

// aDay is a log with something of most kinds, some of it twice.
func aDay() told {
	var l told
	at := noon
	add := func(e audit.Entry) { at = at.Add(time.Minute); l.add(at, e) }
	for range 2 {
		add(read("a1", "p2"))
		add(read("a1", "p60"))
		add(read("a1", "p58"))
		add(read("a1", "p57"))
		add(read("a1", "p59"))
		add(read("a2", "p50"))
		add(read("a3", "p1"))
		add(read("nobody", "p1"))
		add(read("", "p1"))
		add(with(read("a2", "p3"), func(e *audit.Entry) { e.Action, e.Reason = "break-glass", "unconscious" }))
		add(with(read("a2", "p4"), func(e *audit.Entry) { e.Action = "claim" }))
		add(with(read("a2", "p60", "p1"), func(e *audit.Entry) { e.Action = "search" }))
	}
	for range 12 {
		add(with(read("app", "p1"), func(e *audit.Entry) { e.Outcome = audit.Denied }))
	}
	l.add(noon.AddDate(0, 0, 1), read("a1", "p60"))
	return l
}

var ofADay = []string{
	"11-27 a1 colleague p59: 2 looks from 4 to 16, 0 of 0, serious 4",
	"11-27 a1 family p58: 2 looks from 2 to 14, 0 of 0, serious 5",
	"11-27 a1 neighbour p57: 2 looks from 3 to 15, 0 of 0, serious 2",
	"11-27 a1 no-reason p57: 2 looks from 3 to 15, 0 of 0, serious 3",
	"11-27 a1 own-record p60: 2 looks from 1 to 13, 0 of 0, serious 5",
	"11-27 a2 break-glass p3: 2 looks from 9 to 21, 0 of 0, serious 4",
	"11-27 a2 claimed p4: 2 looks from 10 to 22, 0 of 0, serious 3",
	"11-27 a2 prominent p50: 2 looks from 5 to 17, 0 of 0, serious 5",
	"11-27 a3 no-reason p1: 2 looks from 6 to 18, 0 of 0, serious 3",
	"11-27 app denied : 3 looks from 33 to 35, 11 of 9, serious 3",
	"11-28 a1 own-record p60: 1 looks from 36 to 36, 0 of 0, serious 5",
}

func TestFindings(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := reviewing(t, opened(t, url), aDay(), small())
		for range 2 {
			must(t, r.CatchUp(t.Context()))
			if diff := cmp.Diff(ofADay, said(found(t, r, Query{}))); diff != "" {
				t.Error(diff)
			}
		}
		must(t, r.db.Read(t.Context(), func(tx *store.Tx) error {
			n, err := r.Behind(tx)
			if n != 0 {
				t.Errorf("%d behind", n)
			}
			return err
		}))
	})
}

// TestAlerts: what is told of new findings names nobody, and each is told once.
func TestAlerts(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db, log := opened(t, url), aDay()
		alerts := make(chan store.Event, 100)
		must(t, db.Handle(t.Context(), Topic, "pager", func(_ context.Context, _ *store.Tx, e store.Event) error { alerts <- e; return nil }))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() { db.Run(ctx); close(ended) }()
		t.Cleanup(func() { stop(); <-ended })
		for _, size := range []int{14, len(log)} {
			must(t, reviewing(t, db, log[:size], small(), WithClock(func() time.Time { return noon })).CatchUp(t.Context()))
		}
		counts := map[Kind]int{}
		for range 10 { // own-record is told on both days
			e := <-alerts
			var a Alert
			must(t, json.Unmarshal(e.Payload, &a))
			counts[a.Kind] += a.Count
			if want := fmt.Sprintf(`{"kind":%q,"count":%d,"at":"2026-11-27T12:00:00Z"}`, a.Kind, a.Count); string(e.Payload) != want || e.Subject != string(a.Kind) {
				t.Errorf("%s of %s", e.Payload, e.Subject)
			}
		}
		want := map[Kind]int{OwnRecord: 2, Family: 1, Neighbour: 1, Colleague: 1, NoReason: 2, BreakGlass: 1, Claimed: 1, Prominent: 1, Probing: 1}
		if diff := cmp.Diff(want, counts); diff != "" {
			t.Error(diff)
		}
	})
}

// TestRealLog: the loop finds what is appended to a real log while it runs.
func TestRealLog(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db := opened(t, url)
		log, err := audit.Open(t.Context(), db, nil)
		must(t, err)
		w := small()
		r := reviewing(t, db, log, w)
		ctx, stop := context.WithCancel(t.Context())
		told := make(chan bool, 10)
		must(t, db.Handle(ctx, Topic, "pager", func(context.Context, *store.Tx, store.Event) error { told <- true; return nil }))
		var all sync.WaitGroup
		all.Go(func() { db.Run(ctx) })
		all.Go(func() { r.Run(ctx, func(err error) { t.Error(err) }) })
		t.Cleanup(func() { stop(); all.Wait() })

		must(t, log.Note(ctx, read("a1", "p60")))
		<-told
		var many []audit.Entry
		for i := range 2500 {
			many = append(many, read("a1", fmt.Sprint("p", 2+i%20*2)))
		}
		must(t, db.Write(ctx, func(tx *store.Tx) error { return log.Append(tx, many...) }))
		must(t, log.Pack(ctx))
		must(t, log.Note(ctx, with(read("a2", "p3"), func(e *audit.Entry) { e.Action = "break-glass" })))
		<-told
		last := found(t, r, Query{Kinds: []Kind{BreakGlass}})
		if len(last) != 1 || last[0].FirstEntry != 2501 {
			t.Errorf("%+v", last)
		}
	})
}

// random is a log of looks at any hour over some weeks by few actors at few people.
func random(t *rapid.T) told {
	var l told
	at := noon.AddDate(0, 0, -20)
	for range rapid.IntRange(1, 250).Draw(t, "entries") {
		gap := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 20 * time.Minute, 9 * time.Hour, -time.Minute}).Draw(t, "gap")
		at = at.Add(gap)
		e := read(rapid.SampledFrom([]string{"a1", "a1", "a2", "a3", "app", ""}).Draw(t, "actor"))
		for range rapid.SampledFrom([]int{1, 1, 1, 0, 3}).Draw(t, "people") {
			e.People = append(e.People, fmt.Sprint("p", rapid.IntRange(1, 60).Draw(t, "person")))
		}
		e.Action = rapid.SampledFrom([]string{"read", "read", "read", "search", "update", "claim", "break-glass"}).Draw(t, "action")
		e.Outcome = rapid.SampledFrom([]audit.Outcome{audit.OK, audit.OK, audit.OK, audit.Denied}).Draw(t, "outcome")
		e.Purpose = rapid.SampledFrom([]string{"TREAT", "TREAT", "HRESCH", "BTG"}).Draw(t, "purpose")
		e.Roles = rapid.SampledFrom([][]string{{"nurse"}, {"clerk", "nurse"}, nil}).Draw(t, "roles")
		l.add(at, e)
	}
	return l
}

// eager are settings by which few looks are many.
func eager() Settings {
	s := Usual()
	s.LeastDays, s.FloorDay, s.FloorHour, s.Newcomer, s.Denials, s.Sequence, s.UsualDays = 2, 4, 3, 5, 3, 3, 6
	return s
}

// TestAnyBatches: what is found does not depend on how entries are read together, by
// how many at once, on how far the log had come, or on who else reads.
func TestAnyBatches(t *testing.T) {
	kinds := map[Kind]bool{}
	db := opened(t, sqlite(t))
	rapid.Check(t, func(rt *rapid.T) {
		log := random(rt)
		split(t, db, log, rapid.IntRange(1, 40).Draw(rt, "batch"), rapid.IntRange(0, 5).Draw(rt, "stops"), kinds)
	})
	if len(kinds) != len(Kinds()) {
		t.Errorf("only %v came up", kinds)
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		db := opened(t, testkit.Postgres(t))
		for seed := range 3 {
			split(t, db, rapid.Custom(random).Example(seed), 5+seed, seed, kinds)
		}
	})
}

// split compares what is found in a log at once with what two find that read it in
// small batches, some of them while it is shorter.
func split(t *testing.T, db *store.DB, log told, most, stops int, kinds map[Kind]bool) {
	review := func(so told) *Review { return reviewing(t, db, so, small(), WithSettings(eager())) }
	emptied(t, db)
	run(t, review(log), mostEntries)
	want := found(t, review(log), Query{})
	for _, f := range want {
		kinds[f.Kind] = true
	}
	emptied(t, db)
	for n := range stops {
		run(t, review(log[:len(log)*(n+1)/6]), most)
	}
	var two sync.WaitGroup // as two processes
	two.Go(func() { run(t, review(log), most) })
	two.Go(func() { run(t, review(log), 7) })
	two.Wait()
	if diff := cmp.Diff(said(want), said(found(t, review(log), Query{}))); diff != "" {
		t.Fatal(diff)
	}
}

func run(t *testing.T, r *Review, most int) {
	r.most = most
	if err := r.CatchUp(context.Background()); err != nil {
		t.Error(err)
	}
}

func emptied(t *testing.T, db *store.DB) {
	t.Helper()
	must(t, db.Write(context.Background(), func(tx *store.Tx) error {
		for _, sql := range []string{"DELETE FROM review_finding", "DELETE FROM review_habit", "DELETE FROM review_day", "UPDATE review_cursor SET next = 0, at = 0, day = 0"} {
			if _, err := tx.Exec(sql); err != nil {
				return err
			}
		}
		return nil
	}))
}
