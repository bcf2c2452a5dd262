package store

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

func enqueue(t *testing.T, db *DB, j Job) (added bool) {
	t.Helper()
	must(t, db.Write(t.Context(), func(tx *Tx) (err error) { added, err = tx.Enqueue(j); return err }))
	return added
}

func left(t *testing.T, db *DB) int64 { return number(t, db, "SELECT count(*) FROM store_task") }

func TestJobsAreDone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var tries atomic.Int64
		done := make(chan Job, 10)
		db.Work("letter", func(_ context.Context, j Job) error {
			if tries.Add(1) == 1 {
				return errors.New("the post is closed")
			}
			done <- j
			return nil
		})
		running(t, db)
		later := time.Now().Add(300 * time.Millisecond)
		if !enqueue(t, db, Job{Kind: "letter", Payload: json.RawMessage(`{"to":"p1"}`)}) {
			t.Error("it was not added")
		}
		if j := <-done; string(j.Payload) != `{"to":"p1"}` || j.Kind != "letter" || j.Attempt != 2 || j.ID == 0 {
			t.Errorf("%+v", j)
		}
		enqueue(t, db, Job{Kind: "letter", RunAt: later})
		<-done
		if time.Now().Before(later) {
			t.Error("it was done too early")
		}
		until(t, "none is left", func() bool { return left(t, db) == 0 })
	})
}

func TestUniqueJobs(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		night := Job{Kind: "build", Key: "tonight"}
		if !enqueue(t, db, night) || enqueue(t, db, night) || !enqueue(t, db, Job{Kind: "other", Key: "tonight"}) || !enqueue(t, db, Job{Kind: "build"}) || !enqueue(t, db, Job{Kind: "build"}) {
			t.Error("keys do not tell jobs apart")
		}
		db.Work("build", func(context.Context, Job) error { return nil })
		db.Work("other", func(context.Context, Job) error { return nil })
		running(t, db)
		until(t, "all are done", func() bool { return left(t, db) == 0 })
		if !enqueue(t, db, night) {
			t.Error("a key is taken by a job that is done")
		}
	})
}

func TestDeadJobsAreReplayed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var mended atomic.Bool
		db.Work("letter", func(context.Context, Job) error {
			if !mended.Load() {
				panic("no stamp")
			}
			return nil
		})
		running(t, db)
		enqueue(t, db, Job{Kind: "letter", Payload: json.RawMessage(`[1]`)})
		var dead []DeadLetter
		until(t, "it was given up", func() bool { dead, _ = db.DeadLetters(t.Context()); return len(dead) == 1 })
		if d := dead[0]; d.Kind != "letter" || d.Handler != "" || d.Attempts != 3 || string(d.Payload) != `[1]` {
			t.Errorf("%+v", d)
		}
		mended.Store(true)
		must(t, db.Replay(t.Context(), dead[0].ID))
		until(t, "it is done", func() bool { return left(t, db) == 0 })
	})
}

// TestStuckLeaseIsTakenOver: a process that stands still loses its job to
// another, is told so, and does not undo what the other did.
func TestStuckLeaseIsTakenOver(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		stuck, other := opened(t, url), opened(t, url)
		stuck.pace.lease = 150 * time.Millisecond
		begun, told := make(chan bool), make(chan bool)
		stuck.Work("letter", func(ctx context.Context, _ Job) error {
			close(begun)
			<-ctx.Done()
			close(told)
			return errors.New("late")
		})
		stop := running(t, stuck)
		enqueue(t, stuck, Job{Kind: "letter"})
		<-begun
		lease := func(due int64) {
			must(t, other.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.Exec("UPDATE store_task SET due = $1, token = 'another'", due)
				return err
			}))
		}
		lease(now() + time.Hour.Microseconds()) // another took it while this process stood still
		<-told
		stop()
		if n := number(t, other, "SELECT count(*) FROM store_task WHERE token = 'another' AND reason IS NULL"); n != 1 {
			t.Error("the late worker changed what is no longer its own")
		}
		lease(1) // and that one died: its lease is over
		done := make(chan Job, 1)
		other.Work("letter", func(_ context.Context, j Job) error { done <- j; return nil })
		running(t, other)
		if j := <-done; j.Attempt != 2 {
			t.Errorf("%+v", j)
		}
		until(t, "it is done", func() bool { return left(t, other) == 0 })
	})
}

// TestLeaseIsRenewed: a job longer than its lease stays with its worker.
func TestLeaseIsRenewed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		var runs atomic.Int64
		for range 2 {
			db := opened(t, url)
			db.pace.lease = 300 * time.Millisecond
			db.Work("long", func(ctx context.Context, _ Job) error { runs.Add(1); return wait(ctx, 900*time.Millisecond) })
			running(t, db)
		}
		db := opened(t, url)
		enqueue(t, db, Job{Kind: "long"})
		until(t, "it is done", func() bool { return left(t, db) == 0 })
		if runs.Load() != 1 {
			t.Errorf("it ran %d times", runs.Load())
		}
	})
}

// TestTasksThatKillTheProcessEnd: a task begun again and again and never ended is given up.
func TestTasksThatKillTheProcessEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		db.Work("deadly", func(context.Context, Job) error { t.Error("it ran"); return nil })
		enqueue(t, db, Job{Kind: "deadly"})
		must(t, db.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec("UPDATE store_task SET attempts = 3"); return err }))
		running(t, db)
		until(t, "it is given up", func() bool { dead, _ := db.DeadLetters(t.Context()); return len(dead) == 1 })
	})
}

func TestRunWaitsForWhatIsUnderWay(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		begun, ended := make(chan bool, 1), atomic.Bool{}
		db.Work("slow", func(ctx context.Context, _ Job) error {
			begun <- true
			<-ctx.Done()
			time.Sleep(50 * time.Millisecond)
			ended.Store(true)
			return ctx.Err()
		})
		stop := running(t, db)
		enqueue(t, db, Job{Kind: "slow"})
		<-begun
		stop()
		if !ended.Load() {
			t.Error("it was left under way")
		}
		if n := number(t, db, "SELECT attempts FROM store_task"); n != 0 {
			t.Errorf("a stop counts as %d attempts", n)
		}
	})
}
