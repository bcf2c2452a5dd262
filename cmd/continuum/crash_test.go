package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"continuum/internal/testkit"
)

// The server is killed at random moments while clients write to it over HTTP. What
// it acknowledged must be there afterwards, what it did not must be there whole or
// not at all, and searches must find exactly what reads give. CONTINUUM_CRASHES
// raises the number of kills.
func TestKilledServer(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("CONTINUUM_CRASHES")); err == nil {
		kills = n
	}
	dir := smallPlace(t)
	mustBuild(t, dir)
	place := filepath.Join(dir, "place")
	t.Run("SQLite", func(t *testing.T) {
		c := &crashing{t: t, args: []string{place}, database: filepath.Join(place, ".continuum", recordFile)}
		c.start()
		c.rounds(kills, func(int) { c.kill(); c.start() })
		c.finish()
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		engine := testkit.StartPostgres(t)
		c := &crashing{t: t, args: []string{place, "--database", engine.URL}, database: engine.URL, lossy: true}
		c.start()
		c.rounds(kills, func(round int) {
			switch round % 4 { // the database falls while the server stays, or both do
			case 1:
				engine.Crash(syscall.SIGKILL)
				engine.Start()
			case 2:
				engine.Crash(syscall.SIGQUIT)
				engine.Start()
			case 3:
				engine.Crash(syscall.SIGKILL)
				c.kill()
				engine.Start()
				c.start()
			default:
				c.kill()
				c.start()
			}
		})
		c.finish()
	})
}

// crashing is one server that is killed again and again, and what it was told.
type crashing struct {
	t        *testing.T
	args     []string // of serve
	database string
	lossy    bool // its database may fall too: then a refusal may be of something kept

	process *exec.Cmd
	base    string // of the API
	token   string

	mu       sync.Mutex
	writes   []*write
	patients []*crashPatient
}

// start starts the server and waits until it listens.
func (c *crashing) start() {
	c.t.Helper()
	if c.token == "" {
		c.token = bearer(c.t, c.args[0], c.args[1:]...)[1]
	}
	c.process = command(c.t, append([]string{"serve", "--addr", "127.0.0.1:0"}, c.args...)...)
	var said strings.Builder
	c.process.Stderr = &said
	out, err := c.process.StdoutPipe()
	if err == nil {
		err = c.process.Start()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, url, ok := strings.Cut(lines.Text(), " on http://"); ok {
			address, _, _ := strings.Cut(url, " ")
			c.base = "http://" + address + fhirPath
			return
		}
	}
	_ = c.process.Wait()
	c.t.Fatalf("the server does not start: %s", said.String())
}

func (c *crashing) kill() {
	_ = c.process.Process.Kill()
	_ = c.process.Wait()
}

// rounds lets clients write, makes a crash at a random moment, and looks at what
// was written before it.
func (c *crashing) rounds(n int, crash func(round int)) {
	for round := range n {
		before := len(c.writes)
		stop, first := make(chan struct{}), make(chan struct{})
		began := sync.OnceFunc(func() { close(first) })
		var clients sync.WaitGroup
		for client := range 4 {
			clients.Go(func() { c.client(fmt.Sprintf("r%d-c%d", round, client), stop, began) })
		}
		select {
		case <-first:
		case <-time.After(30 * time.Second):
			c.t.Fatal("nothing is acknowledged any more")
		}
		time.Sleep(rand.N(150 * time.Millisecond))
		fallen := make(chan struct{})
		go func() { // clients go on writing while it falls
			time.Sleep(20 * time.Millisecond)
			close(stop)
			clients.Wait()
			close(fallen)
		}()
		crash(round)
		<-fallen
		c.check(c.writes[before:])
		if c.t.Failed() {
			c.t.FailNow()
		}
	}
}

// finish looks at everything once more, and at what the engine says of its tables.
func (c *crashing) finish() {
	c.check(c.writes)
	c.checkPatients()
	acknowledged := 0
	for _, w := range c.writes {
		if w.acknowledged {
			acknowledged++
		}
	}
	c.t.Logf("%d writes, of which %d acknowledged; %d of the others were kept, whole", len(c.writes), acknowledged, c.keptUnsaid())
	c.kill()
	args := append([]string{"verify"}, c.args...)
	if status, said := quietly(c.t, args...); status != done {
		c.t.Errorf("verify: status %d, %s", status, said)
	}
	c.checkEvents()
	c.checkAudit()
}
