package audit

import (
	"context"
	"sync"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const (
	mostNoted     = 4096                 // entries that one transaction takes of those that wait
	longestLinger = 3 * time.Millisecond // for others to come
)

// notes are the entries that wait.
type notes struct {
	sync.Mutex
	waiting  []*noted
	flushing bool
	coming   int           // who is about to note, those that wait among them
	full     chan struct{} // closed when all have come; nil: nobody lingers
}

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
	l.notes.wake()
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
		l.linger()
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
	take := func() []Entry {
		batch = append(batch, l.take(mostNoted-len(batch))...)
		all := make([]Entry, 0, len(batch))
		for _, w := range batch {
			all = append(all, split(w.entry)...)
		}
		return all
	}
	var err error
	if j := l.journal.Load(); j != nil {
		err = j.keep(ctx, take())
	} else {
		err = l.db.Write(ctx, func(tx *store.Tx) error { return l.append(tx, take()) })
	}
	if len(batch) == 0 {
		batch = l.take(mostNoted) // it never had its turn
	}
	for _, w := range batch {
		w.done <- err
	}
}

// Coming says that somebody is about to note something, until gone is called: who notes
// meanwhile may wait for them a little.
func (l *Log) Coming() (gone func()) {
	l.notes.come(1)
	return func() { l.notes.come(-1) }
}

func (n *notes) come(more int) {
	n.Lock()
	defer n.Unlock()
	n.coming += more
	n.wake()
}

// linger waits a little for those who are coming: each write costs a wait for the disk.
// Whoever comes alone does not wait.
func (l *Log) linger() {
	full := make(chan struct{})
	l.notes.Lock()
	l.notes.full = full
	l.notes.wake()
	l.notes.Unlock()
	enough := time.NewTimer(longestLinger)
	defer enough.Stop()
	select {
	case <-full:
	case <-enough.C:
	}
	l.notes.Lock()
	l.notes.full = nil
	l.notes.Unlock()
}

// wake tells who lingers that all have come.
func (n *notes) wake() {
	if n.full != nil && len(n.waiting) >= n.coming {
		close(n.full)
		n.full = nil
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
