package mllp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"continuum/internal/fault"
)

// Taker takes messages and answers them.
type Taker interface {
	// Take takes one message and gives its acknowledgement.
	Take(ctx context.Context, message []byte) (answer []byte)
	// TooLarge answers a message of which only the beginning was read.
	TooLarge(ctx context.Context, beginning []byte, size int) (answer []byte)
}

// Server takes messages over many connections, one at a time on each.
type Server struct {
	Taker  Taker
	Logger *slog.Logger
	Bounds Bounds // zero parts take their defaults
}

// Bounds are what one sender may cost.
type Bounds struct {
	Largest     int           // bytes of a message; 4 MiB
	Discarded   int           // bytes of what is too large, or of garbage, before the connection is ended; 64 MiB
	Connections int           // at once; 256
	Idle        time.Duration // between messages; 30 minutes
	Read        time.Duration // from the first byte of a message to its last; 30 seconds
	Take        time.Duration // working a message in; 20 seconds
	Write       time.Duration // of an acknowledgement; 10 seconds
}

func (b Bounds) orDefault() Bounds {
	return Bounds{
		cmp.Or(b.Largest, 4<<20), cmp.Or(b.Discarded, 64<<20), cmp.Or(b.Connections, 256),
		cmp.Or(b.Idle, 30*time.Minute), cmp.Or(b.Read, 30*time.Second), cmp.Or(b.Take, 20*time.Second), cmp.Or(b.Write, 10*time.Second),
	}
}

// Serve takes connections until ctx ends; then it lets messages that were received
// whole be answered and ends the rest.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	bounds := s.Bounds.orDefault()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	var open sync.WaitGroup
	defer open.Wait()
	slots := make(chan struct{}, bounds.Connections)
	for {
		c, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fault.Wrap(err, "taking connections")
		case err != nil: // too many open files, say
			s.Logger.Warn("a connection could not be taken", "interface", "mllp", "error", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case slots <- struct{}{}:
		default:
			s.Logger.Warn("a connection was refused: there are too many", "interface", "mllp", "most", bounds.Connections)
			_ = c.Close()
			continue
		}
		open.Go(func() {
			defer func() { <-slots }()
			s.serve(ctx, c, bounds)
		})
	}
}

// serve takes the messages of one connection.
func (s *Server) serve(ctx context.Context, c net.Conn, bounds Bounds) {
	conn := newConn(c, bounds)
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	defer func() {
		if crash := recover(); crash != nil {
			s.Logger.Error("handler crashed", "interface", "mllp", "crash", fmt.Sprint(crash))
		}
	}()
	var err error
	messages := 0
	for err == nil {
		if err = s.one(ctx, conn); err == nil {
			messages++
		}
	}
	s.Logger.Info("connection ended", "interface", "mllp", "messages", messages, "garbage_bytes", conn.garbage, "why", why(ctx, err))
}

// one takes one message and answers it. What was received whole is worked in and
// answered even when the server is to end.
func (s *Server) one(ctx context.Context, c *conn) error {
	f, err := c.next(ctx)
	if err != nil {
		return err
	}
	started := time.Now()
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.bounds.Take)
	defer cancel()
	var answer []byte
	if f.size > len(f.text) {
		answer = s.Taker.TooLarge(lasting, f.text, f.size)
	} else {
		answer = s.Taker.Take(lasting, f.text)
	}
	s.Logger.Info("message", "interface", "mllp", "bytes", f.size, "took", time.Since(started))
	return c.answer(answer)
}
