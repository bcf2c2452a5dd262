package synth

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"time"
)

// workbook writes the smallest valid Office Open XML spreadsheet with text cells,
// row after row, without holding the first sheet in memory. Its bytes depend on
// the cells alone: no dates of making, a fixed order of parts.
type workbook struct {
	zip    *zip.Writer
	sheets []*sheet
}

type sheet struct {
	rows int
	line []byte // XML not yet written
	out  io.Writer
	held *bytes.Buffer // nil for the sheet that streams
}

// newWorkbook starts a workbook; rows of the first name stream to w, those of
// the others wait for Close.
func newWorkbook(w io.Writer, names ...string) (*workbook, error) {
	wb := &workbook{zip: zip.NewWriter(w)}
	for _, part := range workbookParts(names) {
		if err := wb.part(part[0], part[1]); err != nil {
			return nil, err
		}
	}
	for range names {
		wb.sheets = append(wb.sheets, &sheet{line: []byte(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)})
	}
	first, err := wb.create(sheetPath(0))
	if err != nil {
		return nil, err
	}
	wb.sheets[0].out = first
	for _, s := range wb.sheets[1:] {
		s.held = &bytes.Buffer{}
		s.out = s.held
	}
	return wb, nil
}

func sheetPath(i int) string { return "xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml" }

func (wb *workbook) create(path string) (io.Writer, error) {
	return wb.zip.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)})
}

func (wb *workbook) part(path, text string) error {
	w, err := wb.create(path)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+text)
	return err
}

// add appends tab-separated lines to a sheet.
func (wb *workbook) add(i int, lines []byte) error {
	s := wb.sheets[i]
	for len(lines) > 0 {
		var line []byte
		line, lines, _ = bytes.Cut(lines, []byte{'\n'})
		s.row(line)
	}
	return s.flush()
}

func (s *sheet) row(line []byte) {
	s.rows++
	s.line = append(strconv.AppendInt(append(s.line, `<row r="`...), int64(s.rows), 10), `">`...)
	for col := byte('A'); line != nil; col++ {
		cell, rest, more := bytes.Cut(line, []byte{'\t'})
		s.cell(col, cell)
		if line = rest; !more {
			break
		}
	}
	s.line = append(s.line, "</row>"...)
}

func (s *sheet) cell(col byte, text []byte) {
	if len(text) == 0 {
		return
	}
	s.line = append(append(s.line, `<c r="`...), col)
	s.line = append(strconv.AppendInt(s.line, int64(s.rows), 10), `" t="inlineStr"><is><t>`...)
	for _, c := range text {
		switch c {
		case '&':
			s.line = append(s.line, "&amp;"...)
		case '<':
			s.line = append(s.line, "&lt;"...)
		default:
			s.line = append(s.line, c)
		}
	}
	s.line = append(s.line, "</t></is></c>"...)
}

func (s *sheet) flush() error {
	_, err := s.out.Write(s.line)
	s.line = s.line[:0]
	return err
}

// Close ends the sheets and the package.
func (wb *workbook) Close() error {
	for i, s := range wb.sheets {
		s.line = append(s.line, "</sheetData></worksheet>"...)
		if err := s.flush(); err != nil {
			return err
		}
		if s.held == nil {
			continue
		}
		w, err := wb.create(sheetPath(i))
		if err != nil {
			return err
		}
		if _, err := s.held.WriteTo(w); err != nil {
			return err
		}
	}
	return wb.zip.Close()
}

func workbookParts(names []string) [][2]string {
	const (
		types = "http://schemas.openxmlformats.org/package/2006/content-types"
		rels  = "http://schemas.openxmlformats.org/package/2006/relationships"
		doc   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		main  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	overrides, sheets, links := "", "", ""
	for i, name := range names {
		n := strconv.Itoa(i + 1)
		overrides += `<Override PartName="/` + sheetPath(i) + `" ContentType="` + media + `worksheet+xml"/>`
		sheets += `<sheet name="` + name + `" sheetId="` + n + `" r:id="rId` + n + `"/>`
		links += `<Relationship Id="rId` + n + `" Type="` + doc + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`
	}
	return [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + types + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/>` + overrides + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + rels + `"><Relationship Id="rId1" Type="` + doc + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + doc + `"><sheets>` + sheets + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + rels + `">` + links + `</Relationships>`},
	}
}
