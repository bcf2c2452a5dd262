package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"continuum/internal/fault"
)

// errLost says that another process has taken a task over.
var errLost = errors.New("the task's lease was lost")

// do does one task and notes how it went. Should that fail too, its lease ends
// and it is tried again. An event is heard to its end even when Run is to end.
func (l *lane) do(ctx context.Context, t task) {
	lasting := context.WithoutCancel(ctx)
	var err error
	switch {
	case t.attempts > l.db.pace.attempts:
		err = fault.New(fault.Internal, "it was begun %d times and never ended: the process died, or it took too long", t.attempts-1)
	case t.event != nil:
		err = l.hear(lasting, t)
	default:
		err = l.work(ctx, t)
	}
	switch {
	case err == nil && t.subject != nil:
		_ = l.recallNext(lasting, *t.subject) // else tidy does
	case err == nil || errors.Is(err, errLost):
	case ctx.Err() != nil && t.event == nil && errors.Is(err, ctx.Err()):
		_ = l.note(lasting, "UPDATE store_task SET due = $1, token = NULL, attempts = attempts - 1 WHERE id = $2 AND token = $3", now(), t.id, t.token)
	case t.attempts >= l.db.pace.attempts:
		_ = l.note(lasting, "UPDATE store_task SET due = NULL, token = NULL, reason = $1, dead = $2 WHERE id = $3 AND token = $4", reason(err), now(), t.id, t.token)
	default:
		due := now() + l.db.pace.pause(t.attempts).Microseconds()
		_ = l.note(lasting, "UPDATE store_task SET due = $1, token = NULL, reason = $2 WHERE id = $3 AND token = $4", due, reason(err), t.id, t.token)
	}
}

// hear runs the handler and marks the event as heard, both or neither.
func (l *lane) hear(ctx context.Context, t task) error {
	h := l.handlers[t.about.Topic]
	if h == nil {
		return fault.New(fault.Internal, "this process has no handler of topic %q under this name", t.about.Topic)
	}
	return l.db.Write(ctx, func(tx *Tx) error {
		n, err := tx.Exec("DELETE FROM store_task WHERE id = $1 AND token = $2", t.id, t.token)
		if err == nil && n == 0 {
			err = errLost
		}
		if err != nil {
			return err
		}
		return h(ctx, tx, t.about)
	})
}

// work runs the worker while it keeps the lease, then takes the job away.
func (l *lane) work(ctx context.Context, t task) error {
	ctx, stop := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		l.renew(ctx, stop, t)
	}()
	err := guarded(func() error {
		return l.worker(ctx, Job{ID: t.id, Kind: strings.TrimPrefix(l.name, jobLane), Payload: t.about.Payload, Attempt: t.attempts})
	})
	stop()
	<-renewed
	if err != nil {
		return err
	}
	return l.note(context.WithoutCancel(ctx), "DELETE FROM store_task WHERE id = $1 AND token = $2", t.id, t.token)
}

// renew keeps the lease until ctx ends, and ends the work where it is lost.
func (l *lane) renew(ctx context.Context, stop func(), t task) {
	for wait(ctx, l.db.pace.lease/3) == nil {
		err := l.note(ctx, "UPDATE store_task SET due = $1 WHERE id = $2 AND token = $3", now()+l.db.pace.lease.Microseconds(), t.id, t.token)
		if errors.Is(err, errLost) {
			stop()
		}
	}
}

// note writes how a task stands; errLost where it is no longer this process's.
func (l *lane) note(ctx context.Context, query string, args ...any) error {
	return l.db.relaxed(ctx, func(tx *Tx) error {
		n, err := tx.Exec(query, args...)
		if err == nil && n == 0 {
			err = errLost
		}
		return err
	})
}

// recallNext makes the next of a subject due, where it was set aside.
func (l *lane) recallNext(ctx context.Context, subject string) error {
	l.steps.Lock()
	defer l.steps.Unlock()
	return l.db.relaxed(ctx, func(tx *Tx) error {
		return tx.wakeAll(tx.Query(recallNext, now(), l.name, subject))
	})
}

const recallNext = `UPDATE store_task SET due = $1 WHERE due IS NULL AND dead IS NULL
	AND id = (SELECT min(id) FROM store_task WHERE lane = $2 AND subject = $3) RETURNING lane`

// reason is why a task failed, as it is kept: valid text of bounded length.
func reason(err error) string {
	s := strings.ToValidUTF8(strings.ReplaceAll(fmt.Sprint(err), "\x00", ""), "?")
	if len(s) > 2000 {
		s = strings.ToValidUTF8(s[:2000], "") + "…"
	}
	return s
}
