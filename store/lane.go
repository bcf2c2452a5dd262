package store

import (
	"context"
	"sync"
	"time"
)

// lane does the tasks of one handler or one kind of job, so that none waits for
// another's.
type lane struct {
	db       *DB
	name     string
	slots    chan struct{} // one taken for each task under way
	woken    chan struct{}
	steps    sync.Mutex         // setting tasks aside and recalling them take turns
	handlers map[string]Handler // by topic
	worker   Worker
}

func (l *lane) wake() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}

// run claims tasks and does them until ctx ends, then waits for those under way.
func (l *lane) run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	for {
		free := l.take(ctx)
		if free == 0 {
			return
		}
		tasks, seen, err := l.claim(ctx, free)
		for _, t := range tasks {
			under.Go(func() {
				defer l.free(1)
				l.do(ctx, t)
			})
		}
		l.free(free - len(tasks))
		switch {
		case err != nil:
			_ = wait(ctx, l.db.pace.poll)
		case seen == 0:
			l.idle(ctx)
		}
	}
}

// take waits for a free slot and takes all that are free; 0 when ctx has ended.
func (l *lane) take(ctx context.Context) (free int) {
	if ctx.Err() != nil {
		return 0
	}
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for free = 1; ; free++ {
		select {
		case l.slots <- struct{}{}:
		default:
			return free
		}
	}
}

func (l *lane) free(n int) {
	for range n {
		<-l.slots
	}
}

// idle waits until there may be something to do: woken, the next task due, or a
// while in which another process may have written.
func (l *lane) idle(ctx context.Context) {
	pause := l.db.pace.poll
	var next int64
	err := l.db.Read(ctx, func(tx *Tx) error {
		return tx.QueryRow("SELECT due FROM store_task WHERE lane = $1 AND due IS NOT NULL ORDER BY due LIMIT 1", l.name).Scan(&next)
	})
	if err == nil {
		pause = max(0, min(pause, time.Until(instant(next))))
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-l.woken:
	case <-t.C:
	case <-ctx.Done():
	}
}
