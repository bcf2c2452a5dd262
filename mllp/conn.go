package mllp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// The bytes around a message.
const (
	begins = 0x0b
	ends   = 0x1c
	after  = 0x0d
)

// errTooMuch ends a connection that sends what is no message, or none that ends.
var errTooMuch = errors.New("too many bytes without a message")

// conn is one connection, read frame by frame.
type conn struct {
	net.Conn
	in      *bufio.Reader
	bounds  Bounds
	garbage int // bytes outside of any frame, and of frames that never ended
}

func newConn(c net.Conn, bounds Bounds) *conn {
	return &conn{Conn: c, in: bufio.NewReaderSize(c, 16<<10), bounds: bounds}
}

// frame is one message; text is shorter than size where it was too large.
type frame struct {
	text []byte
	size int
}

// next waits for a message and reads it. io.EOF where the sender has ended.
func (c *conn) next(ctx context.Context) (frame, error) {
	if err := c.until(ctx, c.bounds.Idle); err != nil {
		return frame{}, err
	}
	outside := 0
	for {
		b, err := c.in.ReadByte()
		if err != nil {
			return frame{}, err
		}
		switch b {
		case begins:
			return c.frame(ctx)
		case after, '\n', ' ', ends: // the end of the frame before, or nothing
		default:
			c.garbage++
		}
		if outside++; outside > c.bounds.Discarded {
			return frame{}, errTooMuch
		}
	}
}

// until bounds the next reads in time, unless the server is to end.
func (c *conn) until(ctx context.Context, d time.Duration) error {
	err := c.SetReadDeadline(time.Now().Add(d))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// frame reads to the end of a message. The byte that begins one begins it anew: the
// sender gave up what it had sent.
func (c *conn) frame(ctx context.Context) (f frame, err error) {
	if err := c.until(ctx, c.bounds.Read); err != nil {
		return f, err
	}
	total := 0
	for {
		part, mark, err := c.piece()
		f.size, total = f.size+len(part), total+len(part)
		if room := c.bounds.Largest - len(f.text); room > 0 {
			f.text = append(f.text, part[:min(len(part), room)]...)
		}
		switch {
		case err != nil:
			c.garbage += f.size
			return f, unfinished(err)
		case mark == ends:
			return f, nil
		case total > c.bounds.Discarded:
			c.garbage += f.size
			return f, errTooMuch
		case mark == begins:
			c.garbage += f.size
			f = frame{}
		}
	}
}

// piece takes bytes of a message that are there, waiting where there are none, up to
// and without the byte that begins or ends a frame, which is given apart: 0 where
// it has not come yet. The bytes hold until the next read.
func (c *conn) piece() (part []byte, mark byte, err error) {
	if _, err := c.in.Peek(1); err != nil {
		return nil, 0, err
	}
	part, err = c.in.Peek(c.in.Buffered())
	if err != nil {
		return nil, 0, err
	}
	taken := len(part)
	if i := bytes.IndexFunc(part, func(r rune) bool { return r == begins || r == ends }); i >= 0 {
		part, mark, taken = part[:i], part[i], i+1
	}
	_, err = c.in.Discard(taken)
	return part, mark, err
}

// unfinished tells an end within a message from one between two.
func unfinished(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// answer sends an acknowledgement.
func (c *conn) answer(text []byte) error {
	if err := c.SetWriteDeadline(time.Now().Add(c.bounds.Write)); err != nil {
		return err
	}
	out := make([]byte, 0, len(text)+3)
	out = append(append(append(out, begins), text...), ends, after)
	_, err := c.Write(out)
	return err
}

// why tells in a few words how a connection ended.
func why(ctx context.Context, err error) string {
	switch {
	case ctx.Err() != nil:
		return "the server ends"
	case errors.Is(err, io.EOF):
		return "the sender has ended"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the sender ended within a message"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "it took too long"
	case errors.Is(err, errTooMuch):
		return err.Error()
	}
	return "the connection was lost"
}
