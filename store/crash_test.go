package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// childURL names the database that this binary, run again as a child, writes to
// until it is killed. CONTINUUM_CRASHES raises the number of kills.
const childURL = "CONTINUUM_STORE_CHILD"

// untiring is as many attempts as it takes: each kill may cost an event one of them.
const untiring = 1 << 30

// child writes from four goroutines, three rows and an event in each transaction,
// and says on standard output which it was told are kept. A handler hears them.
func child() {
	url, run := os.Getenv(childURL), os.Getenv(childURL+"_RUN")
	ctx := context.Background()
	db, err := Open(ctx, url, things())
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	db.pace.lease, db.pace.poll, db.pace.attempts = 300*time.Millisecond, 20*time.Millisecond, untiring
	if err := db.Handle(ctx, "added", "listener", hearOnce); err != nil {
		fmt.Println("failed", err)
		return
	}
	go db.Run(ctx)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%s-%d-%d", run, w, i)
				if err := db.Write(ctx, threeRows(id)); err != nil {
					fmt.Println("failed", err)
					return
				}
				fmt.Println(id) // one write(2), whole or not at all
			}
		})
	}
	all.Wait()
}

func threeRows(id string) func(*Tx) error {
	return func(tx *Tx) error {
		for n := range 3 {
			if err := add(fmt.Sprint(id, "/", n), n)(tx); err != nil {
				return err
			}
		}
		return tx.Emit(Event{Topic: "added", Subject: id})
	}
}

func hearOnce(_ context.Context, tx *Tx, e Event) error {
	_, err := tx.Exec("INSERT INTO heard (handler, event, subject) VALUES ('listener', $1, $2)", e.ID, e.Subject)
	return err
}

func TestKilledAtAnyMoment(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("CONTINUUM_CRASHES")); err == nil {
		kills = n
	}
	engines(t, func(t *testing.T, url string) {
		opened(t, url) // makes the schema
		acknowledged := map[string]bool{}
		for run := range kills {
			for _, id := range killed(t, url, run) {
				acknowledged[id] = true
			}
		}
		t.Logf("%d writes acknowledged before %d kills", len(acknowledged), kills)
		db := opened(t, url)
		db.pace.attempts = untiring
		rows := map[string]int{}
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			for row, err := range tx.Query("SELECT id FROM thing WHERE id <> 'seed'") {
				var id string
				must(t, err)
				must(t, row.Scan(&id))
				whole, _, _ := strings.Cut(id, "/")
				rows[whole]++
			}
			return nil
		}))
		for id := range acknowledged {
			if rows[id] == 0 {
				t.Errorf("%s was acknowledged and is lost", id)
			}
		}
		for id, n := range rows {
			if n != 3 {
				t.Errorf("%s has %d of its 3 rows", id, n)
			}
		}
		must(t, db.Check(t.Context()))
		must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
		running(t, db)
		until(t, "each event was heard", func() bool { return number(t, db, "SELECT count(*) FROM store_task") == 0 })
		if n := number(t, db, "SELECT count(*) FROM heard"); int(n) != len(rows) { // UNIQUE: none twice
			t.Errorf("%d of %d events were heard", n, len(rows))
		}
	})
}

// killed runs a child, kills it after a random while, and gives what it acknowledged.
func killed(t *testing.T, url string, run int) (ids []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url, childURL+"_RUN="+strconv.Itoa(run))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(ids) == 0 {
			time.AfterFunc(rand.N(150*time.Millisecond), func() { _ = cmd.Process.Kill() })
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
