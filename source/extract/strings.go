package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxStrings bounds the memory of a workbook's shared strings; a full sheet of
// names and addresses needs less. Variable for the test's sake.
var maxStrings = 128 << 20

// sharedStrings are the texts that cells of a workbook point at, in one stretch.
type sharedStrings struct {
	text []byte
	ends []uint32
}

func (s *sharedStrings) len() int { return len(s.ends) }

func (s *sharedStrings) at(n int) []byte {
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return s.text[from:s.ends[n]]
}

func (w *workbook) readStrings() (*sharedStrings, error) {
	s := &sharedStrings{}
	if w.strings == "" {
		return s, nil
	}
	p, err := w.open(w.strings)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	d := xml.NewDecoder(p)
	for {
		p.left = maxXMLText
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, xmlError(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "si" {
			continue
		}
		if err := s.item(d, p); err != nil {
			return nil, err
		}
		if len(s.text)+4*len(s.ends) > maxStrings {
			return nil, w.fault("the texts of the workbook are more than can be held in memory", "ask the partner for CSV")
		}
	}
}

// item adds the text of one si: its runs joined, without phonetic hints.
func (s *sharedStrings) item(d *xml.Decoder, p *part) error {
	from, inText := len(s.text), false
	for {
		p.left = maxXMLText
		t, err := d.Token()
		if err != nil {
			return xmlError(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if inText = t.Name.Local == "t"; t.Name.Local == "rPh" {
				if err := xmlError(d.Skip()); err != nil {
					return err
				}
			}
		case xml.CharData:
			if inText {
				s.text = append(s.text, t...)
			}
		case xml.EndElement:
			if inText = false; t.Name.Local == "si" {
				s.text = append(s.text[:from], unescape(s.text[from:])...)
				s.ends = append(s.ends, uint32(len(s.text)))
				return nil
			}
		}
	}
}

// Excel writes some characters as _xHHHH_ (ECMA-376 part 1, 22.9.2.19).
var escapes = strings.NewReplacer("_x000D_", "\r", "_x000A_", "\n", "_x0009_", "\t", "_x005F_", "_")

func unescape(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x00")) {
		return text
	}
	return []byte(escapes.Replace(string(text)))
}
