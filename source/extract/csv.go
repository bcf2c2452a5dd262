package extract

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"continuum/internal/fault"
)

// maxRecord bounds one CSV record.
const maxRecord = 1 << 20

// csvReader reads delimited text record by record.
type csvReader struct {
	src      *source
	win      *window
	split    *splitter
	names    []string
	repeated []string // those that the header has several times
	line     int64    // of the first unread byte
	read     int64    // rows handed over
	retry    retry
}

func newCSV(src *source, f Format) (*csvReader, error) {
	delim, err := delimiter(src, f.Delimiter)
	if err != nil {
		return nil, err
	}
	text, err := decode(src, f.Encoding)
	if err != nil {
		return nil, err
	}
	c := &csvReader{src: src, win: newWindow(text, maxRecord), split: newSplitter(delim), line: 1}
	c.win.live = src.size < 0
	return c, c.header()
}

func delimiter(src *source, r rune) (rune, error) {
	switch r {
	case 0:
		return ',', nil
	case '"', '\n', '\r', utf8.RuneError:
		return 0, &fault.Error{
			Code: fault.Invalid, File: src.path, Reason: "this character cannot be a delimiter",
			Value: string(r), Fix: "set `delimiter:` to a comma, semicolon, tab or bar",
		}
	}
	return r, nil
}

func (c *csvReader) columns() []string { return c.names }
func (c *csvReader) rows() int64       { return c.read }

func (c *csvReader) each(s Sink) error {
	for {
		if len(c.win.unread()) == 0 && !c.win.more() {
			return c.win.failure()
		}
		if err := c.record(s); err != nil {
			return err
		}
	}
}

// record takes one record, or the first line of one that is broken.
func (c *csvReader) record(s Sink) error {
	b, next, found, err := c.scan()
	switch {
	case err != nil:
		return err
	case found == whole && blank(b[:next], c.split.fields):
		c.step(next)
		return nil
	case found == whole && len(c.split.fields) == len(c.names):
		return c.row(s, b[:next])
	case found == whole:
		return c.reject(s, next, fmt.Sprintf("expected %d fields, found %d", len(c.names), len(c.split.fields)))
	}
	return c.reject(s, next, c.quoteReason(found))
}

// scan splits the record at the start of b, reading on until it is whole, plainly
// wrong, or longer than a record may be; next is as of splitter.split.
func (c *csvReader) scan() (b []byte, next int, found outcome, err error) {
	if c.retry.oneLine() {
		if line, ok := c.physicalLine(); ok {
			next, found = c.split.split(line, true)
			return line, next, found, nil
		}
	}
	for {
		b, last := c.win.unread(), c.win.atEnd()
		next, found = c.split.split(b, last)
		if found != cut || !c.win.more() && c.win.full() {
			return b, next, found, nil
		}
		if err := c.win.failure(); err != nil && len(c.win.unread()) == len(b) {
			return nil, 0, cut, err
		}
	}
}

func blank(record []byte, fields [][]byte) bool {
	return len(fields) == 1 && len(fields[0]) == 0 && (len(record) == 0 || record[0] != '"')
}

// row hands over a well-formed record unless its text is bad.
func (c *csvReader) row(s Sink, record []byte) (err error) {
	if reason := c.badText(record); reason != "" {
		err = s.Broken(Broken{Line: c.line, Reason: reason, Raw: rawText(trimLineEnd(record))})
	} else {
		for i, f := range c.split.fields {
			if len(f) == 0 {
				c.split.fields[i] = nil
			}
		}
		c.read++
		err = s.Row(Row{Line: c.line, Fields: c.split.fields})
	}
	c.line += c.split.breaks
	c.step(len(record))
	return err
}

// badText finds what no row may hold: NUL and invalid UTF-8.
func (c *csvReader) badText(record []byte) string {
	if bytes.IndexByte(record, 0) < 0 && utf8.Valid(record) {
		return ""
	}
	for i, f := range c.split.fields {
		switch {
		case bytes.IndexByte(f, 0) >= 0:
			return fmt.Sprintf("column %q holds a NUL byte", c.names[i])
		case !utf8.Valid(f):
			return fmt.Sprintf("column %q is not valid UTF-8", c.names[i]) + c.src.fix("; if the file is Latin-1, set `encoding: latin-1`", "")
		}
	}
	return "the row is not valid UTF-8"
}

func (c *csvReader) quoteReason(found outcome) string {
	column := fmt.Sprintf("field %d", len(c.split.fields)+1)
	if n := len(c.split.fields); n < len(c.names) {
		column = fmt.Sprintf("column %q", c.names[n])
	}
	if found == trailing {
		return column + ": text follows the closing quote"
	}
	return column + ": the quote is never closed"
}

// reject gives up the first physical line of a record that was looked at for
// reached bytes; reading goes on at the next line.
func (c *csvReader) reject(s Sink, reached int, reason string) error {
	line, ok := c.physicalLine()
	if !ok {
		return c.tooLong(s)
	}
	c.retry.failed(reached, len(line))
	err := s.Broken(Broken{Line: c.line, Reason: reason, Raw: rawText(trimLineEnd(line))})
	c.step(len(line))
	return err
}

// tooLong gives up a line that does not fit the window, in the window's memory.
func (c *csvReader) tooLong(s Sink) error {
	err := s.Broken(Broken{Line: c.line, Reason: "the line is longer than 1 MiB", Raw: rawText(c.win.unread())})
	for line, ok := c.physicalLine(); err == nil; line, ok = c.physicalLine() {
		if ok {
			c.step(len(line))
			break
		}
		c.retry.passed(len(line))
		c.win.at += len(line)
	}
	return err
}

// physicalLine is the text up to and with the next line end; see window.line.
func (c *csvReader) physicalLine() ([]byte, bool) {
	if c.split.ending == returns {
		return c.win.line('\r')
	}
	return c.win.line('\n')
}

// step goes behind the bytes of a record or line.
func (c *csvReader) step(bytes int) {
	c.win.at += bytes
	c.retry.passed(bytes)
	c.line++
}

func trimLineEnd(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }
