package store

import (
	"cmp"
	"context"
	"database/sql"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"continuum/internal/fault"
)

const (
	longestBatch = 20 * time.Millisecond // after which no further write joins
)

// batcher lets waiting writes share one commit. One goroutine owns the
// connection; each write runs in its caller's goroutine when its turn comes, and
// is answered after the common commit. Those after the first have a savepoint of
// their own; the first needs none, since nothing is lost with it, and is spared
// the copy of each page that a savepoint keeps.
type batcher struct {
	db      *sql.DB
	s       *session // nil until the first write, and after its connection was lost
	d       *Dialect
	queue   chan *turn
	stop    chan struct{}
	once    sync.Once
	stopped chan struct{}
	commits atomic.Int64
}

// turn is one waiting write.
type turn struct {
	ctx   context.Context
	ready chan struct{} // closed when it may run
	ran   chan error    // what the function returned
	done  chan error    // the answer
	tx    *Tx
}

func newBatcher(db *sql.DB, d *Dialect) *batcher {
	b := &batcher{db: db, d: d, queue: make(chan *turn), stop: make(chan struct{}), stopped: make(chan struct{})}
	go b.run()
	return b
}

func (b *batcher) close() {
	b.once.Do(func() { close(b.stop) })
	<-b.stopped
}

// write waits for its turn, runs f, and waits for the commit.
func (b *batcher) write(ctx context.Context, db *DB, f func(*Tx) error, keep func(*Tx)) error {
	t := &turn{ctx: ctx, ready: make(chan struct{}), ran: make(chan error, 1), done: make(chan error, 1)}
	t.tx = &Tx{db: db, ctx: ctx, under: context.WithoutCancel(ctx)} // an interrupted statement would end the whole batch
	select {
	case b.queue <- t:
	case <-ctx.Done():
		return given(ctx)
	case <-b.stop:
		return closed()
	}
	select {
	case <-t.ready:
		t.run(f)
	case err := <-t.done:
		return err
	}
	err := <-t.done
	if err == nil {
		keep(t.tx)
	}
	return err
}

// run runs the function; one that ends its goroutine has failed.
func (t *turn) run(f func(*Tx) error) {
	err := error(fault.New(fault.Internal, "the function ended its goroutine"))
	defer func() { t.ran <- err }()
	err = t.tx.call(f)
}

func (b *batcher) run() {
	defer close(b.stopped)
	defer b.leave()
	for {
		select {
		case t := <-b.queue:
			b.batch(t)
		case <-b.stop:
			return
		}
	}
}

// batch runs a write and those that wait by then, and commits them together.
func (b *batcher) batch(t *turn) {
	if err := b.begin(); err != nil {
		t.done <- b.d.explain(err, "beginning a transaction")
		return
	}
	var passed []*turn
	var refused []refusal
	end := time.Now().Add(longestBatch)
	for n := 1; t != nil; n++ {
		failed, lost := b.one(t, len(passed) > 0)
		switch {
		case lost != nil:
			b.s.rollback()
			t.done <- cmp.Or(failed, lost)
			answer(passed, lost)
			refuse(refused, lost)
			return
		case failed != nil && len(passed) > 0:
			refused = append(refused, refusal{t, failed})
		case failed != nil:
			t.done <- failed
		default:
			passed = append(passed, t)
		}
		t = b.next(n, end)
	}
	err := b.commit()
	answer(passed, err)
	refuse(refused, err)
}

// refusal is a write that failed after others of its batch had passed. It may have failed
// for what it saw of them, so it is answered when that is so for everybody: whoever is told
// that somebody was faster, and looks, must see it.
type refusal struct {
	*turn
	why error
}

// refuse answers them; where the batch was lost, what they saw never was.
func refuse(all []refusal, lost error) {
	for _, r := range all {
		r.done <- cmp.Or(lost, r.why)
	}
}

// begin begins a transaction. A connection that was lost while it lay there, as all
// are when the server was restarted, is replaced.
func (b *batcher) begin() (err error) {
	for range b.d.connsRead + 2 { // as many may lie there
		if b.s != nil && b.s.broken {
			b.leave()
		}
		if b.s == nil {
			conn, err := b.db.Conn(context.Background())
			if err != nil {
				return err
			}
			b.s = newSession(conn, b.d)
		}
		if err = b.control(b.d.beginWrite[0]); err == nil {
			return nil
		}
		b.s.broken = true
	}
	return err
}

// leave gives the connection back.
func (b *batcher) leave() {
	if b.s != nil {
		b.s.close()
		b.s = nil
	}
}

// one runs one write, in a savepoint where others passed before it. The whole batch
// is lost where what parts them itself fails, since the engine has ended it (disk
// full, for one), and where the write collided with what others do.
func (b *batcher) one(t *turn, apart bool) (failed, lost error) {
	if t.ctx.Err() != nil {
		return given(t.ctx), nil
	}
	if apart {
		if err := b.control("SAVEPOINT one"); err != nil {
			return nil, b.d.explain(err, "beginning a transaction")
		}
	}
	t.tx.s = b.s
	close(t.ready)
	failed = <-t.ran
	if b.d.again(failed) {
		return failed, failed
	}
	if failed != nil {
		if err := b.undo(apart); err != nil {
			return failed, b.d.explain(err, "undoing a transaction that shared a commit with this one")
		}
	}
	if apart {
		if err := b.control("RELEASE one"); err != nil {
			return nil, b.d.explain(err, "ending a transaction")
		}
	}
	return failed, nil
}

// undo takes a write back: to its savepoint, or all there is.
func (b *batcher) undo(apart bool) error {
	if apart {
		return b.control("ROLLBACK TO one")
	}
	if err := b.control("ROLLBACK"); err != nil {
		return err
	}
	return b.control(b.d.beginWrite[0])
}

// next is a write that waits, if the batch may still grow.
func (b *batcher) next(n int, end time.Time) *turn {
	if n >= b.d.batch || time.Now().After(end) {
		return nil
	}
	for range 2 {
		select {
		case t := <-b.queue:
			return t
		default:
			runtime.Gosched() // those just about to ask
		}
	}
	return nil
}

func (b *batcher) commit() error {
	if err := b.control("COMMIT"); err != nil {
		b.s.rollback()
		return b.d.explain(err, "committing; whether it was kept is not known if the connection was lost")
	}
	b.commits.Add(1)
	return nil
}

func (b *batcher) control(text string) error {
	_, err := b.s.exec(context.Background(), text)
	return err
}

func answer(turns []*turn, err error) {
	for _, t := range turns {
		t.done <- err
	}
}
