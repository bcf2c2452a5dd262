package duck

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// maxBlockText bounds the text of one column of a block, in bytes: a page counts
// its own in 31 bits.
const maxBlockText = 1 << 30

// TextCells is a Text column of a block.
type TextCells struct {
	spans []span
	text  []byte
	over  bool // there was more than maxBlockText
}

// span is where the text of a row lies.
type span struct{ from, to uint32 }

func (t *TextCells) begin(rows int) {
	t.spans, t.text, t.over = t.spans[:rows], t.text[:0], false
	clear(t.spans)
}

// Set writes a row. The text must be valid UTF-8; it is copied.
func (t *TextCells) Set(row int, text []byte) { set(t, row, text) }

// SetString writes a row. The text must be valid UTF-8.
func (t *TextCells) SetString(row int, text string) { set(t, row, text) }

func set[T string | []byte](t *TextCells, row int, text T) {
	from := len(t.text)
	if t.over = t.over || len(text) > maxBlockText-from; t.over {
		return
	}
	t.text = append(t.text, text...)
	t.spans[row] = span{uint32(from), uint32(len(t.text))}
}

func (t *TextCells) cell(row int) []byte { return t.text[t.spans[row].from:t.spans[row].to] }

// invalid finds a row whose text is not valid UTF-8; -1 when there is none.
func (t *TextCells) invalid() int {
	sound := utf8.Valid(t.text) // and so is each text that begins with a character
	for row, s := range t.spans {
		if s.from == s.to || sound && utf8.RuneStart(t.text[s.from]) {
			continue
		}
		if !utf8.Valid(t.cell(row)) {
			return row
		}
	}
	return -1
}

// textEncoder writes each text behind its size.
type textEncoder struct {
	out       []byte
	any       bool // there are bounds
	low, high []byte
}

func (e *textEncoder) begin() { e.any = false }

func (e *textEncoder) add(c *cells, rows int) {
	t := c.values.(*TextCells)
	for row := range rows {
		if c.nulls && !c.has(row) {
			continue
		}
		cell := t.cell(row)
		e.out = append(binary.LittleEndian.AppendUint32(e.out, uint32(len(cell))), cell...)
		e.bound(cell)
	}
}

func (e *textEncoder) bound(cell []byte) {
	switch {
	case !e.any:
		e.any, e.low, e.high = true, append(e.low[:0], cell...), append(e.high[:0], cell...)
	case bytes.Compare(cell, e.low) < 0:
		e.low = append(e.low[:0], cell...)
	case bytes.Compare(cell, e.high) > 0:
		e.high = append(e.high[:0], cell...)
	}
}

func (e *textEncoder) size() int { return len(e.out) }

func (e *textEncoder) page(dst []byte) []byte {
	dst = append(dst, e.out...)
	e.out = e.out[:0]
	return dst
}

func (e *textEncoder) bounds() (low, high []byte) {
	if !e.any || max(len(e.low), len(e.high)) > maxBound {
		return nil, nil
	}
	return bytes.Clone(e.low), bytes.Clone(e.high)
}

func (e *textEncoder) dictionary() (int, []byte) { return 0, nil }
