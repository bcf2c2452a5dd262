package extract

import "io"

// ahead inflates on one core while rows are read on another, a few blocks early.
type ahead struct {
	blocks chan block
	free   chan []byte
	quit   chan struct{}
	now    block
	at     int
}

type block struct {
	data []byte
	err  error
}

const (
	aheadBlocks = 4
	aheadSize   = 256 << 10
)

func readAhead(r io.Reader) *ahead {
	a := &ahead{
		blocks: make(chan block, aheadBlocks),
		free:   make(chan []byte, aheadBlocks),
		quit:   make(chan struct{}),
	}
	for range aheadBlocks {
		a.free <- make([]byte, aheadSize)
	}
	go a.run(r)
	return a
}

func (a *ahead) run(r io.Reader) {
	defer close(a.blocks)
	for {
		select {
		case <-a.quit:
			return
		case buf := <-a.free:
			b := fill(r, buf)
			a.blocks <- b // there are as many places as buffers
			if b.err != nil {
				return
			}
		}
	}
}

func fill(r io.Reader, buf []byte) (b block) {
	for len(b.data) < len(buf) && b.err == nil {
		var n int
		n, b.err = r.Read(buf[len(b.data):])
		b.data = buf[:len(b.data)+n]
	}
	return b
}

// Read gives the bytes in order; the error of the stream comes behind its last byte, again and again.
func (a *ahead) Read(p []byte) (int, error) {
	for a.at == len(a.now.data) {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if cap(a.now.data) > 0 {
			a.free <- a.now.data[:cap(a.now.data)]
		}
		next, ok := <-a.blocks
		if !ok {
			next.err = io.ErrClosedPipe
		}
		a.now, a.at = next, 0
	}
	n := copy(p, a.now.data[a.at:])
	a.at += n
	return n, nil
}

// stop ends the inflating and waits until it has.
func (a *ahead) stop() {
	close(a.quit)
	for range a.blocks {
	}
}
