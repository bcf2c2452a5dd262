package store

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// bothEngines runs a benchmark on both, each on a disk it waits for.
func bothEngines(b *testing.B, bench func(b *testing.B, db *DB)) {
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"SQLite", sqliteURL}, {"PostgreSQL", durablePostgres}} {
		b.Run(engine.name, func(b *testing.B) { bench(b, opened(b, engine.url(b))) })
	}
}

// durablePostgres starts a server that waits for its disk, unlike the tests', and makes a database.
func durablePostgres(b testing.TB) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		b.Skip("PostgreSQL is not installed")
	}
	dir, err := os.MkdirTemp("", "continuum-bench-")
	must(b, err)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	as := &syscall.SysProcAttr{}
	if u, err := user.Lookup("postgres"); err == nil && os.Getuid() == 0 {
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		must(b, os.Chown(dir, uid, gid))
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	port := listener.Addr().(*net.TCPAddr).Port
	must(b, listener.Close())
	run := func(program string, args ...string) {
		cmd := exec.Command(filepath.Join(found[len(found)-1], program), append(args, "-D", dir+"/data")...)
		cmd.SysProcAttr, cmd.Dir = as, dir
		if err := cmd.Run(); err != nil { // its output would be held open by the server
			b.Fatal(program, err)
		}
	}
	run("initdb", "-U", "continuum", "-A", "trust", "-E", "UTF8", "--locale=C")
	run("pg_ctl", "start", "-w", "-l", dir+"/log", "-o", fmt.Sprintf("-p %d -k %s -h 127.0.0.1", port, dir))
	b.Cleanup(func() { run("pg_ctl", "stop", "-m", "immediate") })
	return fmt.Sprintf("postgres://continuum@127.0.0.1:%d/postgres", port)
}

// beside reports how often a second the disk takes 4 KiB for good, measured beside the benchmark.
func beside(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "fsync"))
	must(b, err)
	defer f.Close()
	n, begun := 0, time.Now()
	for ; time.Since(begun) < 300*time.Millisecond; n++ {
		_, err := f.Write(make([]byte, 4096))
		must(b, err)
		must(b, f.Sync())
	}
	b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "fsyncs/s")
}

// writers shares b.N calls among goroutines.
func writers(b *testing.B, n int, write func(i int64) error) {
	var all sync.WaitGroup
	var next atomic.Int64
	b.ResetTimer()
	for range n {
		all.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := write(i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	b.ReportMetric(0, "ns/op")
}

var made atomic.Int64 // ids of benchmarks

// BenchmarkWrite: durable one-row transactions.
func BenchmarkWrite(b *testing.B) {
	bothEngines(b, func(b *testing.B, db *DB) {
		for _, n := range []int{1, 64} {
			b.Run(fmt.Sprint(n, "writers"), func(b *testing.B) {
				writers(b, n, func(int64) error { return db.Write(b.Context(), add(fmt.Sprint(made.Add(1)), 1)) })
				beside(b)
			})
		}
	})
}

// BenchmarkResource: a row and its 25 index rows in one durable transaction.
func BenchmarkResource(b *testing.B) {
	bothEngines(b, func(b *testing.B, db *DB) {
		for _, n := range []int{1, 64} {
			b.Run(fmt.Sprint(n, "writers"), func(b *testing.B) {
				writers(b, n, func(int64) error {
					rows := entries(25)
					return db.Write(b.Context(), func(tx *Tx) error {
						if err := add(fmt.Sprint(made.Add(1)), 1)(tx); err != nil {
							return err
						}
						return tx.Insert("entry", []string{"person", "kind", "name", "value", "number", "at"}, rows)
					})
				})
				b.ReportMetric(25*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				beside(b)
			})
		}
	})
}

// BenchmarkInsert: rows in one transaction, 25 at a time.
func BenchmarkInsert(b *testing.B) {
	bothEngines(b, func(b *testing.B, db *DB) {
		for _, n := range []int{1, 25, 500} {
			b.Run(fmt.Sprint(n, "rows"), func(b *testing.B) {
				rows := entries(n)
				must(b, db.Write(b.Context(), func(tx *Tx) error {
					for b.Loop() {
						if err := tx.Insert("entry", []string{"person", "kind", "name", "value", "number", "at"}, rows); err != nil {
							return err
						}
					}
					b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
					return nil
				}))
			})
		}
	})
}

// BenchmarkRead: one row by its key, in a snapshot of its own and in a shared one.
func BenchmarkRead(b *testing.B) {
	bothEngines(b, func(b *testing.B, db *DB) {
		one := func(tx *Tx) error { return tx.QueryRow("SELECT n FROM thing WHERE id = $1", "seed").Scan(new(int64)) }
		b.Run("own", func(b *testing.B) {
			for b.Loop() {
				must(b, db.Read(b.Context(), one))
			}
		})
		b.Run("shared", func(b *testing.B) {
			must(b, db.Read(b.Context(), func(tx *Tx) error {
				for b.Loop() {
					must(b, one(tx))
				}
				return nil
			}))
		})
	})
}

// BenchmarkEvent: from 64 writers' transactions to a handler's, both durable.
func BenchmarkEvent(b *testing.B) {
	bothEngines(b, func(b *testing.B, db *DB) {
		var heard atomic.Int64
		must(b, db.Handle(b.Context(), "added", "listener", func(ctx context.Context, tx *Tx, e Event) error {
			heard.Add(1)
			return hearOnce(ctx, tx, e)
		}))
		running(b, db)
		writers(b, 64, func(i int64) error { return db.Write(b.Context(), emit("added", fmt.Sprint("p", made.Add(1)%1000))) })
		b.StartTimer()
		until(b, "all were heard", func() bool { return number(b, db, "SELECT count(*) FROM store_task") == 0 })
		b.StopTimer()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "heard/s")
		b.ReportMetric(float64(heard.Load())/float64(b.N), "runs/event")
		beside(b)
	})
}
