package main

import (
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/target/instrument"
)

// tally counts what came of people, by instrument scored.
type tally struct {
	scored, unscored []int64
	bands            []map[string]int64
	firstUnscored    []int64 // line
	lacking          []map[string]int64
	nobodys          int64 // people without any code
}

func newTally(sets []scoreSet) *tally {
	t := &tally{
		scored: make([]int64, len(sets)), unscored: make([]int64, len(sets)), firstUnscored: make([]int64, len(sets)),
	}
	for range sets {
		t.bands, t.lacking = append(t.bands, map[string]int64{}), append(t.lacking, map[string]int64{})
	}
	return t
}

// add counts one outcome. The first score stands for the instrument.
func (t *tally) add(n int, s *scoreSet, o *instrument.Outcome, line int64) {
	if !o.Known[0] {
		t.unscored[n]++
		if t.firstUnscored[n] == 0 {
			t.firstUnscored[n] = line
		}
		t.lacking[n][s.missing(o)]++
		return
	}
	t.scored[n]++
	for k, b := range o.Bands {
		if b >= 0 {
			t.bands[n][s.Scores[k].Bands[b].Band]++
		}
	}
}

// join adds another tally, of people behind those of this one.
func (t *tally) join(other *tally) {
	t.nobodys += other.nobodys
	for n := range t.scored {
		t.scored[n] += other.scored[n]
		t.unscored[n] += other.unscored[n]
		if t.firstUnscored[n] == 0 {
			t.firstUnscored[n] = other.firstUnscored[n]
		}
		for b, k := range other.bands[n] {
			t.bands[n][b] += k
		}
		for b, k := range other.lacking[n] {
			t.lacking[n][b] += k
		}
	}
}

// write writes the answer where it is asked for.
func (r *scoreRun) write() error {
	sets := r.sets()
	r.count.sets, r.count.tally = sets, newTally(sets)
	if id := r.sources[0].names[r.sources[0].id]; at(header(sets, "", r.coded()), id) >= 0 {
		return &fault.Error{Code: fault.Invalid, File: r.File, Line: 1, Column: id, Reason: "the answer has a column of this name beside the id", Fix: "rename the column of the id"}
	}
	name := strings.ToLower(r.Out)
	switch {
	case r.Out == "" && r.app.json:
		return r.writeCSV(io.Discard, sets)
	case r.Out == "":
		return r.writeCSV(r.app.out, sets)
	case strings.HasSuffix(name, ".parquet"):
		return writeOwnParquet(r.Out, func(part string) error { return r.writeParquet(part, sets) })
	case strings.HasSuffix(name, ".gz"):
		return writeOwn(r.Out, func(w io.Writer) error {
			packed := gzip.NewWriter(w)
			if err := r.writeCSV(packed, sets); err != nil {
				return err
			}
			return fault.Wrap(packed.Close(), "packing the scores")
		})
	}
	return writeOwn(r.Out, func(w io.Writer) error { return r.writeCSV(w, sets) })
}

// chunkOut is what one goroutine made of some people.
type chunkOut struct {
	text   []byte
	tally  *tally
	people int64
}

// writeCSV writes one row a person.
func (r *scoreRun) writeCSV(w io.Writer, sets []scoreSet) error {
	var top []byte
	for n, name := range header(sets, r.sources[0].names[r.sources[0].id], r.coded()) {
		if n > 0 {
			top = append(top, ',')
		}
		top = appendCSV(top, []byte(name))
	}
	if _, err := w.Write(append(top, '\n')); err != nil {
		return fault.Wrap(err, "writing the scores")
	}
	report, written := r.app.bars.report(), int64(0)
	buffers := sync.Pool{New: func() any { return []byte(nil) }}
	return instrument.Chunks(r.app.ctx, r.crowd, func(from, to int, lane *instrument.Lane) chunkOut {
		return r.rows(sets, from, to, lane, buffers.Get().([]byte)[:0])
	}, func(c chunkOut) error {
		r.count.tally.join(c.tally)
		written += c.people
		report.Report("scoring people", written, int64(r.crowd.Len()))
		_, err := w.Write(c.text)
		buffers.Put(c.text) //nolint:staticcheck // a slice header is small beside its text
		return fault.Wrap(err, "writing the scores")
	})
}

// rows makes the rows of some people.
func (r *scoreRun) rows(sets []scoreSet, from, to int, lane *instrument.Lane, text []byte) chunkOut {
	t := newTally(sets)
	var o instrument.Outcome
	r.crowd.Each(from, to, lane, func(v *instrument.Visit) {
		text = appendCSV(text, v.ID)
		for n := range sets {
			s := &sets[n]
			lane.Score(&v.Person, s.place, &o)
			t.add(n, s, &o, v.Line)
			for _, c := range s.columns {
				text = s.appendCell(append(text, ','), c, &o)
			}
		}
		if r.coded() {
			text = appendNumber(append(text, ','), float64(v.Person.Codes))
		}
		t.nobodys += int64(one(v.Person.Codes == 0))
		text = append(text, '\n')
	})
	return chunkOut{text, t, int64(to - from)}
}

// writeParquet writes one row a person.
func (r *scoreRun) writeParquet(path string, sets []scoreSet) error {
	columns := []duck.Column{{Name: r.sources[0].names[r.sources[0].id], Kind: duck.Text}}
	for _, s := range sets {
		for _, c := range s.columns {
			columns = append(columns, s.parquet(c))
		}
	}
	if r.coded() {
		columns = append(columns, duck.Column{Name: "n_codes", Kind: duck.Count})
	}
	tallies := make(map[int]*tally)
	var lock sync.Mutex
	lanes := sync.Pool{New: func() any { return r.engine.Lane() }}
	err := duck.WriteParquet(r.app.ctx, path, columns, r.crowd.Len(), func(from int, b *duck.Block) error {
		lane := lanes.Get().(*instrument.Lane)
		defer lanes.Put(lane)
		t := r.block(sets, from, b, lane)
		lock.Lock()
		defer lock.Unlock()
		tallies[from] = t
		return nil
	})
	if err != nil {
		return err
	}
	var order []int
	for from := range tallies {
		order = append(order, from)
	}
	slices.Sort(order)
	for _, from := range order {
		r.count.tally.join(tallies[from])
	}
	return nil
}

// parquet is the type of a column.
func (s *scoreSet) parquet(c scoreColumn) duck.Column {
	switch c.kind {
	case scoreFlag:
		return duck.Column{Name: c.name, Kind: duck.Byte}
	case scoreBand:
		return duck.Column{Name: c.name, Kind: duck.Word, Words: s.bandsOf()}
	case scoreConditions:
		return duck.Column{Name: c.name, Kind: duck.Count}
	case scoreMissing:
		return duck.Column{Name: c.name, Kind: duck.Text}
	}
	return duck.Column{Name: c.name, Kind: duck.Double}
}

// block fills a block of people.
func (r *scoreRun) block(sets []scoreSet, from int, b *duck.Block, lane *instrument.Lane) *tally {
	t := newTally(sets)
	var o instrument.Outcome
	row := 0
	r.crowd.Each(from, from+b.Rows(), lane, func(v *instrument.Visit) {
		b.Texts(0).Set(row, v.ID)
		column := 1
		for n := range sets {
			s := &sets[n]
			lane.Score(&v.Person, s.place, &o)
			t.add(n, s, &o, v.Line)
			for _, c := range s.columns {
				s.cell(b, column, row, c, &o)
				column++
			}
		}
		if r.coded() {
			b.Counts(column)[row] = v.Person.Codes
		}
		t.nobodys += int64(one(v.Person.Codes == 0))
		row++
	})
	return t
}

// cell fills one cell; nothing where it is not known.
func (s *scoreSet) cell(b *duck.Block, column, row int, c scoreColumn, o *instrument.Outcome) {
	switch c.kind {
	case scoreFlag:
		b.Bytes(column)[row] = byte(one(o.Has(c.at)))
	case scoreConditions:
		b.Counts(column)[row] = uint32(o.Count)
	case scoreMissing:
		if text := s.missing(o); text != "" {
			b.Texts(column).SetString(row, text)
		} else {
			b.Null(column, row)
		}
	case scoreBand:
		if k := o.Bands[c.at]; k >= 0 {
			b.Words(column)[row] = uint16(slices.Index(s.bandsOf(), s.Scores[c.at].Bands[k].Band))
		} else {
			b.Null(column, row)
		}
	case scoreValue:
		if o.Known[c.at] {
			b.Doubles(column)[row] = o.Scores[c.at]
		} else {
			b.Null(column, row)
		}
	}
}
