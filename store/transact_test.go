package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"continuum/internal/fault"
)

func TestWriteIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			if err := add("a", 1)(tx); err != nil {
				return err
			}
			return add("b", 2)(tx)
		}))
		failed := errors.New("the visit was cancelled")
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := add("c", 3)(tx); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("got %v, want what the function returned", err)
		}
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id <> 'seed'"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

func TestFailedStatementFailsItsTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), add("a", 1)))
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := add("b", 1)(tx); err != nil {
				return err
			}
			_ = add("a", 1)(tx) // not passed on
			if err := add("c", 1)(tx); err == nil {
				t.Error("a statement ran after one had failed")
			}
			return nil
		})
		if fault.CodeOf(err) != fault.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id <> 'seed'"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

func TestErrorsCarryTheirCode(t *testing.T) {
	cases := []struct {
		query string
		args  []any
		want  fault.Code
	}{
		{"INSERT INTO thing (id, n) VALUES ($1, $2)", []any{"seed", 1}, fault.Conflict},
		{"INSERT INTO thing (id) VALUES ($1)", []any{"x"}, fault.Invalid},
		{"INSERT INTO part (thing, name) VALUES ($1, $2)", []any{"nobody", "x"}, fault.Conflict},
		{"INSERT INTO thing (id, n) VALUES ($1, $2)", []any{"a\x00b", 1}, fault.Invalid},
		{"INSERT INTO thing (id, n) VALUES ($1, $2)", []any{"a\xffb", 1}, fault.Invalid},
		{"INSERT INTO nothing (id) VALUES ($1)", []any{"x"}, fault.Internal},
	}
	onBoth(t, func(t *testing.T, db *DB) {
		for _, c := range cases {
			err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec(c.query, c.args...); return err })
			if fault.CodeOf(err) != c.want {
				t.Errorf("%s %q: got %v, want code %s", c.query, c.args, err, c.want)
			}
		}
		err := db.Read(t.Context(), func(tx *Tx) error { return add("r", 1)(tx) })
		if err == nil {
			t.Error("a read could write")
		}
		err = db.Read(t.Context(), func(tx *Tx) error { return tx.QueryRow("SELECT id FROM thing WHERE id = 'none'").Scan(new(string)) })
		if fault.CodeOf(err) != fault.NotFound {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestReadSeesOneState(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			var before, after int64
			if err := tx.QueryRow("SELECT count(*) FROM thing").Scan(&before); err != nil {
				return err
			}
			must(t, db.Write(t.Context(), add("later", 1)))
			err := tx.QueryRow("SELECT count(*) FROM thing").Scan(&after)
			if before != after {
				t.Errorf("a snapshot moved from %d to %d rows", before, after)
			}
			return err
		}))
		if n := number(t, db, "SELECT count(*) FROM thing"); n != 2 {
			t.Errorf("%d rows after, want 2", n)
		}
	})
}

// TestWritesAreSerial: two doctors may each go off call only if the other stays
// (Cahill et al., SIGMOD 2008); under snapshot isolation both would go.
func TestWritesAreSerial(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		for round := range 20 {
			id := fmt.Sprint(round)
			must(t, db.Write(t.Context(), add("x"+id, 1)))
			must(t, db.Write(t.Context(), add("y"+id, 1)))
			var both sync.WaitGroup
			for _, who := range []string{"x", "y"} {
				both.Go(func() {
					err := db.Write(t.Context(), func(tx *Tx) error {
						var n int64
						if err := tx.QueryRow("SELECT sum(n) FROM thing WHERE id IN ($1, $2)", "x"+id, "y"+id).Scan(&n); err != nil || n < 2 {
							return err
						}
						runtime.Gosched()
						_, err := tx.Exec("UPDATE thing SET n = 0 WHERE id = $1", who+id)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if n := number(t, db, "SELECT sum(n) FROM thing WHERE id IN ($1, $2)", "x"+id, "y"+id); n != 1 {
				t.Fatalf("%d are on call, want 1", n)
			}
		}
	})
}

// A glance asks one question, and changes nothing.
func TestGlance(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), add("seen", 7)))
		ask := func(tx *Tx, n *int64) error { return tx.QueryRow("SELECT n FROM thing WHERE id = 'seen'").Scan(n) }
		var n int64
		must(t, db.Glance(t.Context(), func(tx *Tx) error { return ask(tx, &n) }))
		if n != 7 {
			t.Errorf("it saw %d", n)
		}
		if err := db.Glance(t.Context(), func(tx *Tx) error { return errors.Join(ask(tx, &n), ask(tx, &n)) }); fault.CodeOf(err) != fault.Internal {
			t.Errorf("two questions: %v", err)
		}
		if err := db.Glance(t.Context(), add("written", 1)); err == nil {
			t.Error("it wrote")
		}
		must(t, db.Glance(t.Context(), func(tx *Tx) error { return ask(tx, &n) }))
	})
}

func TestWritersShareCommits(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		before := db.batches.commits.Load()
		const writers, each = 64, 20
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for i := range each {
					if err := db.Write(t.Context(), add(fmt.Sprint(w, "-", i), i)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		commits := db.batches.commits.Load() - before
		t.Logf("%d writes in %d commits", writers*each, commits)
		if commits > writers*each/4 {
			t.Errorf("%d commits for %d writes", commits, writers*each)
		}
		if n := number(t, db, "SELECT count(*) FROM thing"); n != writers*each+1 {
			t.Errorf("%d rows", n)
		}
	})
}

// Two processes on one database take turns, and each sees what the other wrote.
func TestProcessesTakeTurns(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		both := []*DB{opened(t, url), opened(t, url)}
		must(t, both[0].Write(t.Context(), add("shared", 0)))
		const each = 50
		var all sync.WaitGroup
		for _, db := range both {
			for range 4 {
				all.Go(func() {
					for range each {
						err := db.Write(t.Context(), func(tx *Tx) error {
							var n int64
							if err := tx.QueryRow("SELECT n FROM thing WHERE id = 'shared'").Scan(&n); err != nil {
								return err
							}
							_, err := tx.Exec("UPDATE thing SET n = $1 WHERE id = 'shared'", n+1)
							return err
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		all.Wait()
		if n := number(t, both[0], "SELECT n FROM thing WHERE id = 'shared'"); n != 2*4*each {
			t.Errorf("%d of %d were counted", n, 2*4*each)
		}
	})
}

func TestOneFailsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		const writers = 60
		var all sync.WaitGroup
		var succeeded atomic.Int64
		for w := range writers {
			all.Go(func() {
				err := db.Write(t.Context(), func(tx *Tx) error {
					if err := add(fmt.Sprint("w", w), w)(tx); err != nil {
						return err
					}
					switch w % 5 {
					case 1:
						return errors.New("refused")
					case 2:
						panic("a defect")
					case 3:
						return add("seed", 1)(tx)
					}
					return nil
				})
				switch {
				case err == nil:
					succeeded.Add(1)
				case w%5 == 0 || w%5 == 4:
					t.Error(err)
				case w%5 == 2 && (fault.CodeOf(err) != fault.Internal || !strings.Contains(err.Error(), "TestOneFailsAlone")):
					t.Errorf("the panic's error says %v", err)
				}
			})
		}
		all.Wait()
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id <> 'seed'"); n != succeeded.Load() || n != writers*2/5 {
			t.Errorf("%d rows of %d that succeeded", n, succeeded.Load())
		}
	})
}

// Whoever is refused for what somebody did in the same commit, and then looks, sees it:
// each of these writes counts up once the one before it was refused for being too late.
func TestRefusedSeeWhatTheyWereRefusedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), add("count", 0)))
		const writers, each = 24, 40
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range each {
					seen := number(t, db, "SELECT n FROM thing WHERE id = 'count'")
					var now int64
					err := db.Write(t.Context(), func(tx *Tx) error {
						if err := tx.QueryRow("SELECT n FROM thing WHERE id = 'count'").Scan(&now); err != nil {
							return err
						}
						if now != seen {
							return fault.New(fault.Conflict, "somebody was faster")
						}
						_, err := tx.Exec("UPDATE thing SET n = n + 1 WHERE id = 'count'")
						return err
					})
					if fault.CodeOf(err) != fault.Conflict {
						must(t, err)
					} else if n := number(t, db, "SELECT n FROM thing WHERE id = 'count'"); n < now {
						t.Errorf("refused for %d, and then saw %d", now, n)
					}
				}
			})
		}
		all.Wait()
	})
}

func TestFunctionThatEndsItsGoroutine(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var gone sync.WaitGroup
		gone.Go(func() {
			_ = db.Write(t.Context(), func(tx *Tx) error {
				if err := add("half", 1)(tx); err != nil {
					return err
				}
				runtime.Goexit()
				return nil
			})
		})
		gone.Wait()
		must(t, db.Write(t.Context(), add("after", 1)))
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id = 'half'"); n != 0 {
			t.Error("half a transaction was kept")
		}
	})
}

func TestCancelled(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := db.Write(ctx, func(*Tx) error { t.Error("it ran"); return nil })
		if !errors.Is(err, context.Canceled) || fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("got %v", err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		err = db.Write(ctx, func(tx *Tx) error {
			if err := add("a", 1)(tx); err != nil {
				return err
			}
			cancel()
			return add("b", 1)(tx)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id IN ('a', 'b')"); n != 0 {
			t.Error("what was cancelled was kept")
		}
	})
}

// TestCancelledWhileWaiting: a write whose caller gives up while another has the
// writer does not run.
func TestCancelledWhileWaiting(t *testing.T) {
	db := opened(t, sqliteURL(t))
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	must(t, db.Write(t.Context(), func(*Tx) error {
		go func() { waiting <- db.Write(ctx, add("late", 1)) }()
		time.Sleep(10 * time.Millisecond)
		cancel()
		return nil
	}))
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := number(t, db, "SELECT count(*) FROM thing WHERE id = 'late'"); n != 0 {
		t.Error("what was cancelled was kept")
	}
}

func TestLongReadIsCancelled(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := db.Read(ctx, func(tx *Tx) error {
			return tx.QueryRow("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT count(*) FROM c").Scan(new(int64))
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		number(t, db, "SELECT count(*) FROM thing")
	})
}

func TestClosed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db, err := Open(t.Context(), url, things())
		must(t, err)
		must(t, db.Close())
		if err := db.Write(t.Context(), add("a", 1)); fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("got %v", err)
		}
		if err := db.Read(t.Context(), func(*Tx) error { return nil }); fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}
