package mllp

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// echo answers with what it got.
type echo struct {
	hold  chan struct{} // each message waits for it, where there is one
	taken atomic.Int64
}

func (e *echo) Take(_ context.Context, message []byte) []byte {
	if e.hold != nil {
		<-e.hold
	}
	if string(message) == "crash" {
		panic("as asked")
	}
	e.taken.Add(1)
	return append([]byte("ok "), message...)
}

func (e *echo) TooLarge(_ context.Context, beginning []byte, size int) []byte {
	return fmt.Appendf(nil, "too large %d %s", size, beginning)
}

// line is a server with a way to call it.
type line struct {
	*testing.T
	addr string
	log  *bytes.Buffer
	end  func() error
}

func serving(t *testing.T, taker Taker, bounds Bounds) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	log := &bytes.Buffer{}
	s := &Server{taker, slog.New(slog.NewTextHandler(log, nil)), bounds}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	ended := false
	end := func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { _ = end() })
	return &line{t, l.Addr().String(), log, end}
}

type caller struct {
	*testing.T
	*net.TCPConn
	in *bufio.Reader
}

func (l *line) call() *caller {
	l.Helper()
	c, err := net.Dial("tcp", l.addr)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return &caller{l.T, c.(*net.TCPConn), bufio.NewReader(c)}
}

func (c *caller) send(text string) {
	c.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		c.Fatal(err)
	}
}

// expect reads one answer.
func (c *caller) expect(want string) {
	c.Helper()
	text, err := c.in.ReadString(after)
	if err != nil || text != "\x0b"+want+"\x1c\r" {
		c.Fatalf("%q, %v, want %q", text, err, want)
	}
}

// gone expects that the server ends the connection.
func (c *caller) gone() {
	c.Helper()
	if text, err := io.ReadAll(c.in); len(text) > 0 || err != nil && strings.Contains(err.Error(), "timeout") {
		c.Fatalf("%q, %v", text, err)
	}
}

// TestFrames finds messages whatever is around them and however they are cut.
func TestFrames(t *testing.T) {
	l := serving(t, &echo{}, Bounds{})
	c := l.call()
	for sent, want := range map[string]string{
		"\x0bone\x1c\r": "ok one", "garbage\r\n\x0btwo\x1c\r": "ok two", "\x0bno return\x1c": "ok no return", "\r\n\x0b\x1c\r": "ok ",
		"\x0bgiven up\x0bthree\x1c\r": "ok three", "\x0bline\rline\n\x1c\r\n": "ok line\rline\n", "\x0bZo\xc3\xab \xff\x1c\r": "ok Zo\xc3\xab \xff",
	} {
		if strings.Contains(want, "\r") {
			c.send(sent)
			text, err := c.in.ReadString(ends)
			if err != nil || text != "\x0b"+want+"\x1c" {
				t.Fatalf("%q, %v", text, err)
			}
			_, _ = c.in.ReadByte()
			continue
		}
		c.send(sent)
		c.expect(want)
	}
	c.send("\x0ba\x1c\r\x0bb\x1c\r\x0bc\x1c\r") // at once
	c.expect("ok a")
	c.expect("ok b")
	c.expect("ok c")
	for b := range strings.SplitSeq("\x0bslowly\x1c\r", "") {
		c.send(b)
		time.Sleep(time.Millisecond)
	}
	c.expect("ok slowly")
	large := strings.Repeat("x", 100_000)
	c.send("\x0b" + large + "\x1c\r")
	c.expect("ok " + large)
	_ = c.CloseWrite() // half closed
	c.gone()
	if err := l.end(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(l.log.String(), "garbage_bytes=15") || strings.Contains(l.log.String(), "given up") {
		t.Errorf("log %s", l.log)
	}
}

// TestHalfClosed answers a sender that has ended its side.
func TestHalfClosed(t *testing.T) {
	c := serving(t, &echo{}, Bounds{}).call()
	c.send("\x0blast\x1c\r")
	_ = c.CloseWrite()
	c.expect("ok last")
	c.gone()
}

// TestTooLarge refuses a message and takes the next.
func TestTooLarge(t *testing.T) {
	c := serving(t, &echo{}, Bounds{Largest: 10, Discarded: 20 << 20}).call()
	c.send("\x0b" + strings.Repeat("y", 10<<20) + "\x1c\r")
	c.expect("too large 10485760 yyyyyyyyyy")
	c.send("\x0bsmall\x1c\r")
	c.expect("ok small")
}

// TestEnded ends connections that hold others up or send no messages.
func TestEnded(t *testing.T) {
	for name, x := range map[string]struct {
		bounds Bounds
		send   string
		why    string
	}{
		"within a message": {Bounds{Read: 50 * time.Millisecond}, "\x0bhalf", "it took too long"},
		"silent":           {Bounds{Idle: 50 * time.Millisecond}, "", "it took too long"},
		"garbage":          {Bounds{Discarded: 1000}, strings.Repeat("GET /", 300), "too many bytes"},
		"endless":          {Bounds{Discarded: 1000}, "\x0b" + strings.Repeat("x", 2000), "too many bytes"},
		"always anew":      {Bounds{Discarded: 1000}, strings.Repeat("\x0bxx", 2000), "too many bytes"},
		"crash":            {Bounds{}, "\x0bcrash\x1c\r", "handler crashed"},
	} {
		l := serving(t, &echo{}, x.bounds)
		c := l.call()
		c.send(x.send)
		c.gone()
		other := l.call()
		other.send("\x0bstill there\x1c\r")
		other.expect("ok still there")
		_ = l.end()
		if !strings.Contains(l.log.String(), x.why) {
			t.Errorf("%s: log %s", name, l.log)
		}
	}
}

// TestMany serves many at once, and refuses more than it may.
func TestMany(t *testing.T) {
	e := &echo{}
	l := serving(t, e, Bounds{Connections: 20})
	var all []*caller
	for range 20 {
		c := l.call()
		c.send("\x0bhello\x1c\r")
		all = append(all, c)
	}
	for _, c := range all {
		c.expect("ok hello")
	}
	extra := l.call()
	extra.gone()
	_ = all[0].Close()
	for range 200 { // until its place is free
		c := l.call()
		c.send("\x0bnow\x1c\r")
		if text, _ := c.in.ReadString(after); text == "\x0bok now\x1c\r" {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("a place never became free")
}

// TestShutdown answers what was received whole, and ends who is silent or halfway.
func TestShutdown(t *testing.T) {
	e := &echo{hold: make(chan struct{})}
	l := serving(t, e, Bounds{})
	whole, half, silent := l.call(), l.call(), l.call()
	whole.send("\x0bwhole\x1c\r")
	half.send("\x0bhalf")
	time.Sleep(20 * time.Millisecond) // the server has it
	ended := make(chan error, 1)
	go func() { ended <- l.end() }()
	half.gone()
	silent.gone()
	close(e.hold)
	whole.expect("ok whole")
	whole.gone()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if e.taken.Load() != 1 {
		t.Errorf("%d taken", e.taken.Load())
	}
}
