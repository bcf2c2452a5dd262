package review

import (
	"context"
	"time"

	"continuum/store"
)

const (
	every = 5 * time.Second // at least, between two batches
	rest  = 19              // times as long as a batch took: what people do meanwhile comes first
)

// Run reads new entries of the log until ctx ends, a batch now and then. failed hears
// why some could not be read; they are tried again.
func (r *Review) Run(ctx context.Context, failed func(error)) {
	for {
		began := time.Now()
		n, err := r.next(ctx)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		pause := rest * time.Since(began)
		if n < r.most { // that was all
			pause = max(pause, every)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// CatchUp reads all entries of the log that were not read yet.
func (r *Review) CatchUp(ctx context.Context) error {
	for {
		n, err := r.next(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// next reads one batch and tells how many entries it had.
func (r *Review) next(ctx context.Context) (int, error) {
	var b *batch
	err := r.db.Read(ctx, func(tx *store.Tx) (err error) {
		b, err = r.read(tx)
		return err
	})
	if err != nil || len(b.entries) == 0 {
		return 0, err
	}
	if err := r.know(ctx, b); err != nil {
		return 0, err
	}
	b.evaluate(&r.settings)
	return len(b.entries), r.db.Write(ctx, func(tx *store.Tx) error { return r.write(tx, b) })
}

// Behind is how many entries were not read yet.
func (r *Review) Behind(tx *store.Tx) (int64, error) {
	size, err := r.log.Size(tx)
	if err != nil {
		return 0, err
	}
	var next int64
	err = tx.QueryRow("SELECT next FROM review_cursor WHERE id = 1").Scan(&next)
	return size - next, err
}
