package mllp

import (
	"bytes"
	"context"
	"net"
	"slices"
	"testing"
	"time"
)

// stream is a connection that gives bytes, a few at a time, and ends.
type stream struct {
	net.Conn
	rest  []byte
	piece int
}

func (s *stream) Read(b []byte) (int, error) {
	n := copy(b[:min(len(b), s.piece)], s.rest)
	s.rest = s.rest[n:]
	if n == 0 {
		return 0, net.ErrClosed
	}
	return n, nil
}

func (s *stream) SetReadDeadline(time.Time) error { return nil }

// FuzzFrames finds the messages that a plain reading finds, however the bytes come.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("x\x0bone\x1c\r\x0bgiven up\x0btwo\x1c\x1c\r\x0bhalf"), 3)
	f.Add(bytes.Repeat([]byte("\x0b0123456789\x1c\r"), 3), 1)
	f.Fuzz(func(t *testing.T, text []byte, piece int) {
		c := newConn(&stream{rest: text, piece: max(piece&63, 1)}, Bounds{Largest: 8}.orDefault())
		var got [][]byte
		var sizes []int
		for {
			frame, err := c.next(context.Background())
			if err != nil {
				break
			}
			got, sizes = append(got, frame.text), append(sizes, frame.size)
		}
		want, whole := plain(text, 8)
		if !slices.EqualFunc(got, want, bytes.Equal) || !slices.Equal(sizes, whole) {
			t.Errorf("%q %v, want %q %v", got, sizes, want, whole)
		}
	})
}

// plain reads byte by byte.
func plain(text []byte, largest int) (all [][]byte, sizes []int) {
	var frame []byte
	inside := false
	for _, b := range text {
		switch {
		case b == begins:
			inside, frame = true, nil
		case inside && b == ends:
			all, sizes, inside = append(all, frame[:min(len(frame), largest)]), append(sizes, len(frame)), false
		case inside:
			frame = append(frame, b)
		}
	}
	return all, sizes
}
