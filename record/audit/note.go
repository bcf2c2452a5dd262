package audit

import (
	"context"
	"runtime"

	"continuum/internal/fault"
	"continuum/store"
)

// mostNoted is how many entries one transaction takes of those that wait.
const mostNoted = 4096

// noted is an entry that waits to be on disk.
type noted struct {
	entry Entry
	done  chan error
}

// Note adds the entry of what changes nothing, and returns once it is on disk: the
// answer to a read leaves after it. Callers that wait share one transaction. Where
// ctx ends first the entry may still come to be.
func (l *Log) Note(ctx context.Context, e Entry) error {
	if err := bounded(&e); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return ended(err)
	}
	w := &noted{e, make(chan error, 1)}
	l.notes.Lock()
	l.notes.waiting = append(l.notes.waiting, w)
	first := !l.notes.flushing
	l.notes.flushing = true
	l.notes.Unlock()
	if first {
		go l.flush(context.WithoutCancel(ctx))
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ended(ctx.Err())
	}
}

// flush writes what waits until nothing does.
func (l *Log) flush(ctx context.Context) {
	for {
		l.notes.Lock()
		if len(l.notes.waiting) == 0 {
			l.notes.flushing = false
			l.notes.Unlock()
			return
		}
		l.notes.Unlock()
		l.together(ctx)
	}
}

// together writes those that wait by the time it is their turn, and answers them.
func (l *Log) together(ctx context.Context) {
	var batch []*noted
	err := l.db.Write(ctx, func(tx *store.Tx) error {
		l.gather()
		batch = append(batch, l.take(mostNoted-len(batch))...)
		all := make([]Entry, 0, len(batch))
		for _, w := range batch {
			all = append(all, split(w.entry)...)
		}
		return l.append(tx, all)
	})
	if len(batch) == 0 {
		batch = l.take(mostNoted) // it never had its turn
	}
	for _, w := range batch {
		w.done <- err
	}
}

// gather lets those come who are just about to, such as the callers whom the last
// transaction answered.
func (l *Log) gather() {
	for before, n := -1, 0; before < n; {
		before = n
		for range 4 {
			runtime.Gosched()
		}
		l.notes.Lock()
		n = len(l.notes.waiting)
		l.notes.Unlock()
	}
}

// take gives up to so many that wait.
func (l *Log) take(most int) []*noted {
	l.notes.Lock()
	defer l.notes.Unlock()
	n := min(most, len(l.notes.waiting))
	batch := l.notes.waiting[:n:n]
	l.notes.waiting = l.notes.waiting[n:]
	return batch
}

// ended says that the caller did not wait.
func ended(err error) error {
	return &fault.Error{Code: fault.Unavailable, Reason: "given up before the audit log had the entry", Err: err, Fix: "try again"}
}
