package store

import (
	"context"
	"sync"
)

// Run lets the registered handlers hear events and the workers do jobs until ctx
// ends, then waits for those under way. Several processes may run on one
// database; each task is under way in one of them. A handler or worker hears
// within milliseconds of what this process committed, and within half a second
// of what another did. Where the database cannot be reached it keeps trying.
func (db *DB) Run(ctx context.Context) {
	var under sync.WaitGroup
	db.mu.Lock()
	for _, l := range db.lanes {
		under.Go(func() { l.run(ctx) })
	}
	db.mu.Unlock()
	under.Go(func() {
		for ctx.Err() == nil {
			_ = db.tidy(ctx) // the next round tries again
			_ = wait(ctx, db.pace.tidy)
		}
	})
	under.Wait()
}

// lane finds or makes the lane of a name.
func (db *DB) lane(name string, most int) *lane {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.lanes[name] == nil {
		db.lanes[name] = &lane{db: db, name: name, slots: make(chan struct{}, most), woken: make(chan struct{}, 1), handlers: map[string]Handler{}}
	}
	return db.lanes[name]
}

// wake tells lanes that there may be something to do.
func (db *DB) wake(names []string) {
	if len(names) == 0 {
		return
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, name := range names {
		if l := db.lanes[name]; l != nil {
			l.wake()
		}
	}
}

// tidy drops old events that all handlers had, in small steps.
func (db *DB) tidy(ctx context.Context) error {
	if err := db.recall(ctx); err != nil {
		return err
	}
	for n := int64(1); n > 0; {
		err := db.relaxed(ctx, func(tx *Tx) (err error) {
			n, err = tx.Exec(`DELETE FROM store_event WHERE id IN (SELECT e.id FROM store_event e
				WHERE e.at < $1 AND NOT EXISTS (SELECT 1 FROM store_task t WHERE t.event = e.id) ORDER BY e.at LIMIT 1000)`,
				now()-db.pace.keep.Microseconds())
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recall makes due what was set aside behind an earlier task that is no longer
// there: its process ended between the two steps, or two processes crossed.
func (db *DB) recall(ctx context.Context) error {
	return db.relaxed(ctx, func(tx *Tx) error {
		return tx.wakeAll(tx.Query(`UPDATE store_task SET due = $1 WHERE due IS NULL AND dead IS NULL AND NOT EXISTS (
			SELECT 1 FROM store_task e WHERE e.lane = store_task.lane AND e.subject = store_task.subject AND e.id < store_task.id) RETURNING lane`, now()))
	})
}
