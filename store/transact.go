package store

import (
	"context"
	"math/rand/v2"
	"time"

	"continuum/internal/fault"
)

const (
	mostTries = 50                    // of a PostgreSQL transaction that met another
	tryPause  = 2 * time.Millisecond  // before the second try, doubling
	tryLonger = 64 * time.Millisecond // the longest pause
)

// Read runs f on a consistent snapshot: whatever others commit meanwhile, f sees
// the state at its first statement. f cannot write. It runs once.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return db.lent(ctx, db.readers, db.Dialect.beginRead, f, func(*Tx) {})
}

// Glance is Read for a function that asks one question only: it needs no snapshot,
// so the engine is spared two of three statements. The function may run again
// where the connection had been lost.
func (db *DB) Glance(ctx context.Context, f func(*Tx) error) error {
	return db.lent(ctx, db.readers, "", f, func(*Tx) {})
}

// Write runs f and commits what it did: all of it, on disk, when nil is returned,
// and nothing of it otherwise. A ctx that ends before f has begun keeps it from
// running. f may run more than once, never twice with effect, so it must change
// nothing outside the transaction that a second run would not set anew.
func (db *DB) Write(ctx context.Context, f func(*Tx) error) error {
	return db.write(ctx, 0, f)
}

// relaxed is Write for single statements of the store itself whose loss in a
// crash is harmless: READ COMMITTED and not waiting for the disk where the engine can.
func (db *DB) relaxed(ctx context.Context, f func(*Tx) error) error {
	return db.write(ctx, 1, f)
}

func (db *DB) write(ctx context.Context, how int, f func(*Tx) error) error {
	var wakes []string
	keep := func(tx *Tx) { wakes = tx.wakes }
	var err error
	if how > 0 && db.writers != nil {
		err = db.tries(ctx, func() error { return db.lent(ctx, db.writers, db.Dialect.beginWrite[how], f, keep) })
	} else {
		err = db.tries(ctx, func() error { return db.batches.write(ctx, db, f, keep) })
	}
	if err == nil {
		db.wake(wakes)
	}
	return err
}

// tries runs a transaction until it does not collide with what else is under way.
func (db *DB) tries(ctx context.Context, once func() error) error {
	pause := tryPause
	for n := 1; ; n++ {
		err := once()
		if n == mostTries || !db.Dialect.again(err) {
			return err
		}
		if wait(ctx, pause/2+rand.N(pause)) != nil {
			return err
		}
		pause = min(2*pause, tryLonger)
	}
}

// lent runs one transaction on a connection of a pool. One that was lost while it
// lay there, as all are when the server was restarted, has begun nothing: the next
// is tried.
func (db *DB) lent(ctx context.Context, from *pool, begin string, f func(*Tx) error, keep func(*Tx)) error {
	for n := 0; ; n++ {
		s, err := from.take(ctx)
		if err != nil {
			return err
		}
		lost, err := db.lend(ctx, from, s, begin, f, keep)
		if !lost || n == cap(from.slots) {
			return err
		}
	}
}

func (db *DB) lend(ctx context.Context, from *pool, s *session, begin string, f func(*Tx) error, keep func(*Tx)) (lost bool, err error) {
	defer from.give(s)
	err = db.once(ctx, s, begin, f, keep)
	return s.lost, err
}

// once runs one transaction on a connection of its own.
func (db *DB) once(ctx context.Context, s *session, begin string, f func(*Tx) error, keep func(*Tx)) (err error) {
	if ctx.Err() != nil {
		return given(ctx)
	}
	if begin == "" {
		return db.glance(ctx, s, f)
	}
	if _, err := s.exec(context.WithoutCancel(ctx), begin); err != nil {
		s.broken, s.lost = true, true
		return db.Dialect.explain(err, "beginning a transaction")
	}
	ended := false
	defer func() {
		if !ended {
			s.rollback()
		}
	}()
	tx := &Tx{db: db, s: s, ctx: ctx, under: ctx}
	if err := tx.call(f); err != nil {
		return err
	}
	ended = true
	if _, err := s.exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		s.rollback()
		return db.Dialect.explain(err, "committing; whether it was kept is not known if the connection was lost")
	}
	keep(tx)
	return nil
}

// glance runs a function's one statement outside of any transaction. Where not even
// that could be sent, the connection was lost while it lay there.
func (db *DB) glance(ctx context.Context, s *session, f func(*Tx) error) error {
	tx := &Tx{db: db, s: s, ctx: ctx, under: ctx, once: true}
	if !db.Dialect.loses {
		tx.under = context.WithoutCancel(ctx) // one short question to this machine is not worth watching
	}
	err := tx.call(f)
	if db.Dialect.loses && tx.err != nil && fault.CodeOf(tx.err) == fault.Unavailable && ctx.Err() == nil {
		s.broken, s.lost = true, true
	}
	return err
}

// wait pauses, unless ctx ends first.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
