package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// xlsxReader streams the rows of one sheet.
type xlsxReader struct {
	book    *workbook
	part    *part
	xml     *xml.Decoder
	strings *sharedStrings
	styles  []numberKind // by cell style
	names   []string
	line    int64
	read    int64
	cells   [][]byte // of the row being read
	text    []byte   // their text
}

func newXLSX(src *source, f Format) (*xlsxReader, error) {
	book, err := openWorkbook(src)
	if err != nil {
		return nil, err
	}
	name, err := book.sheet(f.Sheet)
	if err != nil {
		return nil, err
	}
	x := &xlsxReader{book: book}
	if x.strings, err = book.readStrings(); err != nil {
		return nil, err
	}
	if x.styles, err = book.readStyles(); err != nil {
		return nil, err
	}
	if x.part, err = book.open(name); err != nil {
		return nil, err
	}
	x.xml = xml.NewDecoder(x.part)
	return x, x.header()
}

func (x *xlsxReader) columns() []string { return x.names }
func (x *xlsxReader) rows() int64       { return x.read }

// header takes the first row that is not blank.
func (x *xlsxReader) header() error {
	more, err := x.nextRow()
	switch {
	case err != nil:
		return err
	case !more:
		return emptyFile(x.book.src)
	}
	x.names, _, err = headerNames(x.book.src, x.line, x.cells)
	return err
}

func (x *xlsxReader) each(s Sink) error {
	for {
		more, err := x.nextRow()
		if err != nil || !more {
			return err
		}
		if err := x.row(s); err != nil {
			return err
		}
	}
}

func (x *xlsxReader) row(s Sink) error {
	reason := ""
	switch n := len(x.names); {
	case len(x.text) > maxRecord:
		reason = "the row is longer than 1 MiB"
	case len(x.cells) > n:
		reason = fmt.Sprintf("expected %d fields, found %d", n, len(x.cells))
	}
	if reason != "" {
		return s.Broken(Broken{Line: x.line, Reason: reason, Raw: rawText(bytes.Join(x.cells, []byte{'\t'}))})
	}
	for len(x.cells) < len(x.names) {
		x.cells = append(x.cells, nil)
	}
	x.read++
	return s.Row(Row{Line: x.line, Fields: x.cells})
}

// token gives the next piece of XML, nil at the end of the part. The rest of the
// part is read too: its checksum stands at its end.
func (x *xlsxReader) token() (xml.Token, error) {
	x.part.left = maxXMLText
	t, err := x.xml.Token()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return t, xmlError(err)
}

// nextRow reads on to the next row that is not blank; false at the end. Cells
// behind the last filled one are left out.
func (x *xlsxReader) nextRow() (bool, error) {
	for {
		t, err := x.token()
		if err != nil || t == nil {
			return false, err
		}
		if start, ok := t.(xml.StartElement); ok && start.Name.Local == "row" {
			if err := x.readRow(start); err != nil {
				return false, err
			}
			if len(x.cells) > 0 {
				return true, nil
			}
		}
	}
}

func (x *xlsxReader) readRow(row xml.StartElement) error {
	x.line++
	if n, err := strconv.ParseInt(attr(row, "r"), 10, 64); err == nil && n > 0 {
		x.line = n
	}
	x.cells, x.text = x.cells[:0], x.text[:0]
	column := 0
	for {
		t, err := x.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			if column, err = x.column(t, column); err != nil {
				return err
			}
			if err := x.cell(t, column); err != nil {
				return err
			}
			column++
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// column is the 0-based column of a cell: of its reference (such as AB12), or the next one.
func (x *xlsxReader) column(cell xml.StartElement, next int) (int, error) {
	if ref := strings.TrimRight(attr(cell, "r"), "0123456789"); ref != "" {
		next = 0
		for i := 0; i < len(ref) && next <= maxSheetColumns; i++ {
			next = 26*next + int(ref[i]|0x20-'a') + 1
		}
		next--
	}
	if next < 0 || next >= maxSheetColumns {
		return 0, &fault.Error{
			Code: fault.Invalid, File: x.book.src.path, Line: x.line, Reason: "a cell lies outside the sheet",
			Value: excerpt([]byte(attr(cell, "r")), 20), Fix: "ask the partner to save the workbook again",
		}
	}
	return next, nil
}

// maxSheetColumns is Excel's own limit (XFD).
const maxSheetColumns = 16384

// cell reads one cell to its end and puts its text into the row.
func (x *xlsxReader) cell(start xml.StartElement, column int) error {
	value, err := x.cellValue()
	if err != nil {
		return err
	}
	if value, err = x.display(attr(start, "t"), attr(start, "s"), value); err != nil || len(value) == 0 {
		return err
	}
	if len(x.text) > maxRecord {
		return nil
	}
	for len(x.cells) <= column {
		x.cells = append(x.cells, nil)
	}
	from := len(x.text)
	x.text = append(x.text, value...)
	x.cells[column] = x.text[from:len(x.text):len(x.text)]
	return nil
}

// cellValue collects the text of v, or of t inside is, without phonetic hints.
func (x *xlsxReader) cellValue() (value []byte, err error) {
	inside := ""
	for {
		t, err := x.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if inside = t.Name.Local; inside == "rPh" || inside == "f" {
				x.part.left = maxXMLText
				if err := xmlError(x.xml.Skip()); err != nil {
					return nil, err
				}
			}
		case xml.CharData:
			if inside == "v" || inside == "t" {
				value = append(value, t...)
			}
		case xml.EndElement:
			if inside = ""; t.Name.Local == "c" {
				return value, nil
			}
		}
	}
}

// display turns a stored value into the text of a raw column.
func (x *xlsxReader) display(kind, style string, value []byte) ([]byte, error) {
	switch kind {
	case "s":
		return x.shared(value)
	case "str", "inlineStr":
		return unescape(value), nil
	case "b":
		return []byte(strconv.FormatBool(string(value) == "1" || string(value) == "true")), nil
	case "e", "d":
		return value, nil
	}
	as := plainNumber
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(x.styles) {
		as = x.styles[n]
	}
	return as.text(string(value), x.book.from1904), nil
}

func (x *xlsxReader) shared(index []byte) ([]byte, error) {
	n, err := strconv.Atoi(string(index))
	if err != nil || n < 0 || n >= x.strings.len() {
		return nil, &fault.Error{
			Code: fault.Invalid, File: x.book.src.path, Line: x.line, Reason: "the workbook is damaged: a cell has no text",
			Value: excerpt(index, 20), Fix: "ask the partner to save the workbook again",
		}
	}
	return x.strings.at(n), nil
}
