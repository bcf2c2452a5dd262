package review

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/store"
)

// childURL names the database into which this binary, run again as a child, writes
// what it finds until it is killed.
const childURL = "CONTINUUM_REVIEW_CHILD"

// long is a log that takes a child a while: thirty days.
func long() (l told) {
	for day := range 30 {
		for _, e := range aDay() {
			l.add(e.At.AddDate(0, 0, 2*day), e)
		}
	}
	return l
}

func child() {
	ctx := context.Background()
	db, err := store.Open(ctx, os.Getenv(childURL), Migrations())
	if err == nil {
		var r *Review
		if r, err = Open(db, long(), small(), small(), WithSettings(eager())); err == nil {
			r.most = 2
			fmt.Println("begun")
			err = r.CatchUp(ctx)
		}
	}
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
}

// TestKilledAtAnyMoment: whenever the process is killed, in the end every entry has
// counted once, and every finding was told once.
func TestKilledAtAnyMoment(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		log, clean := long(), opened(t, sqlite(t))
		run(t, reviewing(t, clean, log, small(), WithSettings(eager())), mostEntries)
		want := said(found(t, reviewing(t, clean, log, small()), Query{}))

		db, err := store.Open(t.Context(), url, Migrations())
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		told := make(chan int, 10000)
		must(t, db.Handle(t.Context(), Topic, "pager", func(_ context.Context, _ *store.Tx, e store.Event) error {
			var a Alert
			err := json.Unmarshal(e.Payload, &a)
			told <- a.Count
			return err
		}))
		r := reviewing(t, db, log, small(), WithSettings(eager()))
		r.most = 2
		left := int64(len(log))
		for range 6 {
			killed(t, url)
			must(t, db.Read(t.Context(), func(tx *store.Tx) error {
				n, err := r.Behind(tx)
				if n > left {
					t.Errorf("%d were left, and %d are", left, n)
				}
				left = n
				return err
			}))
		}
		t.Logf("%d of %d entries were left after the last kill", left, len(log))
		run(t, r, mostEntries)
		if diff := cmp.Diff(want, said(found(t, r, Query{}))); diff != "" {
			t.Error(diff)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() { db.Run(ctx); close(ended) }()
		for n := 0; n < len(want); {
			n += <-told
			if n > len(want) {
				t.Errorf("%d findings were told, of %d", n, len(want))
			}
		}
		stop()
		<-ended
	})
}

// killed runs a child and kills it after some time.
func killed(t *testing.T, url string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childURL+"="+url)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "begun\n" {
		t.Fatal(line, err)
	}
	time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
	_ = c.Process.Kill()
	_ = c.Wait()
}
