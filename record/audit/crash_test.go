package audit

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/store"
)

// childURL names the database that this binary, run again as a child, writes to
// until it is killed. CONTINUUM_CRASHES raises the number of kills.
const childURL = "CONTINUUM_AUDIT_CHILD"

// child changes things from four goroutines, each with its entry, and reads from
// four others, and says on standard output which it was told are kept. Meanwhile
// jobs pack and sign.
func child() {
	url, run, keyFile := os.Getenv(childURL), os.Getenv(childURL+"_RUN"), os.Getenv(childURL+"_KEY")
	ctx := context.Background()
	failed := func(err error) { fmt.Println("failed", err) }
	db, err := store.Open(ctx, url, Migrations())
	if err != nil {
		failed(err)
		return
	}
	key, err := ReadKey(keyFile, origin)
	if err != nil {
		failed(err)
		return
	}
	l, err := Open(ctx, db, key)
	if err != nil {
		failed(err)
		return
	}
	l.volume = 4
	go db.Run(ctx)
	if _, err := l.Journal(ctx, keyFile+".noted", failed); err != nil {
		failed(err)
		return
	}
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("read-%s-%d-%d", run, w, i)
				act := func() error { return l.Note(ctx, Entry{Action: "read", Outcome: OK, Request: id}) }
				if w < 4 {
					id = fmt.Sprintf("change-%s-%d-%d", run, w, i)
					act = func() error { return l.changed(ctx, id) }
				}
				if err := act(); err != nil {
					failed(err)
					return
				}
				fmt.Println(id) // one write(2), whole or not at all
				if i%100 == 99 {
					_, _ = l.Checkpoint(ctx) // the next will
				}
			}
		})
	}
	all.Wait()
}

// changed changes a thing and appends its entry, in either order.
func (l *Log) changed(ctx context.Context, id string) error {
	return l.db.Write(ctx, func(tx *store.Tx) error {
		first := len(id)%2 == 0
		if first {
			if err := l.Append(tx, Entry{Action: "create", Outcome: OK, Request: id}); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("INSERT INTO thing (id) VALUES ($1)", id); err != nil || first {
			return err
		}
		return l.Append(tx, Entry{Action: "create", Outcome: OK, Request: id})
	})
}

func TestKilledAtAnyMoment(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("CONTINUUM_CRASHES")); err == nil {
		kills = n
	}
	t.Run("SQLite", func(t *testing.T) { survives(t, sqlite(t), kills) })
	t.Run("PostgreSQL", func(t *testing.T) { survives(t, testkit.Postgres(t), kills) })
}

func survives(t *testing.T, url string, kills int) {
	keyFile := filepath.Join(t.TempDir(), "key")
	db, err := store.Open(t.Context(), url, Migrations())
	must(t, err)
	must(t, db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE thing (id TEXT PRIMARY KEY)")
		return err
	}))
	must(t, db.Close())
	acknowledged := map[string]bool{}
	var checkpoints []string
	for run := range kills {
		for _, id := range killed(t, url, keyFile, run) {
			acknowledged[id] = true
		}
		checkpoints = whole(t, url, keyFile, acknowledged, checkpoints)
	}
	t.Logf("%d acts acknowledged before %d kills, %d checkpoints", len(acknowledged), kills, len(checkpoints))
}

// whole checks that entries and what was done are the same, and gives the checkpoints.
func whole(t *testing.T, url, keyFile string, acknowledged map[string]bool, checkpoints []string) []string {
	t.Helper()
	db, err := store.Open(t.Context(), url, Migrations())
	must(t, err)
	defer db.Close()
	key, err := ReadKey(keyFile, origin)
	must(t, err)
	l, err := Open(t.Context(), db, key)
	must(t, err)
	must(t, l.TakeIn(t.Context(), keyFile+".noted"))
	sound(t, small(l), checkpoints...)
	must(t, db.Read(t.Context(), func(tx *store.Tx) error {
		entries, things := map[string]int{}, map[string]bool{}
		for q := (Query{Most: 1000}); ; {
			page, err := l.Find(tx, q)
			must(t, err)
			for _, e := range page.Entries {
				entries[e.Request]++
			}
			if q.Before = page.Next; page.Next == 0 {
				break
			}
		}
		for row, err := range tx.Query("SELECT id FROM thing") {
			var id string
			must(t, err)
			must(t, row.Scan(&id))
			things[id] = true
		}
		for id := range acknowledged {
			if entries[id] != 1 {
				t.Errorf("%s was acknowledged and has %d entries", id, entries[id])
			}
		}
		for id, n := range entries {
			if n != 1 || strings.HasPrefix(id, "change") && !things[id] {
				t.Errorf("%s has %d entries and was not done", id, n)
			}
		}
		for id := range things {
			if entries[id] == 0 {
				t.Errorf("%s was done and has no entry", id)
			}
		}
		checkpoints, err = l.Checkpoints(tx, -1, 1<<20)
		return err
	}))
	return checkpoints
}

// killed runs a child, kills it after a random while, and gives what it acknowledged.
func killed(t *testing.T, url, keyFile string, run int) (ids []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url, childURL+"_RUN="+strconv.Itoa(run), childURL+"_KEY="+keyFile)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(ids) == 0 {
			time.AfterFunc(rand.N(400*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
		if strings.HasPrefix(lines.Text(), "failed") {
			t.Error(lines.Text())
			_ = cmd.Process.Kill()
		}
		ids = append(ids, lines.Text())
	}
	_ = cmd.Wait() // it was killed
	return ids
}
