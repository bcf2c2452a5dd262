package messy

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"continuum/synth/draw"
)

// sheet is one block's share of both files: rows as they are made, then as
// text in their final order, then packed.
type sheet struct {
	form   *form
	zipped [2]bool // records, truth

	rows    []row
	cells   []byte
	missing []int // by column
	slips   [slips]int
	first   int // number of the first record
	heads   bool

	text   [2][]byte
	packed [2]bytes.Buffer
	zip    *gzip.Writer
}

// row is where a record's cells are, and whose it is.
type row struct{ from, to, person int }

const (
	recordsFile = iota
	truthFile
)

func newSheet(o Options) *sheet {
	zip, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a constant that exists
	f := forms[o.Kind]
	return &sheet{
		form: f, zipped: [2]bool{packed(o.Out), packed(o.Truth)}, zip: zip,
		missing: make([]int, len(f.columns)),
	}
}

func (s *sheet) reset(heads bool, first int) {
	s.rows, s.cells, s.heads, s.first = s.rows[:0], s.cells[:0], heads, first
	clear(s.missing)
	s.slips = [slips]int{}
	for f := range s.text {
		s.text[f] = s.text[f][:0]
		s.packed[f].Reset()
	}
}

// put adds the cells of a record, in the order of the columns.
func (s *sheet) put(cells ...string) {
	for i, v := range cells {
		if v == "" {
			s.missing[i]++
		}
		s.cells = quoted(append(s.cells, ','), v)
	}
	s.cells = append(s.cells, '\n')
}

// count notes what went wrong with a record.
func (s *sheet) count(c *card) {
	for i, did := range c.did {
		if did {
			s.slips[i]++
		}
	}
}

// quoted adds a cell, in quotation marks where it needs them.
func quoted(b []byte, v string) []byte {
	if strings.IndexByte(v, ',') < 0 && strings.IndexByte(v, '"') < 0 {
		return append(b, v...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(v, `"`, `""`)...)
	return append(b, '"')
}

// end closes the record of a person.
func (s *sheet) end(person int) {
	from := 0
	if n := len(s.rows); n > 0 {
		from = s.rows[n-1].to
	}
	s.rows = append(s.rows, row{from, len(s.cells), person})
}

// shuffle writes the rows as text in an order that tells nothing, and numbers
// them in that order.
func (s *sheet) shuffle(order *draw.Stream) {
	for i := len(s.rows) - 1; i > 0; i-- {
		j := order.Below(i + 1)
		s.rows[i], s.rows[j] = s.rows[j], s.rows[i]
	}
	records, truth := s.text[recordsFile], s.text[truthFile]
	if s.heads {
		records = append(records, s.form.id+","+strings.Join(s.form.columns, ",")+"\n"...)
		truth = append(truth, s.form.id+",person_id\n"...)
	}
	for i, r := range s.rows {
		id := int64(s.first + i + 1)
		records = append(s.form.appendID(records, id), s.cells[r.from:r.to]...)
		truth = append(s.form.appendID(truth, id), ",P"...)
		truth = append(strconv.AppendInt(truth, int64(r.person), 10), '\n')
	}
	s.text = [2][]byte{records, truth}
}

func (f *form) appendID(b []byte, n int64) []byte {
	return strconv.AppendInt(append(b, f.prefix...), n, 10)
}

// pack compresses each file's share into a gzip member of its own; members
// simply follow one another in a file.
func (s *sheet) pack() error {
	for f := range s.text {
		if !s.zipped[f] {
			continue
		}
		s.zip.Reset(&s.packed[f])
		if _, err := s.zip.Write(s.text[f]); err != nil {
			return err
		}
		if err := s.zip.Close(); err != nil {
			return err
		}
	}
	return nil
}

// share gives a file's bytes.
func (s *sheet) share(file int) []byte {
	if s.zipped[file] {
		return s.packed[file].Bytes()
	}
	return s.text[file]
}
