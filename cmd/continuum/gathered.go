package main

import (
	"bufio"
	"bytes"
	"io"
	"sync"
	"time"
)

// gatherFor is how long lines of a log wait for others.
const gatherFor = 100 * time.Millisecond

// gathered writes lines of a log together, where nothing is wrong: a server that
// answers thousands of requests a second would spend more on writing each than on
// knowing who asks.
type gathered struct {
	mu      sync.Mutex
	out     *bufio.Writer
	waiting bool
}

func newGathered(out io.Writer) *gathered { return &gathered{out: bufio.NewWriterSize(out, 64<<10)} }

// Write takes a line. Warnings and errors, and what came before them, are out at once.
func (g *gathered) Write(line []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, err := g.out.Write(line)
	switch {
	case err != nil:
	case !bytes.Contains(line, []byte("level=INFO")):
		err = g.out.Flush()
	case !g.waiting:
		g.waiting = true
		time.AfterFunc(gatherFor, g.close)
	}
	return n, err
}

// close writes what waits.
func (g *gathered) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = false
	_ = g.out.Flush() // a log that cannot be written has nobody to tell
}
