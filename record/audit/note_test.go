package audit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// TestNoteTogether notes from many goroutines, while others change things and fail,
// through two logs as two processes have them.
func TestNoteTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		other, err := Open(t.Context(), l.db, l.key)
		must(t, err)
		other.volume = l.volume
		var all sync.WaitGroup
		for w := range 20 {
			all.Go(func() {
				for i := range 40 {
					log := []*Log{l, other}[(w+i)%2]
					e := Entry{Action: "read", Outcome: OK, Request: fmt.Sprintf("%d-%d", w, i)}
					if w%4 != 0 {
						if err := log.Note(context.Background(), e); err != nil {
							t.Error(err)
						}
						continue
					}
					err := l.db.Write(context.Background(), func(tx *store.Tx) error {
						if err := log.Append(tx, e); err != nil || i%2 == 0 {
							return err
						}
						return errBack // after the log's memory has moved on
					})
					if i%2 == 0 && err != nil || i%2 == 1 && !errors.Is(err, errBack) {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		seen := map[string]int{}
		must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
			page, err := l.Find(tx, Query{Most: 1000})
			must(t, err)
			for _, e := range page.Entries {
				seen[e.Request]++
			}
			return nil
		}))
		for w := range 20 {
			for i := range 40 {
				want := 1
				if w%4 == 0 && i%2 == 1 {
					want = 0
				}
				if r := fmt.Sprintf("%d-%d", w, i); seen[r] != want {
					t.Errorf("%s is there %d times, not %d", r, seen[r], want)
				}
			}
		}
		must(t, other.Pack(t.Context()))
		must(t, l.Note(t.Context(), looked(1)))
		sound(t, l)
	})
}

func TestNoteRefuses(t *testing.T) {
	l := opened(t, sqlite(t))
	if err := l.Note(t.Context(), Entry{Action: "read"}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("without an outcome: %v", err)
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	if err := l.Note(over, looked(1)); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("with an ended context: %v", err)
	}
	db, err := store.Open(t.Context(), sqlite(t), Migrations())
	must(t, err)
	l, err = Open(t.Context(), db, nil)
	must(t, err)
	must(t, db.Close())
	if err := l.Note(t.Context(), looked(1)); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("without a database: %v", err)
	}
}

// TestJobs lets the store's jobs pack and sign what is appended.
func TestJobs(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); l.db.Run(ctx) }()
		filled(t, l, 0, 2100)
		must(t, l.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Enqueue(store.Job{Kind: signKind, Key: "now"}) // instead of waiting for the one that is due later
			return err
		}))
		packed := func() (s state) {
			must(t, l.db.Read(t.Context(), func(tx *store.Tx) (err error) { s, err = readState(tx); return err }))
			return s
		}
		for s := packed(); s.packed < 1024 || s.checkpoints == 0; s = packed() {
			if t.Context().Err() != nil {
				t.Fatal("nothing was packed or signed")
			}
			time.Sleep(5 * time.Millisecond)
		}
		stop()
		<-ended
		sound(t, l)
	})
}
