package warehouse

import (
	"context"

	"continuum/internal/fault"
)

// Warm reads every fact of the live build once, and of each later one as it
// comes, so that the first look at a person is as fast as the next: the engine
// unpacks a part of its file when it first meets it. A million people take some
// seconds, during which questions are answered as before.
func (l *Live) Warm(ctx context.Context) error {
	b, err := l.hold()
	if err != nil {
		return err
	}
	defer b.release()
	l.mu.Lock()
	l.warm = true
	l.mu.Unlock()
	return b.warm(ctx)
}

func (b *opened) warm(ctx context.Context) error {
	words, err := b.words(ctx)
	if err != nil {
		return err
	}
	tables := append(personTables(), "identity")
	if len(words) > 0 {
		tables = append(tables, "evidence")
	}
	for _, table := range tables {
		var sum any
		if err := b.db.QueryRowContext(ctx, "SELECT CAST(sum(hash(t)) AS VARCHAR) FROM "+table+" t").Scan(&sum); err != nil {
			return fault.Wrap(err, "warming table %s", table)
		}
	}
	return nil
}

// warmNext warms a build that has just become live, while it is being served.
func (l *Live) warmNext(b *opened) {
	if !l.warm {
		return
	}
	b.users.Add(1)
	go func() {
		defer b.release()
		_ = b.warm(context.Background()) // a build that cannot be read whole says so when it is asked
	}()
}
