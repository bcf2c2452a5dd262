package extract

import (
	"bytes"
	"cmp"
	"io"
)

const (
	blockSize   = 1 << 20
	maxVerdicts = 1024 // in a block, for its memory's sake
)

// carver cuts text into blocks. It follows quotes only as far as it must: a record
// that lies on one line and whose quotes are in order ends at its line's end,
// whatever it holds. Any other record is read as File.Each reads it, on the spot,
// and what was found wrong goes with the block.
type carver struct {
	csv    *csvReader
	size   int    // a block is full from here on
	number int    // of the next block
	tail   []byte // text behind the last block
	block  *Block // being filled
}

func newCarver(c *csvReader, size int) *carver {
	w := c.win
	k := &carver{csv: c, size: size, tail: bytes.Clone(w.unread())}
	c.win = &window{r: w.r, limit: w.limit, err: w.err}
	return k
}

// fill puts the next records into a block; io.EOF says that they are the last, any
// other error that the stream broke off behind them.
func (k *carver) fill(b *Block) error {
	w := k.csv.win
	b.Number, b.Line, b.verdicts = k.number, k.csv.line, b.verdicts[:0]
	w.buf, w.at, w.hold = b.buf[:max(k.size, len(k.tail))], 0, 0
	w.end = copy(w.buf, k.tail)
	k.block = b
	k.number++
	err := k.advance()
	b.text = w.buf[:w.at]
	k.tail = append(k.tail[:0], w.buf[w.at:w.end]...)
	return err
}

// advance goes over records until the block is full. The buffer has room for the
// longest record from any place before size.
func (k *carver) advance() error {
	w := k.csv.win
	if w.end < k.size {
		w.more()
	}
	for w.at < k.size && len(k.block.verdicts) < maxVerdicts {
		n, odd := k.skim(w.buf[w.at:w.end])
		k.pass(n)
		switch {
		case !odd && w.at > 0 && w.err == nil, w.at >= k.size:
			return nil
		case w.at == w.end && !w.more():
			return cmp.Or(w.failure(), io.EOF)
		}
		if err := k.exact(); err != nil {
			return err
		}
	}
	return nil
}

// pass steps over n bytes of whole lines.
func (k *carver) pass(n int) {
	w := k.csv.win
	k.csv.line += k.csv.split.countBreaks(w.buf[w.at : w.at+n])
	k.csv.retry.passed(n)
	w.at += n
}

// exact reads one record as File.Each does.
func (k *carver) exact() error {
	w, b := k.csv.win, k.block
	w.hold = w.at
	line, known := k.csv.line, len(b.verdicts)
	err := k.csv.record(k)
	if len(b.verdicts) > known {
		v := &b.verdicts[known]
		v.from, v.to, v.lines = w.hold, w.at, k.csv.line-line
	}
	return err
}

// Row leaves a sound row to the block's reader.
func (k *carver) Row(Row) error { return nil }

// Broken keeps what was found.
func (k *carver) Broken(b Broken) error {
	k.block.verdicts = append(k.block.verdicts, verdict{broken: b})
	return nil
}

// skim goes over records on one line each and gives the length of those whose
// line end is in b. It ends before a record that needs a closer look (odd) or more
// text than b has.
func (k *carver) skim(b []byte) (n int, odd bool) {
	split := k.csv.split
	if split.ending == returns {
		return 0, len(b) > 0 // such files are too rare for a way of their own
	}
	lineEnd := -1 // the first behind the last opening quote
	for i := 0; ; {
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			return bytes.LastIndexByte(b, '\n') + 1, false
		}
		q += i
		if i = q + 1; !k.opens(b, q) {
			continue
		}
		if lineEnd < q {
			lineEnd = indexOrEnd(b, q, '\n')
		}
		var found outcome
		if i, found = split.skip(b[:lineEnd], i, lineEnd < len(b)); found != whole {
			return bytes.LastIndexByte(b[:q], '\n') + 1, found != cut
		}
	}
}

// skip is quoted for who does not want the field.
func (s *splitter) skip(b []byte, i int, last bool) (int, outcome) {
	for {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return len(b), missing(last)
		}
		if i += n + 1; i == len(b) || b[i] != '"' {
			break
		}
		i++
	}
	if i < len(b) && s.atDelim(b[i:]) {
		return i, whole
	}
	return i, s.behindQuote(b[i:], last)
}

// opens says whether the quote at b[q], which is in no quoted field, begins one.
func (k *carver) opens(b []byte, q int) bool {
	return q == 0 || b[q-1] == '\n' || bytes.HasSuffix(b[:q], k.csv.split.delim)
}

func indexOrEnd(b []byte, from int, c byte) int {
	if n := bytes.IndexByte(b[from:], c); n >= 0 {
		return from + n
	}
	return len(b)
}
