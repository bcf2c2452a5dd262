package audit

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/store"
)

func eachEngine(b *testing.B, bench func(b *testing.B, l *Log)) {
	b.Run("SQLite", func(b *testing.B) { bench(b, opened(b, sqlite(b))) })
	b.Run("PostgreSQL", func(b *testing.B) { bench(b, opened(b, testkit.Postgres(b))) })
}

// processor is how long this process has had processors.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// rates reports entries a second, and this process's processor time for each.
func rates(b *testing.B, entries int64, before time.Duration) {
	b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64((processor()-before).Nanoseconds())/float64(entries), "cpu-ns/entry")
}

// BenchmarkNote notes reads from 64 goroutines, each waiting for its entry to be on
// disk, while a job packs them: through a journal, until the log has all, and without.
func BenchmarkNote(b *testing.B) {
	eachEngine(b, func(b *testing.B, l *Log) {
		b.Run("log", func(b *testing.B) { noting(b, l, func() {}) })
		b.Run("journal", func(b *testing.B) { noting(b, l, journaled(b, l, filepath.Join(b.TempDir(), "noted"))) })
	})
}

func noting(b *testing.B, l *Log, end func()) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); l.db.Run(ctx) }()
	defer func() { stop(); <-ended }()
	var n atomic.Int64
	before := processor()
	b.SetParallelism(32) // for each of 2 processors
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			gone := l.Coming()
			if err := l.Note(ctx, looked(int(n.Add(1)))); err != nil {
				b.Error(err)
			}
			gone()
		}
	})
	end()
	rates(b, n.Load(), before)
}

// BenchmarkAppend adds the entry of a change to its transaction, of which there is
// one after the other.
func BenchmarkAppend(b *testing.B) {
	eachEngine(b, func(b *testing.B, l *Log) {
		for _, c := range []struct {
			name    string
			entries int64
		}{{"without", 0}, {"with", 1}} {
			b.Run(c.name, func(b *testing.B) {
				_ = l.db.Write(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Exec("CREATE TABLE IF NOT EXISTS thing (n BIGINT)")
					return err
				})
				before, n := processor(), 0
				for b.Loop() {
					n++
					must(b, l.db.Write(context.Background(), func(tx *store.Tx) error {
						if _, err := tx.Exec("INSERT INTO thing (n) VALUES ($1)", int64(n)); err != nil || c.entries == 0 {
							return err
						}
						return l.Append(tx, looked(n))
					}))
				}
				rates(b, int64(n), before)
			})
		}
	})
}

// BenchmarkVerify verifies a million entries.
func BenchmarkVerify(b *testing.B) {
	eachEngine(b, func(b *testing.B, l *Log) {
		many(b, l, 1_000_000)
		before, n := processor(), int64(0)
		for b.Loop() {
			n += sound(b, l).Size
		}
		rates(b, n, before)
	})
}

// BenchmarkFind asks a log of a million entries who looked at a person.
func BenchmarkFind(b *testing.B) {
	eachEngine(b, func(b *testing.B, l *Log) {
		many(b, l, 1_000_000)
		for name, q := range map[string]Query{
			"person": {Person: "P7", Most: 50}, "actor": {Actor: "staff-3", Most: 50}, "seldom": {Person: "P7", Actions: []string{"break-glass"}}, "nobody": {Person: "P-none"},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					must(b, l.db.Read(context.Background(), func(tx *store.Tx) error { _, err := l.Find(tx, q); return err }))
				}
			})
		}
	})
}

// many fills a log with entries about many people, packed, and tells its size.
func many(b *testing.B, l *Log, count int) {
	b.Helper()
	ctx := context.Background()
	for i := 0; i < count; {
		var some []Entry
		for range min(4096, count-i) {
			e := looked(i)
			e.People[0] = "Patient/" + string(rune('a'+i%26)) + e.Request
			some = append(some, e)
			i++
		}
		must(b, l.db.Write(ctx, func(tx *store.Tx) error { return l.Append(tx, some...) }))
	}
	began := time.Now()
	must(b, l.Pack(ctx))
	b.Logf("packed in %s", time.Since(began))
	must(b, l.db.Read(ctx, func(tx *store.Tx) error {
		var bytes, hashes, numbers, pairs int64
		must(b, tx.QueryRow("SELECT sum(length(body)), sum(length(hashes)), sum(length(numbers)) FROM audit_tile").Scan(&bytes, &hashes, &numbers))
		must(b, tx.QueryRow("SELECT sum(length(pairs)) FROM audit_index").Scan(&pairs))
		b.Logf("bytes of an entry: %d body, %d hash, %d numbers, %d index", bytes/int64(count), hashes/int64(count), numbers/int64(count), pairs/int64(count))
		return nil
	}))
}
