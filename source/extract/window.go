package extract

import (
	"bytes"
	"errors"
	"io"
)

// window holds the unread stretch of a stream, so that a record can be looked at
// as a whole and read again after a mistake. It never shows more than limit bytes,
// nor holds more, unless it was given a larger buffer.
type window struct {
	r       io.Reader
	buf     []byte
	at, end int // buf[at:end] is unread
	hold    int // buf[:hold] is kept when room is made
	limit   int
	live    bool  // what has come is shown at once
	err     error // why there is no more; io.EOF at the sound end
}

const (
	windowStart = 256 << 10
	windowStep  = 32 << 10 // by which a buffer with room behind it is opened up
)

func newWindow(r io.Reader, limit int) *window {
	return &window{r: r, buf: make([]byte, min(windowStart, limit)), limit: limit}
}

func (w *window) unread() []byte { return w.buf[w.at:min(w.end, w.at+w.limit)] }

// full says that the unread stretch has reached the limit.
func (w *window) full() bool { return w.end-w.at >= w.limit }

// atEnd says that the unread bytes are the last ones of a sound stream. Of a full
// window that is not known, however the bytes arrive.
func (w *window) atEnd() bool { return errors.Is(w.err, io.EOF) && !w.full() }

// more reads on behind the unread bytes and says whether there are new ones.
func (w *window) more() bool {
	if w.err != nil || w.full() {
		return false
	}
	w.makeRoom()
	before := w.end
	for idle := 0; w.end < len(w.buf) && w.err == nil && idle < 100; idle++ {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
		if n > 0 {
			idle = 0
		}
		if n > 0 && w.live {
			break
		}
	}
	if w.end == before && w.err == nil {
		w.err = io.ErrNoProgress
	}
	return w.end > before
}

func (w *window) makeRoom() {
	if w.at > w.hold {
		w.end = w.hold + copy(w.buf[w.hold:], w.buf[w.at:w.end])
		w.at = w.hold
	}
	if w.end < len(w.buf) {
		return
	}
	if cap(w.buf) > len(w.buf) {
		w.buf = w.buf[:min(cap(w.buf), w.end+max(w.end-w.at, windowStep))]
		return
	}
	grown := make([]byte, min(2*len(w.buf), w.limit))
	copy(grown, w.buf[:w.end])
	w.buf = grown
}

// failure is the error that ended the stream, nil at a sound end.
func (w *window) failure() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}

// line is the unread text up to and with the next line end, or to the end of the
// stream; false when the window is full without one.
func (w *window) line(end byte) ([]byte, bool) {
	for from := 0; ; {
		b := w.unread()
		if n := bytes.IndexByte(b[from:], end); n >= 0 {
			return b[:from+n+1], true
		}
		from = len(b)
		if !w.more() {
			return w.unread(), !w.full()
		}
	}
}
