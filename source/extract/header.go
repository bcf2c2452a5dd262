package extract

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"continuum/internal/fault"
)

// header reads the first line that is not blank and takes its names.
func (c *csvReader) header() error {
	if err := c.foreign(); err != nil {
		return err
	}
	for len(c.win.unread()) > 0 || c.win.more() {
		b, next, found, err := c.scan()
		switch {
		case err != nil:
			return err
		case found != whole:
			return c.headerFault(found)
		case !blank(b[:next], c.split.fields):
			return c.takeHeader(b[:next])
		}
		c.step(next)
	}
	if err := c.win.failure(); err != nil {
		return err
	}
	return emptyFile(c.src)
}

func emptyFile(src *source) error {
	return &fault.Error{
		Code: fault.Invalid, File: src.path, Reason: "file is empty",
		Fix: src.fix("ask the partner to send it again", "give a header and a row for each record"),
	}
}

// foreign tells a file of another kind by its first bytes.
func (c *csvReader) foreign() error {
	c.win.more()
	what := guessKind(c.win.unread())
	if what == "" {
		return nil
	}
	return &fault.Error{
		Code: fault.Invalid, File: c.src.path, Reason: "not a CSV file: it looks like " + what,
		Fix: c.src.fix("set `format:` to what the file is, or ask the partner for CSV", asCSV),
	}
}

// guessKind names what a file seems to be, empty when its bytes tell nothing.
func guessKind(head []byte) string {
	signs := []struct{ sign, what string }{
		{"PK\x03\x04", "an Excel workbook or a zip archive"},
		{"PAR1", "Parquet"},
		{"%PDF-", "a PDF"},
		{"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"},
	}
	for _, s := range signs {
		if bytes.HasPrefix(head, []byte(s.sign)) {
			return s.what
		}
	}
	text := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 512)]))
	switch {
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "an HTML page"
	case bytes.HasPrefix(text, []byte("<?xml")):
		return "XML"
	case bytes.HasPrefix(text, []byte(`{"`)), bytes.HasPrefix(text, []byte("{\n")), bytes.HasPrefix(text, []byte("{\r")):
		return "JSON"
	}
	return ""
}

func (c *csvReader) headerFault(found outcome) error {
	reason := "header, " + c.quoteReason(found)
	if _, ok := c.physicalLine(); !ok {
		reason = "the header line is longer than 1 MiB"
	}
	return &fault.Error{
		Code: fault.Invalid, File: c.src.path, Line: c.line, Reason: reason,
		Fix: "check that the file is CSV with a header line",
	}
}

func (c *csvReader) takeHeader(record []byte) (err error) {
	if err := c.checkHeader(record); err != nil {
		return err
	}
	c.names, c.repeated, err = headerNames(c.src, c.line, c.split.fields)
	c.line += c.split.breaks
	c.step(len(record))
	return err
}

func (c *csvReader) checkHeader(record []byte) error {
	e := &fault.Error{Code: fault.Invalid, File: c.src.path, Line: c.line}
	other := otherDelimiter(record)
	switch {
	case bytes.IndexByte(record, 0) >= 0:
		e.Reason, e.Fix = "the header holds NUL bytes", c.src.fix("if the file is UTF-16, set `encoding: utf-16`", asCSV)
	case !utf8.Valid(record):
		e.Reason, e.Fix = "the header is not valid UTF-8", c.src.fix("set `encoding: latin-1`", asCSV)
	case len(c.split.fields) == 1 && other != "":
		e.Reason = "the header has one column; the delimiter looks like " + other
		e.Fix = c.src.fix("set `delimiter: "+other+"`", asCSV)
	default:
		return nil
	}
	return e
}

// asCSV mends a file whose format cannot be declared.
const asCSV = "save it as UTF-8 CSV with commas"

// maxName bounds a column name in bytes; a longer one is no header.
const maxName = 1000

// headerNames takes the names of a header that is not too large. No fault quotes
// the line: where the header is missing it would hold a person's data.
func headerNames(src *source, line int64, fields [][]byte) (clean, repeated []string, err error) {
	e := &fault.Error{Code: fault.Invalid, File: src.path, Line: line}
	if n := len(fields); n > maxColumns {
		e.Reason = fmt.Sprintf("%d columns, at most %d are read", n, maxColumns)
		e.Fix = src.fix("ask for an extract of the columns the feed needs, or check `delimiter:`", "leave columns out")
		return nil, nil, e
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		if len(f) > maxName {
			e.Reason = fmt.Sprintf("the name of column %d is longer than %d bytes", i+1, maxName)
			e.Fix = "check that the first line is a header"
			return nil, nil, e
		}
		names[i] = string(f)
	}
	clean, repeated = cleanNames(names)
	return clean, repeated, nil
}

// otherDelimiter is the usual delimiter most often found in a line that has only
// one column, in YAML quotes, or empty.
func otherDelimiter(line []byte) string {
	best, most := "", 0
	for _, d := range []string{";", "\t", "|", ","} {
		if n := bytes.Count(line, []byte(d)); n > most {
			best, most = strconv.Quote(d), n
		}
	}
	return best
}

// cleanNames trims header names, names the empty ones by their position and makes
// all of them different, letter case aside, as SQL sees them. repeated are those
// that had to be changed for that.
func cleanNames(names []string) (clean, repeated []string) {
	taken := map[string]bool{}
	clean = make([]string, len(names))
	for i, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		unique := name
		for n := 2; taken[strings.ToLower(unique)]; n++ {
			unique = fmt.Sprintf("%s_%d", name, n)
		}
		if unique != name {
			repeated = append(repeated, unique)
		}
		taken[strings.ToLower(unique)] = true
		clean[i] = unique
	}
	return clean, repeated
}
