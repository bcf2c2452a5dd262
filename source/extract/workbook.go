package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"continuum/internal/fault"
)

const (
	maxWorkbook = 256 << 20 // stored bytes; they are held in memory
	maxParts    = 10_000
	maxXMLText  = 4 << 20 // bytes of one tag or text; Excel's own limit is 32,767 characters
)

// workbook is the zip archive of an .xlsx file and what its small parts say.
type workbook struct {
	src      *source
	zip      *zip.Reader
	size     int64
	inflated int64             // bytes got out of the archive so far
	sheets   []sheetRef        // in the order of the tabs
	related  map[string]string // relationship id -> part name
	strings  string            // name of the part of shared strings, empty without
	styles   string
	from1904 bool
}

type sheetRef struct {
	Name string `xml:"name,attr"`
	ID   string `xml:"id,attr"`
}

func openWorkbook(src *source) (*workbook, error) {
	data, err := io.ReadAll(io.LimitReader(src, maxWorkbook+1))
	w := &workbook{src: src, size: int64(len(data)), related: map[string]string{}}
	switch {
	case err != nil:
		return nil, err
	case len(data) == 0:
		return nil, emptyFile(src)
	case len(data) > maxWorkbook:
		return nil, w.fault("the workbook is larger than 256 MiB", "ask the partner for CSV")
	}
	if w.zip, err = zip.NewReader(bytes.NewReader(data), w.size); err != nil {
		return nil, w.notExcel(data, err)
	}
	if len(w.zip.File) > maxParts {
		return nil, w.fault(fmt.Sprintf("the workbook has more than %d parts", maxParts), "ask the partner for CSV")
	}
	return w, w.readFrame()
}

func (w *workbook) fault(reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: w.src.path, Reason: reason, Fix: fix}
}

func (w *workbook) notExcel(data []byte, err error) error {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return &tornError{"the Excel workbook", err}
	}
	reason := "not an Excel workbook (.xlsx)"
	if what := guessKind(data); what != "" {
		reason += ": it looks like " + what
	}
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		reason += " or one with a password"
	}
	return w.fault(reason, "ask the partner to save it as .xlsx without a password, or set `format:`")
}

// readFrame finds the sheets and the parts they lean on.
func (w *workbook) readFrame() error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []sheetRef `xml:"sheets>sheet"`
	}
	main := "xl/workbook.xml"
	if err := w.relations("_rels/.rels", "", func(kind, _, part string) {
		if kind == "officeDocument" {
			main = part
		}
	}); err != nil {
		return err
	}
	if err := w.unmarshal(main, &book); err != nil {
		return err
	}
	w.sheets = book.Sheets
	w.from1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	rels := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	return w.relations(rels, path.Dir(main), func(kind, id, part string) {
		w.related[id] = part
		switch kind {
		case "sharedStrings":
			w.strings = part
		case "styles":
			w.styles = part
		}
	})
}

// relations reads a relationships part; targets are relative to the folder.
func (w *workbook) relations(name, folder string, found func(kind, id, part string)) error {
	var list struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := w.unmarshal(name, &list); err != nil {
		return err
	}
	for _, r := range list.Relationship {
		part := path.Join(folder, r.Target)
		if strings.HasPrefix(r.Target, "/") {
			part = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		found(path.Base(r.Type), r.ID, part)
	}
	return nil
}

// sheet gives the part of a sheet by its name (letter case aside), of the first one without a name.
func (w *workbook) sheet(name string) (string, error) {
	var names []string
	for _, s := range w.sheets {
		if name == "" || strings.EqualFold(s.Name, name) {
			return w.related[s.ID], nil
		}
		names = append(names, s.Name)
	}
	return "", &fault.Error{
		Code: fault.Invalid, File: w.src.path, Reason: "there is no such sheet", Value: name,
		Fix: "set `sheet:` to one of: " + strings.Join(names, ", "),
	}
}

// part is one inflated part, watched for decompression bombs and for texts that
// would have to be held in memory whole.
type part struct {
	io.ReadCloser
	book *workbook
	left int // bytes until the next token must have ended
}

func (w *workbook) open(name string) (*part, error) {
	for _, f := range w.zip.File {
		if strings.EqualFold(f.Name, name) {
			r, err := f.Open()
			if err != nil {
				return nil, &tornError{"the Excel workbook", err}
			}
			return &part{r, w, maxXMLText}, nil
		}
	}
	return nil, &tornError{"the Excel workbook", fmt.Errorf("part %q is missing", name)}
}

func (p *part) Read(b []byte) (int, error) {
	if err := p.book.src.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.ReadCloser.Read(b)
	p.book.inflated += int64(n)
	p.left -= n
	switch {
	case p.book.inflated > bombFree && p.book.inflated > bombRatio*p.book.size:
		return 0, p.book.src.bomb()
	case p.left < 0:
		return 0, p.book.fault("a text of the workbook is longer than 4 MiB", "ask the partner for CSV")
	case err != nil && err != io.EOF:
		return n, &tornError{"the Excel workbook", err}
	}
	return n, err
}

// unmarshal reads a small part whole.
func (w *workbook) unmarshal(name string, into any) error {
	p, err := w.open(name)
	if err != nil {
		return err
	}
	defer p.Close()
	return xmlError(xml.NewDecoder(p).Decode(into))
}

// xmlError takes what the decoder says about the XML for damage; faults of our
// own and of the context pass through it unchanged.
func xmlError(err error) error {
	var known *fault.Error
	var torn *tornError
	switch {
	case err == nil, errors.As(err, &known), errors.As(err, &torn):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &tornError{"the Excel workbook", err}
}
