package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// kills is how often a build is killed; together they may take no longer than patience.
const (
	kills    = 25
	patience = 80 * time.Second
)

func builder(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	return command(t, "build", filepath.Join(dir, "place"), "--from", filepath.Join(dir, "in"))
}

func mustBuild(t *testing.T, dir string) {
	t.Helper()
	if out, err := builder(t, dir).CombinedOutput(); err != nil {
		t.Fatalf("the build failed: %v\n%s", err, out)
	}
}

// served finds somebody in the live build, as anybody would who opens it now.
func served(t *testing.T, dir string) {
	t.Helper()
	out, err := command(t, "search", filepath.Join(dir, "place"), "smith").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "SMITH, Mary") {
		t.Fatalf("the live build does not answer: %v\n%s", err, out)
	}
}

func unfinished(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "place", ".continuum", "builds", "*.partial"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// A build killed at any moment leaves the last good one served, and the next
// build clears away what it left.
func TestKilledBuilds(t *testing.T) {
	dir := smallPlace(t)
	start := time.Now()
	mustBuild(t, dir)
	length := time.Since(start)
	killed := 0
	for i := 0; i < kills && time.Since(start) < patience; i++ {
		if killedAfter(t, builder(t, dir), rand.N(length)) {
			killed++
		}
		served(t, dir)
	}
	t.Logf("killed %d builds of about %s, in %s", killed, length.Round(time.Millisecond), time.Since(start).Round(time.Second))
	if killed == 0 {
		t.Error("no build was killed before its end")
	}
	mustBuild(t, dir)
	served(t, dir)
	if left := unfinished(t, dir); len(left) > 0 {
		t.Errorf("unfinished builds were left: %v", left)
	}
}

// killedAfter starts a command and kills it; false when it ended before, well or
// saying what one of ends says.
func killedAfter(t *testing.T, c *exec.Cmd, delay time.Duration, ends ...string) bool {
	t.Helper()
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(delay)
	_ = c.Process.Kill()
	err := c.Wait()
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ended.Success() || ended.ExitCode() >= 0) {
		if slices.ContainsFunc(ends, func(end string) bool { return strings.Contains(said.String(), end) }) {
			return false
		}
		t.Fatalf("it ended by itself: %v: %s", err, &said)
	}
	return err != nil
}

// Ctrl-C ends a build cleanly: status 1, a readable word, nothing left behind.
func TestInterruptedBuild(t *testing.T) {
	dir := smallPlace(t)
	mustBuild(t, dir)
	feed, err := os.OpenFile(filepath.Join(dir, "in", "people_more.csv"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = feed.WriteString("id,nhs,given,family,born,sex,postcode\n" + strings.Repeat("1,9434765919,Mary,Smith,1938-11-09,F,WS1 2AB\n", 3_000_000))
	if err := errors.Join(err, feed.Close()); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c := builder(t, dir)
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); len(unfinished(t, dir)) == 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	if err := c.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if c.ProcessState.ExitCode() != failed || !strings.Contains(said.String(), "continuum: interrupted; no live build was changed") {
		t.Errorf("status %d and %q, want 1 and a readable word", c.ProcessState.ExitCode(), said.String())
	}
	if left := unfinished(t, dir); len(left) > 0 {
		t.Errorf("the interrupted build left %v", left)
	}
	served(t, dir)
}
