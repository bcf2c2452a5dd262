package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

func emit(topic, subject string) func(*Tx) error {
	return func(tx *Tx) error {
		return tx.Emit(Event{Topic: topic, Subject: subject, Payload: json.RawMessage(`{"of":"` + subject + `"}`)})
	}
}

func TestEventIsHeardAfterItsCommit(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		heard := make(chan Event, 10)
		must(t, db.Handle(t.Context(), "admission", "plan", func(_ context.Context, _ *Tx, e Event) error { heard <- e; return nil }))
		running(t, db)
		before := time.Now()
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			if err := emit("other", "p1")(tx); err != nil {
				return err
			}
			return emit("admission", "p1")(tx)
		}))
		committed := time.Now()
		e := <-heard
		t.Logf("heard %s after the commit", time.Since(committed))
		if e.Topic != "admission" || e.Subject != "p1" || string(e.Payload) != `{"of":"p1"}` || e.ID == 0 || e.At.Before(before.Add(-time.Millisecond)) || e.At.After(committed) {
			t.Errorf("heard %+v", e)
		}
		_ = db.Write(t.Context(), func(tx *Tx) error {
			if err := emit("admission", "p2")(tx); err != nil {
				return err
			}
			return errors.New("no")
		})
		must(t, db.Write(t.Context(), emit("admission", "p3")))
		if e := <-heard; e.Subject != "p3" {
			t.Errorf("heard %+v, whose transaction failed", e)
		}
	})
}

func TestEventsWaitForAProcess(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db := opened(t, url)
		must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
		cli := opened(t, url) // another process, which knows no handler
		for i := range 20 {
			must(t, cli.Write(t.Context(), emit("added", fmt.Sprint("p", i%3))))
		}
		running(t, db)
		until(t, "all were heard", func() bool { return number(t, db, "SELECT count(*) FROM heard") == 20 })
		must(t, cli.Write(t.Context(), emit("added", "while it runs")))
		until(t, "one more was heard", func() bool { return number(t, db, "SELECT count(*) FROM heard") == 21 })
	})
}

func TestBadEvents(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		for _, e := range []Event{{Topic: "x"}, {Subject: "x"}, {Topic: "x", Subject: "x", Payload: json.RawMessage("{")}, {Topic: "x", Subject: "\x00"}} {
			if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Emit(e) }); err == nil {
				t.Errorf("%+v was taken", e)
			}
		}
	})
}

// TestDeadLetterHoldsItsSubjectOnly: a handler that cannot take one person's
// event goes on with everybody else's.
func TestDeadLetterHoldsItsSubjectOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var mended atomic.Bool
		handler := func(ctx context.Context, tx *Tx, e Event) error {
			if e.Subject == "stuck" && !mended.Load() {
				if err := hearOnce(ctx, tx, e); err != nil { // undone with the rest
					return err
				}
				return errors.New("the partner's\x00 system says \xff no")
			}
			return hearOnce(ctx, tx, e)
		}
		must(t, db.Handle(t.Context(), "added", "listener", handler))
		running(t, db)
		for range 5 {
			must(t, db.Write(t.Context(), emit("added", "stuck")))
			must(t, db.Write(t.Context(), emit("added", "free")))
		}
		until(t, "the others were heard", func() bool { return number(t, db, "SELECT count(*) FROM heard WHERE subject = 'free'") == 5 })
		var dead []DeadLetter
		until(t, "one was given up", func() bool {
			var err error
			dead, err = db.DeadLetters(t.Context())
			must(t, err)
			return len(dead) > 0
		})
		d := dead[0]
		if len(dead) != 1 || d.Handler != "listener" || d.Topic != "added" || d.Subject != "stuck" || d.Attempts != 3 || d.Held != 4 || d.Reason != "the partner's system says ? no" || string(d.Payload) != `{"of":"stuck"}` || time.Since(d.At) > time.Minute {
			t.Errorf("%+v", dead)
		}
		must(t, db.tidy(t.Context()))
		if n := number(t, db, "SELECT count(*) FROM heard WHERE subject = 'stuck'"); n != 0 {
			t.Errorf("%d later events overtook", n)
		}
		mended.Store(true)
		must(t, db.Replay(t.Context(), d.ID))
		until(t, "the held were heard", func() bool { return number(t, db, "SELECT count(*) FROM heard WHERE subject = 'stuck'") == 5 })
		if n := number(t, db, "SELECT count(*) FROM heard a JOIN heard b ON a.subject = b.subject AND a.id < b.id AND a.event > b.event"); n != 0 {
			t.Errorf("%d out of order", n)
		}
		if err := db.Replay(t.Context(), d.ID); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	})
}

func TestDiscardLetsTheRestGo(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Handle(t.Context(), "added", "listener", func(ctx context.Context, tx *Tx, e Event) error {
			if string(e.Payload) == `{"bad":1}` {
				panic("cannot be read")
			}
			return hearOnce(ctx, tx, e)
		}))
		running(t, db)
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			if err := tx.Emit(Event{Topic: "added", Subject: "p", Payload: json.RawMessage(`{"bad":1}`)}); err != nil {
				return err
			}
			return emit("added", "p")(tx)
		}))
		var dead []DeadLetter
		until(t, "one was given up", func() bool { dead, _ = db.DeadLetters(t.Context()); return len(dead) == 1 })
		must(t, db.Discard(t.Context(), dead[0].ID))
		until(t, "the next was heard", func() bool { return number(t, db, "SELECT count(*) FROM heard") == 1 })
	})
}

func TestTidyKeepsWhatIsStillToBeHeard(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
		old := Event{Topic: "added", Subject: "p", At: time.Now().Add(-30 * 24 * time.Hour)}
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			for range 3 {
				if err := tx.Emit(old); err != nil {
					return err
				}
			}
			return emit("added", "p")(tx)
		}))
		must(t, db.tidy(t.Context()))
		if n := number(t, db, "SELECT count(*) FROM store_event"); n != 4 {
			t.Errorf("%d events left, want 4", n)
		}
		running(t, db)
		until(t, "all were heard", func() bool { return number(t, db, "SELECT count(*) FROM heard") == 4 })
		must(t, db.tidy(t.Context()))
		if n := number(t, db, "SELECT count(*) FROM store_event"); n != 1 {
			t.Errorf("%d events left, want 1", n)
		}
		must(t, db.Forget(t.Context(), "added", "listener"))
		must(t, db.Write(t.Context(), emit("added", "p")))
		if n := number(t, db, "SELECT count(*) FROM store_task"); n != 0 {
			t.Error("a forgotten handler has something to hear")
		}
	})
}

// TestTwoProcessesHearEachEventOnce: several dispatchers on one database.
func TestTwoProcessesHearEachEventOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		var writers sync.WaitGroup
		dbs := []*DB{opened(t, url), opened(t, url)}
		for _, db := range dbs {
			must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
			running(t, db)
		}
		for w, db := range append(dbs, dbs...) {
			writers.Go(func() {
				for i := range 30 {
					if err := db.Write(t.Context(), emit("added", fmt.Sprint("p", (w+i)%7))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		until(t, "all were heard", func() bool { return number(t, dbs[0], "SELECT count(*) FROM store_task") == 0 })
		if n := number(t, dbs[0], "SELECT count(*) FROM heard"); n != 120 { // UNIQUE: none twice
			t.Errorf("%d heard, want 120", n)
		}
		if n := number(t, dbs[0], "SELECT count(*) FROM heard a JOIN heard b ON a.subject = b.subject AND a.id < b.id AND a.event > b.event"); n != 0 {
			t.Errorf("%d out of order", n)
		}
	})
}

// TestOrderUnderRandomFailures: whatever fails and whenever the dispatcher is
// stopped and started, each handler has each event once and in its subject's order.
func TestOrderUnderRandomFailures(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var mu sync.Mutex
		var failures []bool
		db.pace.attempts = 1000
		handler := func(name string) Handler {
			return func(_ context.Context, tx *Tx, e Event) error {
				_, err := tx.Exec("INSERT INTO heard (handler, event, subject) VALUES ($1, $2, $3)", name, e.ID, e.Subject)
				mu.Lock()
				defer mu.Unlock()
				if len(failures) == 0 {
					return err
				}
				fail := failures[0]
				failures = failures[1:]
				if fail {
					return errors.New("it fails now and then")
				}
				return err
			}
		}
		for _, name := range []string{"one", "two"} {
			must(t, db.Handle(t.Context(), "added", name, handler(name)))
		}
		total := int64(0)
		rapid.Check(t, func(r *rapid.T) {
			subjects := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 12).Draw(r, "subjects")
			mu.Lock()
			failures = rapid.SliceOfN(rapid.Bool(), 0, 30).Draw(r, "failures")
			mu.Unlock()
			stop := running(t, db)
			for i, s := range subjects {
				must(t, db.Write(t.Context(), emit("added", fmt.Sprint("p", s))))
				if i == len(subjects)/2 {
					stop()
					stop = running(t, db)
				}
			}
			total += int64(2 * len(subjects))
			until(t, "all were heard", func() bool { return number(t, db, "SELECT count(*) FROM heard") == total })
			stop()
		})
		for _, name := range []string{"one", "two"} {
			last := map[string]int64{}
			must(t, db.Read(t.Context(), func(tx *Tx) error {
				for row, err := range tx.Query("SELECT subject, event FROM heard WHERE handler = $1 ORDER BY id", name) {
					var subject string
					var event int64
					must(t, err)
					must(t, row.Scan(&subject, &event))
					if event <= last[subject] {
						t.Errorf("%s: event %d of %s came after %d", name, event, subject, last[subject])
					}
					last[subject] = event
				}
				return nil
			}))
			t.Log(name, slices.Sorted(maps.Keys(last)))
		}
	})
}
