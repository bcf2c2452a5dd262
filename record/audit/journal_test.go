package audit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

func journaled(t testing.TB, l *Log, path string) (end func()) {
	t.Helper()
	stop, err := l.Journal(t.Context(), path, func(err error) { t.Error(err) })
	must(t, err)
	if l.journal.Load() == nil {
		t.Fatal("the journal is not used")
	}
	return sync.OnceFunc(func() { must(t, stop()) })
}

func size(t testing.TB, l *Log) (n int64) {
	t.Helper()
	must(t, l.db.Read(t.Context(), func(tx *store.Tx) (err error) { n, err = l.Size(tx); return err }))
	return n
}

// What is noted comes into the log by itself, at once where somebody settles it, and is
// not lost when the journal ends.
func TestJournal(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		path := filepath.Join(t.TempDir(), "noted.db")
		end := journaled(t, l, path)
		before := time.Now().Add(-time.Second)
		must(t, l.Note(t.Context(), looked(0)))
		for size(t, l) == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		for i := 1; i < 4; i++ {
			must(t, l.Note(t.Context(), looked(i)))
			must(t, l.Settle(t.Context()))
			if n := size(t, l); n != int64(i+1) {
				t.Fatalf("%d entries are settled, not %d", n, i+1)
			}
		}
		must(t, l.Note(t.Context(), looked(4)))
		end()
		must(t, l.Note(t.Context(), looked(5)))
		must(t, l.Settle(t.Context()))
		must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
			page, err := l.Find(tx, Query{})
			for i, e := range page.Entries {
				want := looked(5 - i)
				want.Sequence, want.At = int64(5-i), e.At
				if !same(e, want) || e.At.Before(before) || e.At.After(time.Now()) {
					t.Errorf("%s, not %s", Encode(e), Encode(want))
				}
			}
			if len(page.Entries) != 6 {
				t.Errorf("%d entries", len(page.Entries))
			}
			return err
		}))
		sound(t, l)
	})
}

// Only one process uses a journal; others write into the log.
func TestJournalIsOnes(t *testing.T) {
	l := opened(t, sqlite(t))
	path := filepath.Join(t.TempDir(), "noted.db")
	end := journaled(t, l, path)
	other, err := Open(t.Context(), l.db, l.key)
	must(t, err)
	stop, err := other.Journal(t.Context(), path, func(err error) { t.Error(err) })
	must(t, err)
	must(t, other.TakeIn(t.Context(), path))
	must(t, other.Note(t.Context(), looked(1)))
	if n := size(t, l); n != 1 {
		t.Errorf("%d entries", n)
	}
	must(t, stop())
	end()
	must(t, other.TakeIn(t.Context(), filepath.Join(t.TempDir(), "none.db")))
}

// What a process left that did not come to its end is taken in once, with the time at
// which it was noted.
func TestJournalTakesIn(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		path := filepath.Join(t.TempDir(), "noted.db")
		j, err := l.openJournal(t.Context(), path)
		must(t, err)
		for i := range 3 {
			must(t, j.keep(t.Context(), []Entry{looked(2 * i), looked(2*i + 1)}))
		}
		at := j.waiting[0].entries[0].At.Truncate(time.Microsecond)
		j.waiting = j.waiting[:1] // as if the process ended between
		must(t, j.take(t.Context()))
		must(t, j.close())
		for range 2 {
			must(t, l.TakeIn(t.Context(), path))
			if n := size(t, l); n != 6 {
				t.Errorf("%d entries", n)
			}
		}
		must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
			e, err := l.Entry(tx, 0)
			if !e.At.Equal(at) {
				t.Errorf("at %v, not %v", e.At, at)
			}
			return err
		}))
	})
}

// A journal goes round: what was taken in makes room, and what lies behind the last
// record is not taken in again.
func TestJournalGoesRound(t *testing.T) {
	l := opened(t, sqlite(t))
	path := filepath.Join(t.TempDir(), "noted.db")
	want := int64(0)
	for round := range 4 {
		j, err := l.openJournal(t.Context(), path)
		must(t, err)
		for first := j.file.at; j.file.at >= first && j.file.at < journalSize-1<<20; {
			var some []Entry
			for i := range 300 {
				some = append(some, looked(i))
			}
			some[0].Reason = strings.Repeat("x", round)
			must(t, j.keep(t.Context(), some))
			want += 300
			if round%2 == 0 && len(j.waiting) > 20 {
				must(t, j.take(t.Context()))
			}
		}
		must(t, j.close())
		must(t, l.TakeIn(t.Context(), path))
		if n := size(t, l); n != want {
			t.Fatalf("%d entries of %d after round %d", n, want, round)
		}
		j, err = l.openJournal(t.Context(), path)
		must(t, err)
		j.file.rewind()
		must(t, j.keep(t.Context(), []Entry{looked(1)}))
		want++
		must(t, j.close())
	}
	must(t, l.TakeIn(t.Context(), path))
	if n := size(t, l); n != want {
		t.Errorf("%d entries of %d", n, want)
	}
}

// What is larger than a journal goes into the log.
func TestJournalTooSmall(t *testing.T) {
	l := opened(t, sqlite(t))
	end := journaled(t, l, filepath.Join(t.TempDir(), "noted.db"))
	e := Entry{Action: "search", Outcome: OK}
	for i := range 200_000 {
		e.People = append(e.People, strings.Repeat("k", 90)+fmt.Sprint(i))
	}
	must(t, l.Note(t.Context(), e))
	if n := size(t, l); n != 200 {
		t.Errorf("%d entries", n)
	}
	end()
}

// A journal that is damaged, or none, is not taken for an empty one; a record that was
// not written whole is not there.
func TestJournalDamaged(t *testing.T) {
	l := opened(t, sqlite(t))
	path := filepath.Join(t.TempDir(), "noted.db")
	must(t, os.WriteFile(path, []byte("something else"), 0o600))
	if err := l.TakeIn(t.Context(), path); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("another file: %v", err)
	}
	must(t, os.Remove(path))
	j, err := l.openJournal(t.Context(), path)
	must(t, err)
	must(t, j.keep(t.Context(), []Entry{looked(1)}))
	must(t, j.keep(t.Context(), []Entry{looked(2)}))
	spoil(t, path, j.file.at-1)
	must(t, j.close())
	must(t, l.TakeIn(t.Context(), path))
	if n := size(t, l); n != 1 {
		t.Errorf("%d entries", n)
	}
	for want := int64(1); want < 3; want++ { // the first of a round
		j, err = l.openJournal(t.Context(), path)
		must(t, err)
		must(t, j.close())
		spoil(t, path, journalHead+journalRecord)
		j, err = l.openJournal(t.Context(), path)
		must(t, err)
		must(t, j.keep(t.Context(), []Entry{looked(3)}))
		must(t, j.close())
		must(t, l.TakeIn(t.Context(), path))
		if n := size(t, l); n != want+1 {
			t.Errorf("%d entries, not %d", n, want+1)
		}
	}
}

// spoil changes a byte of a file.
func spoil(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt([]byte{'X'}, at)
	must(t, err)
	must(t, f.Close())
}

func FuzzRecordAt(f *testing.F) {
	f.Add([]byte("0123456789abcdef and a body"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, body, ok := recordAt(b); ok && len(body) > len(b)-journalRecord {
			t.Errorf("a body of %d bytes in %d", len(body), len(b))
		}
	})
}

// While the log cannot be written, what is noted is kept, and is taken in later; but
// only so much.
func TestJournalWithoutLog(t *testing.T) {
	db, err := store.Open(t.Context(), sqlite(t), Migrations())
	must(t, err)
	l, err := Open(t.Context(), db, nil)
	must(t, err)
	path := filepath.Join(t.TempDir(), "noted.db")
	told := make(chan error, 100)
	_, err = l.Journal(t.Context(), path, func(err error) { told <- err })
	must(t, err)
	must(t, db.Close())
	must(t, l.Note(t.Context(), looked(1)))
	if err := <-told; fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("told %v", err)
	}
	j := l.journal.Load()
	j.mu.Lock()
	j.entries += mostKept
	j.mu.Unlock()
	if err := l.Note(context.Background(), looked(2)); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("beyond what it keeps: %v", err)
	}
	if err := j.end(); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("at the end: %v", err)
	}
}

// Notes and changes together, through the journal.
func TestJournalTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		end := journaled(t, l, filepath.Join(t.TempDir(), "noted.db"))
		var all sync.WaitGroup
		for w := range 16 {
			all.Go(func() {
				for i := range 50 {
					e := Entry{Action: "read", Outcome: OK, Request: fmt.Sprintf("%d-%d", w, i)}
					if w%4 != 0 {
						if err := l.Note(context.Background(), e); err != nil {
							t.Error(err)
						}
					} else if err := l.db.Write(context.Background(), func(tx *store.Tx) error { return l.Append(tx, e) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		end()
		if n := size(t, l); n != 800 {
			t.Errorf("%d entries", n)
		}
		sound(t, l)
	})
}
