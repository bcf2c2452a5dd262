package extract

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// outcome of looking for one record at the start of a stretch of text.
type outcome int

const (
	whole    outcome = iota // a record; next is behind it
	cut                     // the stretch ends inside the record
	unclosed                // a quote is never closed
	trailing                // text behind a closing quote
)

// ending is how lines end in a file, settled by its first line.
type ending int

const (
	unsettled ending = iota
	feeds            // LF or CRLF
	returns          // CR alone, as old Macs wrote
)

// splitter cuts records into fields. It knows nothing of buffers: it is given a
// stretch of text and says what it found at its start.
type splitter struct {
	delim   []byte
	stop    [256]bool // bytes that may end an unquoted field
	ending  ending
	fields  [][]byte // of the last whole record; empty fields have length 0
	scratch []byte   // fields whose doubled quotes were undone
	breaks  int64    // line ends inside quotes of the last record
}

func newSplitter(delim rune) *splitter {
	s := &splitter{delim: []byte(string(delim))}
	s.stop[s.delim[0]], s.stop['\n'], s.stop['\r'] = true, true, true
	return s
}

// split reads the record at the start of b; last says that nothing follows b.
// It gives the offset behind the record and its line end, or how far it came.
func (s *splitter) split(b []byte, last bool) (next int, found outcome) {
	s.fields, s.scratch, s.breaks = s.fields[:0], s.scratch[:0], 0
	for i := 0; ; {
		var field []byte
		if i < len(b) && b[i] == '"' {
			if field, i, found = s.quoted(b, i+1, last); found != whole {
				return i, found
			}
		} else {
			start, seen := s.plain(b, i)
			if i = start; i < len(b) && b[i] == '"' {
				continue
			}
			i = s.plainEnd(b, seen)
			field = b[start:i]
		}
		s.fields = append(s.fields, field)
		if i < len(b) && b[i] != '\n' && b[i] != '\r' {
			i += len(s.delim)
			continue
		}
		return s.lineEnd(b, i, last)
	}
}

const (
	ones   = 0x0101010101010101 // one in each byte of a word
	sevens = 0x7f7f7f7f7f7f7f7f
)

// zeros sets the high bit of those bytes of a word that are zero.
func zeros(w uint64) uint64 { return ^(w&sevens + sevens | w | sevens) }

// plain takes unquoted fields, eight bytes at a time, as long as delimiters end
// them. It gives where the next field begins and up to where nothing can end it.
func (s *splitter) plain(b []byte, i int) (start, seen int) {
	if len(s.delim) > 1 {
		return i, i
	}
	fields, delim := s.fields, s.delim[0]
	delims := ones * uint64(delim)
	for start, seen = i, i; seen+8 <= len(b); seen += 8 {
		w := binary.LittleEndian.Uint64(b[seen:])
		m := zeros(w^delims) | zeros(w^'\n'*ones) | zeros(w^'\r'*ones) | zeros(w^'"'*ones)
		for ; m != 0; m &= m - 1 {
			p := seen + bits.TrailingZeros64(m)/8
			switch c := b[p]; {
			case c == delim:
				fields = append(fields, b[start:p])
				start = p + 1
			case c != '"' || p == start:
				s.fields = fields
				return start, p
			}
		}
	}
	s.fields = fields
	return start, seen
}

// plainEnd finds the delimiter or line end behind an unquoted field. In a file of
// LF a CR ends a line only where an LF or the end of the stretch follows.
func (s *splitter) plainEnd(b []byte, i int) int {
	for ; i < len(b); i++ {
		c := b[i]
		if !s.stop[c] {
			continue
		}
		if c == '\r' && s.ending == feeds {
			run := carriageReturns(b[i:])
			if i+run < len(b) && b[i+run] != '\n' {
				i += run - 1
				continue
			}
		}
		if c == '\n' || c == '\r' || s.atDelim(b[i:]) {
			return i
		}
	}
	return i
}

func carriageReturns(b []byte) int {
	n := 0
	for n < len(b) && b[n] == '\r' {
		n++
	}
	return n
}

// atDelim says whether b begins with the delimiter.
func (s *splitter) atDelim(b []byte) bool {
	return b[0] == s.delim[0] && (len(s.delim) == 1 || bytes.HasPrefix(b, s.delim))
}

// quoted reads a field from behind its opening quote.
func (s *splitter) quoted(b []byte, start int, last bool) ([]byte, int, outcome) {
	undone := len(s.scratch)
	for i := start; ; {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 || i+n+1 == len(b) && !last {
			return nil, len(b), missing(n < 0 && last)
		}
		n += i
		if n+1 < len(b) && b[n+1] == '"' {
			s.scratch = append(s.scratch, b[i:n+1]...)
			i = n + 2
			continue
		}
		field := b[i:n]
		if i != start {
			s.scratch = append(s.scratch, field...)
			field = s.scratch[undone:]
		}
		s.breaks += s.countBreaks(b[start:n])
		return field, n + 1, s.behindQuote(b[n+1:], last)
	}
}

func missing(forGood bool) outcome {
	if forGood {
		return unclosed
	}
	return cut
}

// behindQuote checks that a delimiter or a line end follows a closing quote.
func (s *splitter) behindQuote(b []byte, last bool) outcome {
	run := carriageReturns(b)
	switch {
	case run == len(b) || b[run] == '\n', run > 0 && s.ending != feeds, run == 0 && s.atDelim(b):
		return whole
	case run == 0 && !last && bytes.HasPrefix(s.delim, b):
		return cut // inside a delimiter of several bytes
	}
	return trailing
}

func (s *splitter) countBreaks(b []byte) int64 {
	if s.ending == returns {
		return int64(bytes.Count(b, []byte{'\r'}))
	}
	return int64(bytes.Count(b, []byte{'\n'}))
}

// lineEnd steps over the line end at b[i:], and the first time settles how the
// file's lines end.
func (s *splitter) lineEnd(b []byte, i int, last bool) (int, outcome) {
	if s.ending == returns && i < len(b) {
		return i + 1, whole
	}
	after := i + carriageReturns(b[i:])
	switch {
	case after == len(b) && !last:
		return len(b), cut
	case s.ending != unsettled:
	case after > i && (after == len(b) || b[after] != '\n'):
		s.ending = returns
		return i + 1, whole
	default:
		s.ending = feeds
	}
	return min(after+1, len(b)), whole
}
