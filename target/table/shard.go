package table

import (
	"math"
	"strings"
)

// shard is a column as one worker reads it. What it read of a block is handed
// over with the block; words and counts are kept to the end.
type shard struct {
	name   string
	kind   Kind
	sure   bool // the column was asked for, whatever it may be
	counts counts

	numbers []float32
	codes   []int32
	text    []byte
	ends    []uint32

	known map[string]int32
	words []string
	full  bool // more words than a category has: no longer kept
	long  bool // a cell is longer than a word is
}

// counts is what was counted of a column; those of workers add up.
type counts struct {
	values    int
	spelled   map[string]int
	odd       int // values that are no numbers or dates
	oddWords  map[string]int64
	oddLine   int64 // of the first
	oddWord   string
	padded    int
	fractions int
	sketch    sketch
}

// mostWords is how many different words a category has at most.
const mostWords = 50_000

// longestWord is how many bytes of a word are kept; more is a text, not a word.
const longestWord = 1000

// add takes a cell.
func (s *shard) add(cell []byte, line int64) {
	cell = trimmed(cell)
	switch s.kind {
	case Number:
		s.numbers = append(s.numbers, s.number(cell, line))
	case Date:
		s.numbers = append(s.numbers, s.date(cell, line))
	case Category:
		s.codes = append(s.codes, s.code(cell))
	default:
		s.text = append(s.text, cell...)
		s.ends = append(s.ends, uint32(len(s.text)))
		if len(cell) > 0 {
			s.counts.values++
		}
	}
}

var none = float32(math.NaN())

func (s *shard) number(cell []byte, line int64) float32 {
	if len(cell) == 0 {
		return none
	}
	v, padded, ok := parseNumber(cell)
	if !ok {
		return s.noValue(cell, line)
	}
	c := &s.counts
	c.values++
	if padded {
		c.padded++
	}
	if c.fractions == 0 {
		if v != math.Trunc(v) {
			c.fractions = 1
		} else {
			c.sketch.add(math.Float64bits(v))
		}
	}
	return float32(v)
}

func (s *shard) date(cell []byte, line int64) float32 {
	if len(cell) == 0 {
		return none
	}
	days, ok := parseDate(cell)
	if !ok {
		return s.noValue(cell, line)
	}
	s.counts.values++
	s.counts.sketch.add(uint64(int64(days)))
	return float32(days)
}

// noValue takes a cell that is no number or date.
func (s *shard) noValue(cell []byte, line int64) float32 {
	if isMissing(cell, true) {
		s.spell(cell)
		return none
	}
	c := &s.counts
	if c.odd++; c.odd == 1 || line < c.oddLine {
		c.oddLine, c.oddWord = line, string(cell[:min(len(cell), longestOdd)])
	}
	if len(c.oddWords) <= mostOdd {
		if c.oddWords == nil {
			c.oddWords = map[string]int64{}
		}
		c.oddWords[string(cell[:min(len(cell), longestOdd)])] = line
	}
	return none
}

func (s *shard) spell(cell []byte) {
	if s.counts.spelled == nil {
		s.counts.spelled = map[string]int{}
	}
	s.counts.spelled[string(cell)]++
}

// code gives the number of a word among those this worker saw.
func (s *shard) code(cell []byte) int32 {
	if len(cell) == 0 {
		return -1
	}
	if len(cell) > longestWord {
		s.long, cell = true, append(cell[:longestWord:longestWord], "…"...)
	}
	if code, ok := s.known[string(cell)]; ok {
		s.counts.values++
		return code
	}
	if isMissing(cell, false) {
		s.spell(cell)
		return -1
	}
	s.counts.values++
	if s.full = s.full || len(s.words) >= mostWords; s.full {
		return -1
	}
	word := strings.ToValidUTF8(string(cell), "")
	if s.known == nil {
		s.known = map[string]int32{}
	}
	code := int32(len(s.words))
	s.known[word] = code
	s.words = append(s.words, word)
	return code
}

// merge adds what another worker counted.
func (c *counts) merge(o *counts) {
	c.values += o.values
	for s, n := range o.spelled {
		if c.spelled == nil {
			c.spelled = map[string]int{}
		}
		c.spelled[s] += n
	}
	if o.odd > 0 && (c.odd == 0 || o.oddLine < c.oddLine) {
		c.oddLine, c.oddWord = o.oddLine, o.oddWord
	}
	c.odd += o.odd
	for w, line := range o.oddWords {
		if c.oddWords == nil {
			c.oddWords = map[string]int64{}
		}
		c.oddWords[w] = line
	}
	c.padded += o.padded
	c.fractions = max(c.fractions, o.fractions)
	c.sketch.merge(&o.sketch)
}
